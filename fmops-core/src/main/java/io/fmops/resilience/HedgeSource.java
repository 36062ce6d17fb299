package io.fmops.resilience;

import io.fmops.model.CallContext;
import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.FailedAttempt;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ProviderException;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.AnswerFold;
import io.fmops.model.spi.CallTimer;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.LayerSource;
import io.fmops.model.spi.ModelEngine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A race of two requests. The reader's thread reads the first; the second, if there is one, is read
 * by a thread of the executor until it has won or lost, and by the reader's thread after that.
 */
final class HedgeSource extends LayerSource {

  private enum Race {
    /** Nobody has won yet. */
    OPEN,
    FIRST_WON,
    SECOND_WON,
    /** Nobody will win: the call was given up, or has failed. */
    OVER
  }

  private final Hedge hedge;
  private final GenerateRequest request;
  private final CallContext context;
  private final Runner first;
  private final Runner second;
  private final long startNanos = System.nanoTime();
  private final ArrayDeque<StreamEvent> ready = new ArrayDeque<>();
  private @Nullable ModelException toThrow;
  private @Nullable CallTimer timer;

  private final ReentrantLock lock = new ReentrantLock();
  private Race race = Race.OPEN;

  /** One of the two requests. */
  private static final class Runner {
    final ModelId model;
    final ModelEngine engine;
    final List<StreamEvent> held = new ArrayList<>(2);

    @Nullable
    EventSource source;

    @Nullable
    ModelException problem;

    boolean launched;
    boolean told;

    Runner(ModelId model, ModelEngine engine) {
      this.model = model;
      this.engine = engine;
    }
  }

  HedgeSource(
      Hedge hedge,
      ModelId model,
      ModelEngine inner,
      ModelId otherModel,
      ModelEngine other,
      GenerateRequest request,
      CallContext context) {
    super(model);
    this.hedge = hedge;
    this.request = request;
    this.context = context;
    this.first = new Runner(model, inner);
    this.second = new Runner(otherModel, other);
  }

  @Override
  public StreamEvent next() throws InterruptedException {
    while (true) {
      StreamEvent event = ready.poll();
      if (event != null) {
        return event;
      }
      if (toThrow != null) {
        throw toThrow;
      }
      EventSource source = first.source;
      if (source == null) {
        source = begin();
      }
      if (state() == Race.FIRST_WON) {
        return source.next();
      } else if (state() == Race.SECOND_WON && second.source != null) {
        return second.source.next();
      }
      compete(source);
    }
  }

  private EventSource begin() {
    throwIfGivenUp();
    EventSource source = use(Calls.open(first.engine, request, context));
    first.source = source;
    timer = CallTimer.start(hedge.delay(context.streaming()), this::launch);
    return source;
  }

  private Race state() {
    lock.lock();
    try {
      return race;
    } finally {
      lock.unlock();
    }
  }

  /** One step of the first request, as long as nobody has won. */
  private void compete(EventSource source) throws InterruptedException {
    StreamEvent event;
    try {
      event = source.next();
    } catch (ModelException e) {
      firstEnded(e);
      return;
    }
    if (hold(first, event, Race.FIRST_WON)) {
      stopTimer();
      tellLoser(second);
      ready.addAll(first.held);
      first.held.clear();
    } else if (state() != Race.OPEN) {
      firstEnded(lost(first));
    }
  }

  private boolean decisive(StreamEvent event) {
    return event instanceof StreamEvent.Completed
        || (context.streaming() && event instanceof StreamEvent.Content);
  }

  /** Keeps an event; true if it wins the race. */
  private boolean hold(Runner runner, StreamEvent event, Race won) {
    EventSource loser = null;
    ModelException why = null;
    lock.lock();
    try {
      if (race != Race.OPEN) {
        return false;
      }
      runner.held.add(event);
      if (!decisive(event)) {
        return false;
      }
      race = won;
      Runner other = runner == first ? second : first;
      if (other.source != null && other.problem == null) {
        loser = other.source;
        why = lost(other);
        other.problem = why;
      }
    } finally {
      lock.unlock();
    }
    long nanos = System.nanoTime() - startNanos;
    hedge.latencies(context.streaming()).add(nanos);
    if (runner == first && !second.launched) {
      hedge.allowance.success();
    }
    if (loser != null && why != null) {
      loser.abort(why);
    }
    return true;
  }

  private CancelledException lost(Runner runner) {
    CancelledException why = new CancelledException(
        "another request answered before this one of " + runner.model,
        ErrorDetails.of(runner.model),
        null);
    keep(runner, why);
    return why;
  }

  private void keep(Runner runner, ModelException problem) {
    AnswerFold fold = new AnswerFold();
    runner.held.forEach(fold::add);
    fold.keepIn(request, problem);
  }

  /** The first request has failed, or was aborted because the second has won. */
  private void firstEnded(ModelException problem) throws InterruptedException {
    throwIfGivenUp();
    stopTimer();
    while (secondRuns(problem)) {
      pause(Duration.ofDays(1));
    }
    if (state() == Race.SECOND_WON) {
      tellLoser(first);
      if (first.source != null) {
        first.source.close();
      }
      use(secondSource());
      ready.addAll(second.held);
      second.held.clear();
    } else {
      tellLoser(second);
      toThrow =
          second.problem == null ? problem : Calls.withEarlier(problem, List.of(second.problem));
    }
  }

  private EventSource secondSource() {
    EventSource source = second.source;
    if (source == null) {
      throw new IllegalStateException("a request that was never made has won");
    }
    return source;
  }

  /** Whether to wait for the second request, now that the first has none to give. */
  private boolean secondRuns(ModelException problem) {
    EventSource stopped = null;
    lock.lock();
    try {
      if (race != Race.OPEN) {
        return false;
      }
      if (first.problem == null) {
        first.problem = problem;
        keep(first, problem);
      }
      if (second.launched && second.problem == null && Hedge.otherDecides(problem)) {
        return true;
      }
      race = Race.OVER;
      if (second.source != null && second.problem == null) {
        stopped = second.source;
        second.problem = lost(second);
      }
    } finally {
      lock.unlock();
    }
    if (stopped != null && second.problem != null) {
      stopped.abort(second.problem);
    }
    return false;
  }

  private void tellLoser(Runner runner) {
    if (runner.source != null && runner.problem != null && !runner.told) {
      runner.told = true;
      ready.add(new FailedAttempt(runner.model, runner.problem, "hedge").notice());
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.close();
    }
  }

  /** The first request has taken long. */
  private void launch() {
    if (!hedge.places.tryAcquire()) {
      return;
    }
    lock.lock();
    try {
      second.launched = race == Race.OPEN && first.problem == null && hedge.allowance.take();
    } finally {
      lock.unlock();
    }
    if (!second.launched) {
      hedge.places.release();
      return;
    }
    try {
      context.executor().execute(this::run);
    } catch (RuntimeException e) {
      secondFailed(unexpected(e));
      hedge.places.release();
      wake();
    }
  }

  private void run() {
    try {
      EventSource source = Calls.open(second.engine, request, context);
      if (registered(source)) {
        StreamEvent event;
        do {
          event = source.next();
        } while (!hold(second, event, Race.SECOND_WON) && state() == Race.OPEN);
      } else {
        source.close();
      }
    } catch (ModelException e) {
      secondFailed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      secondFailed(unexpected(e));
    } catch (RuntimeException | Error e) {
      // Nobody reads what this thread throws, and the first request goes on.
      secondFailed(unexpected(e));
    } finally {
      hedge.places.release();
      wake();
    }
  }

  private boolean registered(EventSource source) {
    lock.lock();
    try {
      if (race == Race.OPEN) {
        second.source = source;
        return true;
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private ProviderException unexpected(Throwable cause) {
    return new ProviderException(
        "the second request to " + second.model + " failed: " + cause,
        ErrorDetails.of(second.model),
        cause);
  }

  private void secondFailed(ModelException problem) {
    EventSource source;
    lock.lock();
    try {
      source = second.source;
      if (second.problem == null) {
        second.problem = problem;
        keep(second, problem);
      }
    } finally {
      lock.unlock();
    }
    if (source != null) {
      source.close();
    }
  }

  @Override
  protected void givenUp(ModelException problem) {
    EventSource other;
    lock.lock();
    try {
      if (race == Race.OPEN) {
        race = Race.OVER;
        if (second.source != null && second.problem == null) {
          second.problem = lost(second);
          Calls.withEarlier(problem, List.of(second.problem));
        }
      }
      other = second.source;
    } finally {
      lock.unlock();
    }
    stopTimer();
    if (other != null) {
      other.abort(problem);
    }
  }
}

package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A check of a guardrail in use. Bounds how many looks of its detector run at once, so that one
 * that hangs and does not hear interrupts takes a bounded number of threads and no more. Looks
 * beyond that wait for their turn, the longest waiting first. Thread-safe.
 */
final class ActiveCheck {

  private static final Logger LOG = LoggerFactory.getLogger(ActiveCheck.class);

  private static final Comparator<Finding> BY_PLACE =
      Comparator.comparingInt(Finding::start).thenComparingInt(Finding::end);

  private final Check check;
  private final Detector.Cost cost;
  private final Detector.Scope scope;
  private final boolean answersOnly;

  /** Guards the places below and the states of all looks. */
  private final Object lock = new Object();

  /** Empty while a place is free: one that becomes free goes straight to who waits. */
  private final Set<Run> waiting = new LinkedHashSet<>();

  private int free;

  ActiveCheck(Check check) {
    this.check = check;
    cost = Objects.requireNonNull(check.detector().cost(), "cost");
    scope = Objects.requireNonNull(check.detector().scope(), "scope");
    free = check.maxRunning();
    answersOnly = check.detector().answersOnly();
  }

  Check check() {
    return check;
  }

  Detector.Cost cost() {
    return cost;
  }

  boolean answersOnly() {
    return answersOnly;
  }

  Detector.Scope scope() {
    return scope;
  }

  String name() {
    return check.detector().name();
  }

  /**
   * Begins a look on another thread, or queues for it: then its {@link Looks.Turn} comes as news.
   */
  Run start(Excerpt excerpt, Executor executor, Queue<? super Looks.News> news) {
    Run run = new Run(this, excerpt, news);
    boolean now;
    synchronized (lock) {
      now = free > 0;
      if (now) {
        free--;
        run.state = State.HAS_PLACE;
      } else {
        waiting.add(run);
      }
    }
    if (now) {
      run.go(executor);
    }
    return run;
  }

  /** Gives a place to who waits longest. Its own thread begins the look, as nobody else's may. */
  private void passOn() {
    synchronized (lock) {
      Iterator<Run> queue = waiting.iterator();
      if (queue.hasNext()) {
        Run next = queue.next();
        queue.remove();
        next.state = State.HAS_PLACE;
        next.news.add(new Looks.Turn(next));
      } else {
        free++;
      }
    }
  }

  /** Has the detector look on this thread; whatever it throws is a failure. */
  static Looks.Answer detect(ActiveCheck check, Excerpt excerpt) {
    try {
      List<Finding> findings =
          check.check.detector().detect(excerpt).stream().sorted(BY_PLACE).toList();
      int length = excerpt.text().length();
      for (Finding finding : findings) {
        if (finding.end() > length) {
          return Looks.Answer.failed("it gave a finding of %d to %d in a text of %d chars"
              .formatted(finding.start(), finding.end(), length));
        }
      }
      return new Looks.Answer(findings, null, null);
    } catch (Throwable e) {
      // The message of a foreign exception may hold the text.
      LOG.debug("the detector {} failed", check.name(), e);
      return new Looks.Answer(List.of(), "it threw " + e.getClass().getName(), e);
    }
  }

  /**
   * Rethrows what is no failure of the detector but of the virtual machine, such as an
   * {@link InternalError}. A stack or a heap that was too small for one text is over when it is
   * thrown.
   */
  static void rethrowFatal(@Nullable Throwable thrown) {
    if (thrown instanceof VirtualMachineError fatal
        && !(fatal instanceof StackOverflowError)
        && !(fatal instanceof OutOfMemoryError)) {
      throw fatal;
    }
  }

  private enum State {
    WAITS,
    HAS_PLACE,
    RUNS,
    OVER
  }

  /** A look on another thread. */
  static final class Run {
    private final ActiveCheck check;
    private final Queue<? super Looks.News> news;
    private final long end;
    private final FutureTask<@Nullable Void> task;
    private @Nullable Throwable thrown;
    private State state = State.WAITS;

    private Run(ActiveCheck check, Excerpt excerpt, Queue<? super Looks.News> news) {
      this.check = check;
      this.news = news;
      end = System.nanoTime() + check.check.timeout().toNanos();
      task = new FutureTask<>(() -> look(excerpt), null);
    }

    ActiveCheck check() {
      return check;
    }

    long end() {
      return end;
    }

    /** Begins the look; to be called once, when it has its place. */
    void go(Executor executor) {
      try {
        executor.execute(this::run);
      } catch (Throwable e) {
        // Not only what an executor should throw: no native thread is an OutOfMemoryError.
        cancel();
        news.add(new Looks.Told(this, Looks.Answer.failed("no thread was free for it")));
        LOG.debug("no thread for the detector {}", check.name(), e);
        rethrowFatal(e);
      }
    }

    private void run() {
      task.run();
      rethrowFatal(thrown);
    }

    private void look(Excerpt excerpt) {
      if (!moved(State.HAS_PLACE, State.RUNS)) {
        return;
      }
      try {
        Looks.Answer answer = detect(check, excerpt);
        thrown = answer.thrown();
        news.add(new Looks.Told(this, answer));
      } finally {
        if (moved(State.RUNS, State.OVER)) {
          check.passOn();
        }
      }
    }

    /**
     * Interrupts the look, or keeps it from beginning. One that runs keeps its place until it ends.
     *
     * @return whether it had waited for its place until now
     */
    boolean cancel() {
      task.cancel(true);
      synchronized (check.lock) {
        if (moved(State.HAS_PLACE, State.OVER)) {
          check.passOn();
        }
        return check.waiting.remove(this);
      }
    }

    private boolean moved(State from, State to) {
      synchronized (check.lock) {
        boolean moves = state == from;
        state = moves ? to : state;
        return moves;
      }
    }
  }
}

package io.fmops.resilience;

import io.fmops.model.CallContext;
import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import io.fmops.model.UnavailableException;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * A backend whose every exchange goes as the test says: events, exceptions (thrown), durations
 * (waited) and {@link #HANG}, which only giving up ends. Counts exchanges that began, that run, and
 * that were aborted.
 */
final class Backend implements ModelEngine {

  static final ModelId ID = ModelId.of("scripted", "a");
  static final GenerateRequest REQUEST = GenerateRequest.of("four words of text");
  static final Object HANG = new Object();

  final AtomicInteger begun = new AtomicInteger();
  final AtomicInteger running = new AtomicInteger();
  final AtomicInteger mostRunning = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();
  final Queue<ModelException> aborts = new ConcurrentLinkedQueue<>();
  final ModelId id;
  private final IntFunction<List<Object>> script;

  Backend(ModelId id, IntFunction<List<Object>> script) {
    this.id = id;
    this.script = script;
  }

  /** One exchange after the other; the last one again and again. */
  @SafeVarargs
  static Backend of(List<Object>... exchanges) {
    return new Backend(ID, n -> exchanges[Math.min(n, exchanges.length) - 1]);
  }

  static Backend named(String name, List<Object> exchange) {
    return new Backend(ModelId.of("scripted", name), n -> exchange);
  }

  static List<Object> answer(String... chunks) {
    List<Object> steps = new java.util.ArrayList<>();
    for (String chunk : chunks) {
      steps.add(text(chunk));
    }
    steps.add(TokenUsage.reported(3, 2));
    return steps;
  }

  static StreamEvent.TextDelta text(String chunk) {
    return new StreamEvent.TextDelta(0, chunk);
  }

  static UnavailableException unavailable() {
    return new UnavailableException("503");
  }

  static ThrottledException throttled(Duration retryAfter) {
    return new ThrottledException(
        "429",
        new ErrorDetails(
            Optional.of(ID),
            Optional.of("ThrottlingException"),
            Optional.of(429),
            Optional.empty(),
            Optional.of(retryAfter)),
        null);
  }

  FoundationModel model() {
    return FoundationModel.of(id, this);
  }

  @Override
  public void close() {
    closed.incrementAndGet();
  }

  @Override
  public EventSource open(GenerateRequest request, CallContext context) {
    return new Exchange();
  }

  private final class Exchange implements EventSource {
    private final CountDownLatch gone = new CountDownLatch(1);
    private final AtomicBoolean inside = new AtomicBoolean();
    private Queue<Object> steps = new ArrayDeque<>();

    @Override
    public StreamEvent next() throws InterruptedException {
      if (inside.compareAndSet(false, true)) {
        steps = new ArrayDeque<>(script.apply(begun.incrementAndGet()));
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
      }
      while (true) {
        Object step = steps.remove();
        if (step == HANG) {
          gone.await();
        } else if (step instanceof Duration wait) {
          boolean ignored = gone.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        } else if (step instanceof RuntimeException problem) {
          ended();
          throw problem;
        } else if (step instanceof TokenUsage usage) {
          ended();
          return new StreamEvent.Completed(
              GenerateResponse.builder(id).usage(usage).build());
        } else {
          return (StreamEvent) step;
        }
        if (gone.getCount() == 0) {
          throw new CancelledException("closed by the reader");
        }
      }
    }

    private final AtomicBoolean over = new AtomicBoolean();

    private void ended() {
      if (over.compareAndSet(false, true)) {
        running.decrementAndGet();
      }
    }

    @Override
    public void close() {
      if (inside.get()) {
        ended();
      }
      gone.countDown();
    }

    @Override
    public void abort(ModelException why) {
      if (gone.getCount() > 0 && inside.get() && !over.get()) {
        aborts.add(why);
      }
      close();
    }
  }
}

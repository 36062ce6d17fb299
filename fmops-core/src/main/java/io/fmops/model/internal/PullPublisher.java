package io.fmops.model.internal;

import static io.fmops.model.ErrorDetails.NONE;

import io.fmops.model.CallContext;
import io.fmops.model.StreamEvent;
import io.fmops.model.UnavailableException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Offers pulled events to one subscriber, as many as it asks for, by the rules of Flow. */
public final class PullPublisher implements Flow.Publisher<StreamEvent> {

  private final BooleanSupplier take;
  private final Supplier<StreamEvent> next;
  private final BooleanSupplier completed;
  private final Runnable close;
  private final CallContext context;

  /**
   * A publisher over a source that blocks.
   *
   * @param take true for the first subscriber only
   * @param next waits for the next event or throws
   * @param completed whether the last event was given
   * @param close gives the source up
   * @param context has the executor
   */
  public PullPublisher(
      BooleanSupplier take,
      Supplier<StreamEvent> next,
      BooleanSupplier completed,
      Runnable close,
      CallContext context) {
    this.take = take;
    this.next = next;
    this.completed = completed;
    this.close = close;
    this.context = context;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super StreamEvent> subscriber) {
    if (!take.getAsBoolean()) {
      subscriber.onSubscribe(new Flow.Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
      });
      subscriber.onError(
          new IllegalStateException("the stream is already being read; it can be read only once"));
      return;
    }
    try {
      subscriber.onSubscribe(new Pull(subscriber));
    } catch (RuntimeException | Error e) {
      close.run();
      throw e;
    }
  }

  /** All signals come from {@link #drain}, which one thread at a time is in. */
  private final class Pull implements Flow.Subscription, Runnable {
    private final Flow.Subscriber<? super StreamEvent> subscriber;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> problem = new AtomicReference<>();
    private volatile boolean cancelled;
    private volatile boolean done;

    Pull(Flow.Subscriber<? super StreamEvent> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long n) {
      if (n <= 0) {
        fail(new IllegalArgumentException("requested " + n + " events; it must be at least 1"));
      } else {
        demand.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
      }
      schedule();
    }

    @Override
    public void cancel() {
      cancelled = true;
      close.run();
    }

    /** The first problem is the one that is told; closing makes a waiting reader look for it. */
    private void fail(Throwable what) {
      problem.compareAndSet(null, what);
      close.run();
    }

    private void schedule() {
      if (work.getAndIncrement() > 0) {
        return;
      }
      try {
        context.executor().execute(this);
      } catch (RuntimeException | Error e) {
        fail(new UnavailableException("the executor did not take the work: " + e, NONE, e));
        run();
      }
    }

    @Override
    public void run() {
      int seen = work.get();
      do {
        drain();
        seen = work.addAndGet(-seen);
      } while (seen > 0);
    }

    private void drain() {
      while (!done && !cancelled) {
        Throwable what = problem.get();
        if (what != null) {
          done = true;
          subscriber.onError(what);
        } else if (demand.get() == 0) {
          return;
        } else {
          pull();
        }
      }
    }

    private void pull() {
      StreamEvent event;
      try {
        event = next.get();
      } catch (RuntimeException | Error e) {
        fail(e);
        return;
      }
      if (cancelled || problem.get() != null) {
        return;
      }
      try {
        subscriber.onNext(event);
      } catch (RuntimeException | Error e) {
        // Flow forbids it; treat it as a cancellation so that the exchange does not leak.
        fail(e);
        return;
      }
      if (demand.get() != Long.MAX_VALUE) {
        demand.decrementAndGet();
      }
      if (completed.getAsBoolean() && problem.get() == null && !cancelled) {
        done = true;
        subscriber.onComplete();
      }
    }
  }
}

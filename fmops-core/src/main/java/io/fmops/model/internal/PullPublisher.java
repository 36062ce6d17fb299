package io.fmops.model.internal;

import io.fmops.model.CallContext;
import io.fmops.model.ModelException;
import io.fmops.model.StreamEvent;
import io.fmops.model.UnavailableException;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

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
    subscriber.onSubscribe(new Pull(subscriber));
  }

  private final class Pull implements Flow.Subscription, Runnable {
    private final Flow.Subscriber<? super StreamEvent> subscriber;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile boolean done;

    Pull(Flow.Subscriber<? super StreamEvent> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long n) {
      if (done) {
        return;
      }
      if (n <= 0) {
        close.run();
        fail(new IllegalArgumentException("requested " + n + " events; it must be at least 1"));
        return;
      }
      demand.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
      schedule();
    }

    @Override
    public void cancel() {
      done = true;
      close.run();
    }

    private void schedule() {
      if (running.compareAndSet(false, true)) {
        try {
          context.executor().execute(this);
        } catch (RejectedExecutionException e) {
          close.run();
          fail(new UnavailableException(
              "the executor takes no more work: too many calls run at once",
              io.fmops.model.ErrorDetails.NONE,
              e));
        }
      }
    }

    @Override
    public void run() {
      while (!done && demand.get() > 0) {
        StreamEvent event;
        try {
          event = next.get();
        } catch (ModelException e) {
          fail(e);
          break;
        }
        if (done) {
          break;
        }
        deliver(event);
        if (demand.get() != Long.MAX_VALUE) {
          demand.decrementAndGet();
        }
      }
      running.set(false);
      if (!done && demand.get() > 0) {
        schedule();
      }
    }

    private void deliver(StreamEvent event) {
      try {
        subscriber.onNext(event);
      } catch (RuntimeException e) {
        // Flow forbids it; treat it as a cancellation so that the exchange does not leak.
        close.run();
        fail(e);
        return;
      }
      if (completed.getAsBoolean() && !done) {
        done = true;
        subscriber.onComplete();
      }
    }

    private void fail(Throwable problem) {
      if (!done) {
        done = true;
        subscriber.onError(problem);
      }
    }
  }
}

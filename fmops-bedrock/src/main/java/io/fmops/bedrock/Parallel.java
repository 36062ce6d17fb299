package io.fmops.bedrock;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls that one request is cut up into, a few at a time. The caller's own thread makes calls,
 * too, so that an executor without a free thread slows them down and cannot stop them. The first
 * failure ends the others and is the one that is thrown.
 */
final class Parallel<T> {

  /** How many calls one request has under way: well within what an account may do at once. */
  static final int CONCURRENCY = 8;

  private final List<Function<CallContext, T>> calls;
  private final CallContext context;
  private final CancelToken token = new CancelToken();
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicReferenceArray<@Nullable T> results;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final CountDownLatch done;

  private Parallel(List<Function<CallContext, T>> calls, CallContext outer) {
    this.calls = calls;
    this.context = outer.withCancelToken(token);
    this.results = new AtomicReferenceArray<>(calls.size());
    this.done = new CountDownLatch(calls.size());
  }

  /** The results in the order of the calls. */
  static <T> List<T> run(List<Function<CallContext, T>> calls, CallContext context) {
    if (calls.size() == 1) {
      return List.of(calls.get(0).apply(context));
    }
    Parallel<T> parallel = new Parallel<>(calls, context);
    try (CancelToken.Registration outer = context
        .cancelToken()
        .onCancel(() -> parallel.token.cancel(context.cancelToken().reason().orElse("")))) {
      return parallel.results(context);
    }
  }

  private List<T> results(CallContext outer) {
    try {
      for (int helper = 1; helper < Math.min(CONCURRENCY, calls.size()); helper++) {
        outer.executor().execute(this::work);
      }
    } catch (RejectedExecutionException e) {
      // Those that there are, and this thread, have to do.
    }
    work();
    awaitOthers();
    Throwable problem = failure.get();
    if (problem instanceof RuntimeException e) {
      throw e;
    } else if (problem instanceof Error e) {
      throw e;
    }
    List<T> all = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      all.add(Objects.requireNonNull(results.get(i), "a call without a result"));
    }
    return all;
  }

  private void work() {
    int call;
    while ((call = taken.getAndIncrement()) < calls.size()) {
      try {
        if (failure.get() == null) {
          results.set(call, calls.get(call).apply(context));
        }
      } catch (RuntimeException | Error e) {
        fail(e);
      } finally {
        done.countDown();
      }
    }
  }

  private void fail(Throwable problem) {
    if (failure.compareAndSet(null, problem)) {
      token.cancel("another part of the same request failed");
    }
  }

  /** Every call that is not done is being made by a thread, which the token ends if need be. */
  private void awaitOthers() {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        fail(new CancelledException("the thread that called was interrupted"));
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

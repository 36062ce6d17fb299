package io.fmops.chain;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.TimedOutException;
import io.fmops.model.spi.CallTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the application that a run is just calling: their threads are interrupted when
 * the token is cancelled or the deadline passes. Model calls end by themselves then. Thread-safe.
 */
final class Running {

  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Call> calls = new HashSet<>(4);
  private final Set<CancelToken> watched = Collections.newSetFromMap(new IdentityHashMap<>(2));
  private final List<CancelToken.Registration> registrations = new ArrayList<>(1);

  private @Nullable CallTimer deadline;
  private boolean closed;

  /** What a function does. */
  interface Work<T> {
    T run() throws Exception;
  }

  /** A function that is being called. All fields are guarded by the lock. */
  private static final class Call {
    final Thread thread = Thread.currentThread();
    final CancelToken token;
    boolean interrupted;
    boolean late;

    Call(CancelToken token) {
      this.token = token;
    }

    void interrupt() {
      // An interrupt that was there before is the caller's, who wants to see it afterwards.
      interrupted |= !thread.isInterrupted();
      thread.interrupt();
    }
  }

  <T> T call(CallContext context, @Nullable Duration limit, Work<T> work) throws Exception {
    Call call = begin(context);
    CallTimer timer = limit == null ? null : CallTimer.start(limit, () -> late(call));
    try {
      return work.run();
    } catch (InterruptedException e) {
      if (!end(call)) {
        Thread.currentThread().interrupt();
      }
      throw givenUp(context, call, limit, e);
    } catch (Exception e) {
      if (end(call)) {
        throw givenUp(context, call, limit, e);
      }
      throw e;
    } finally {
      end(call);
      if (timer != null) {
        timer.close();
      }
    }
  }

  private Call begin(CallContext context) {
    CancelToken token = context.cancelToken();
    Call call = new Call(token);
    boolean watch;
    lock.lock();
    try {
      calls.add(call);
      watch = watched.add(token);
      Optional<Duration> left = context.remaining();
      if (left.isPresent() && deadline == null && !closed) {
        deadline = CallTimer.start(left.get(), () -> interrupt(null));
      }
    } finally {
      lock.unlock();
    }
    if (watch) {
      // Without the lock: it runs at once if the token was cancelled meanwhile.
      keep(token.onCancel(() -> interrupt(token)));
    }
    return call;
  }

  private void keep(CancelToken.Registration registration) {
    lock.lock();
    try {
      if (!closed) {
        registrations.add(registration);
        return;
      }
    } finally {
      lock.unlock();
    }
    registration.close();
  }

  /** Interrupts the functions of a token, or all. */
  private void interrupt(@Nullable CancelToken token) {
    lock.lock();
    try {
      for (Call call : calls) {
        if (token == null || call.token == token) {
          call.interrupt();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void late(Call call) {
    lock.lock();
    try {
      if (calls.contains(call)) {
        call.late = true;
        call.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether it was interrupted from here; the thread goes on without that interrupt. */
  private boolean end(Call call) {
    lock.lock();
    try {
      if (calls.remove(call) && call.interrupted) {
        Thread.interrupted();
      }
      return call.interrupted;
    } finally {
      lock.unlock();
    }
  }

  private static RuntimeException givenUp(
      CallContext context, Call call, @Nullable Duration limit, Exception cause) {
    RuntimeException why = problem(context, cause);
    if (why != null) {
      return why;
    } else if (call.late) {
      return new TimedOutException(
          "the step did not end within " + limit,
          TimedOutException.Limit.TOTAL,
          ErrorDetails.NONE,
          cause);
    }
    return new CancelledException(
        "the thread of the run was interrupted", ErrorDetails.NONE, cause);
  }

  /** Throws if the run is to go no further. */
  static void check(CallContext context) {
    RuntimeException why = problem(context, null);
    if (why != null) {
      throw why;
    } else if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException("the thread of the run was interrupted");
    }
  }

  private static @Nullable RuntimeException problem(
      CallContext context, @Nullable Exception cause) {
    Optional<String> reason = context.cancelToken().reason();
    if (reason.isPresent()) {
      return new CancelledException(
          "the run was cancelled: " + reason.get(), ErrorDetails.NONE, cause);
    }
    Optional<Duration> left = context.remaining();
    if (left.isPresent() && (left.get().isNegative() || left.get().isZero())) {
      return new TimedOutException(
          "the run did not end before its deadline",
          TimedOutException.Limit.DEADLINE,
          ErrorDetails.NONE,
          cause);
    }
    return null;
  }

  /** The run has ended. */
  void close() {
    List<CancelToken.Registration> toClose;
    lock.lock();
    try {
      closed = true;
      toClose = List.copyOf(registrations);
      registrations.clear();
      if (deadline != null) {
        deadline.close();
      }
    } finally {
      lock.unlock();
    }
    toClose.forEach(CancelToken.Registration::close);
  }
}

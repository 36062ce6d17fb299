package io.fmops.chain;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something for several places at the same time. The thread that asks for it works, too, and
 * alone if the run's threads are all busy or the executor has none; so nothing ever waits for a
 * thread. The first failure ends the others.
 *
 * @param <T> what each place gives
 */
final class Fan<T> {

  /** How long those who have been told to end are waited for. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Logger log = LoggerFactory.getLogger(Fan.class);

  private final StepContext outer;
  private final Run run;
  private final Task<T> task;
  private final int places;
  private final CancelToken token = new CancelToken();
  private final StepContext inner;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<@Nullable T> results;
  private int next;
  private int working;
  private boolean waiting;
  private boolean given;
  private volatile boolean alone;
  private @Nullable Throwable failure;

  /** What is done for a place. */
  interface Task<T> {
    T run(int place, StepContext context);
  }

  private Fan(StepContext outer, int places, Task<T> task) {
    this.outer = outer;
    this.run = outer.engine();
    this.task = task;
    this.places = places;
    this.inner = outer.within(outer.call().withCancelToken(token));
    this.results = new ArrayList<>(places);
    for (int i = 0; i < places; i++) {
      results.add(null);
    }
    outer.node().reserve(places);
  }

  static <T> List<T> run(StepContext outer, int places, Task<T> task) {
    Fan<T> fan = new Fan<>(outer, places, task);
    CallContext call = outer.call();
    try (CancelToken.Registration link =
        call.cancelToken().onCancel(() -> fan.giveUp(call.cancelToken().reason().orElse("")))) {
      fan.work();
      fan.await();
      return fan.results();
    } catch (Throwable e) {
      // Whatever it was: nobody works on for a run that has ended.
      fan.token.cancel("the step that they belong to failed");
      throw e;
    }
  }

  private void giveUp(String why) {
    lock.lock();
    try {
      given = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    token.cancel(why);
  }

  /** Takes place after place until there are no more. */
  private void work() {
    while (true) {
      int place;
      boolean more;
      lock.lock();
      try {
        if (next >= places || failure != null || given) {
          return;
        }
        place = next++;
        more = next < places;
        working++;
      } finally {
        lock.unlock();
      }
      if (more) {
        callForHelp();
      }
      T result = null;
      Throwable problem = null;
      try {
        result = task.run(place, inner);
      } catch (Throwable e) {
        problem = e;
      }
      ended(place, result, problem);
    }
  }

  private void callForHelp() {
    if (alone || !run.helpers().tryAcquire()) {
      return;
    }
    Thread asking = Thread.currentThread();
    try {
      outer.call().executor().execute(() -> {
        try {
          // An executor that runs it at once is no help, and would nest as deep as there are
          // places.
          if (Thread.currentThread() != asking) {
            work();
          }
        } finally {
          run.helpers().release();
        }
      });
    } catch (RejectedExecutionException e) {
      // Its threads are all busy: those who work already do the rest.
      run.helpers().release();
    } catch (RuntimeException | Error e) {
      // Such as when the system has no thread left. The place that was taken has to be worked on.
      run.helpers().release();
      alone = true;
      log.warn("an executor gave a chain no thread; its steps go on with those that they have", e);
    }
  }

  private void ended(int place, @Nullable T result, @Nullable Throwable problem) {
    boolean first = false;
    lock.lock();
    try {
      working--;
      results.set(place, result);
      if (problem instanceof WaitingSignal) {
        // The others go on: what they find out is in the journal when the run goes on.
        waiting = true;
      } else if (problem != null && failure == null) {
        failure = problem;
        first = true;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (first) {
      token.cancel("a step beside it failed");
    }
  }

  /** Waits for those who still work; not for ever, once they have been told to end. */
  private void await() {
    boolean interrupted = false;
    lock.lock();
    try {
      long until = Long.MAX_VALUE;
      while (working > 0 && until - System.nanoTime() > 0) {
        boolean late =
            outer.call().remaining().filter(left -> left.isNegative()).isPresent();
        if (until == Long.MAX_VALUE && (failure != null || given || late || interrupted)) {
          until = System.nanoTime() + GRACE_NANOS;
        }
        try {
          changed.awaitNanos(nap(until));
        } catch (InterruptedException e) {
          interrupted = true;
          giveUpUnlocked();
        }
      }
    } finally {
      lock.unlock();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new CancelledException("the thread of the run was interrupted");
    }
  }

  private void giveUpUnlocked() {
    lock.unlock();
    try {
      token.cancel("the thread of the run was interrupted");
    } finally {
      lock.lock();
    }
  }

  private long nap(long until) {
    long nap = until == Long.MAX_VALUE ? TimeUnit.DAYS.toNanos(1) : until - System.nanoTime();
    Optional<Long> left = until == Long.MAX_VALUE
        ? outer.call().remaining().map(time -> time.toNanos() + TimeUnit.MILLISECONDS.toNanos(1))
        : Optional.empty();
    return Math.max(1, Math.min(nap, left.orElse(nap)));
  }

  private List<T> results() {
    lock.lock();
    try {
      if (failure instanceof RuntimeException e) {
        throw e;
      } else if (failure instanceof Error e) {
        throw e;
      }
      Running.check(outer.call());
      if (waiting) {
        throw new WaitingSignal();
      }
      List<T> all = new ArrayList<>(places);
      for (T result : results) {
        if (result != null) {
          all.add(result);
        }
      }
      return List.copyOf(all);
    } finally {
      lock.unlock();
    }
  }
}

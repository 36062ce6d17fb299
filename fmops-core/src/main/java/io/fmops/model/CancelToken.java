package io.fmops.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells any number of calls that nobody wants their answers any more. One token can be given to
 * many calls, such as all steps of a chain. Thread-safe.
 */
public final class CancelToken {

  private final ReentrantLock lock = new ReentrantLock();

  /** A list linked through its elements: nearly every token has one, which costs nothing more. */
  private @Nullable Registration first;

  private @Nullable Registration last;

  private @Nullable String reason;

  /** A token that is not cancelled. */
  public CancelToken() {}

  /**
   * Cancels all calls that hold the token, now and later. Only the first call of this method
   * counts.
   *
   * @param why the reason, told in the calls' {@link CancelledException}
   */
  public void cancel(String why) {
    Objects.requireNonNull(why, "why");
    List<Registration> toRun;
    lock.lock();
    try {
      if (reason != null) {
        return;
      }
      reason = why;
      toRun = new ArrayList<>();
      for (Registration next = first; next != null; next = next.after) {
        toRun.add(next);
        next.waiting = false;
      }
      first = null;
      last = null;
    } finally {
      lock.unlock();
    }
    RuntimeException problem = null;
    for (Registration registration : toRun) {
      try {
        registration.action.run();
      } catch (RuntimeException e) {
        // One call that cannot be ended must not keep the others running.
        problem = problem == null ? e : problem;
      }
    }
    if (problem != null) {
      throw problem;
    }
  }

  /**
   * Whether the token was cancelled.
   *
   * @return true once {@link #cancel} was called
   */
  public boolean cancelled() {
    return reason().isPresent();
  }

  /**
   * Why the token was cancelled.
   *
   * @return the reason, if it was
   */
  public Optional<String> reason() {
    lock.lock();
    try {
      return Optional.ofNullable(reason);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has something done when the token is cancelled: by the thread that cancels, or at once by this
   * one if that has already happened.
   *
   * @param action what to do, quickly and without throwing
   * @return closing this takes the action back
   */
  public Registration onCancel(Runnable action) {
    Registration registration = new Registration(action);
    lock.lock();
    try {
      if (reason == null) {
        append(registration);
        return registration;
      }
    } finally {
      lock.unlock();
    }
    action.run();
    return registration;
  }

  private void append(Registration registration) {
    registration.waiting = true;
    registration.before = last;
    if (last == null) {
      first = registration;
    } else {
      last.after = registration;
    }
    last = registration;
  }

  private void remove(Registration registration) {
    registration.waiting = false;
    Registration before = registration.before;
    Registration after = registration.after;
    if (before == null) {
      first = after;
    } else {
      before.after = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.before = before;
    }
  }

  /** An action that waits for a token's cancellation. Thread-safe. */
  public final class Registration implements AutoCloseable {
    private final Runnable action;
    private @Nullable Registration before;
    private @Nullable Registration after;
    private boolean waiting;

    private Registration(Runnable action) {
      this.action = action;
    }

    /** Takes the action back, if it has not been run. */
    @Override
    public void close() {
      lock.lock();
      try {
        if (waiting) {
          remove(this);
        }
      } finally {
        lock.unlock();
      }
    }
  }
}

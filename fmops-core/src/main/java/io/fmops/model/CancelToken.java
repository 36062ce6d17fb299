package io.fmops.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells any number of calls that nobody wants their answers any more. One token can be given to
 * many calls, such as all steps of a chain. Thread-safe.
 */
public final class CancelToken {

  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Registration> registrations = new LinkedHashSet<>();
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
      toRun = new ArrayList<>(registrations);
      registrations.clear();
    } finally {
      lock.unlock();
    }
    RuntimeException first = null;
    for (Registration registration : toRun) {
      try {
        registration.action.run();
      } catch (RuntimeException e) {
        // One call that cannot be ended must not keep the others running.
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
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
        registrations.add(registration);
        return registration;
      }
    } finally {
      lock.unlock();
    }
    action.run();
    return registration;
  }

  /** An action that waits for a token's cancellation. Thread-safe. */
  public final class Registration implements AutoCloseable {
    private final Runnable action;

    private Registration(Runnable action) {
      this.action = action;
    }

    /** Takes the action back, if it has not been run. */
    @Override
    public void close() {
      lock.lock();
      try {
        registrations.remove(this);
      } finally {
        lock.unlock();
      }
    }
  }
}

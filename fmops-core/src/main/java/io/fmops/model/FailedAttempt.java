package io.fmops.model;

import java.util.Objects;

/**
 * An exchange that a layer made for a call and gave up: before a retry, on the way to another
 * model, as the loser of a race. The layer tells it with a {@link StreamEvent.Notice} of the type
 * {@value #NOTICE}, so that the response keeps it and what it used is paid exactly once. Immutable
 * and thread-safe, as far as the exception is.
 *
 * @param model the model that was asked
 * @param problem how the exchange ended; {@link ModelException#usage()} is what it used
 * @param layer what gave it up, such as {@code retry}, {@code fallback} or {@code hedge}
 */
public record FailedAttempt(ModelId model, ModelException problem, String layer) {

  /** The type of the notices that hold one. */
  public static final String NOTICE = "fmops.failed-attempt";

  /**
   * The type of the notices that take back all content before them, because the answer begins anew;
   * the value is the {@link ModelId} that is asked next. Only layers that were asked to do so send
   * them, and only in streams.
   */
  public static final String RESTART = "fmops.restart";

  /** Checks that nothing is null. */
  public FailedAttempt {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(problem, "problem");
    Objects.requireNonNull(layer, "layer");
  }

  /**
   * The event that tells it.
   *
   * @return a notice
   */
  public StreamEvent.Notice notice() {
    return new StreamEvent.Notice(NOTICE, this);
  }
}

package io.fmops.telemetry;

import io.fmops.model.CancelledException;
import io.fmops.model.Cost;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.TokenUsage;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a call ended; every call has exactly one. Immutable and thread-safe.
 *
 * @param response the whole answer; absent for embeddings, and without one
 * @param problem why there is no answer; a {@link CancelledException} if nobody wanted the rest
 * @param usage the tokens of all exchanges that the call made, attempts that failed included;
 *     estimated where nobody reported them
 * @param cost what all these exchanges cost; absent without a price list or without a price
 * @param duration from the beginning of the call to its end, waits and retries included
 * @param timeToFirstToken from the beginning of the call to the first content of a stream; absent
 *     for answers that came whole
 * @param exchanges how many exchanges the call made, as far as the layers further in tell; 0 for an
 *     answer from a recording
 */
public record CallOutcome(
    Optional<GenerateResponse> response,
    Optional<ModelException> problem,
    TokenUsage usage,
    Optional<Cost> cost,
    Duration duration,
    Optional<Duration> timeToFirstToken,
    int exchanges) {

  /** Checks that nothing is null. */
  public CallOutcome {
    Objects.requireNonNull(response, "response");
    Objects.requireNonNull(problem, "problem");
    Objects.requireNonNull(usage, "usage");
    Objects.requireNonNull(cost, "cost");
    Objects.requireNonNull(duration, "duration");
    Objects.requireNonNull(timeToFirstToken, "timeToFirstToken");
  }

  /**
   * Whether the call was given up: closed, cancelled or interrupted.
   *
   * @return true for a {@link CancelledException}
   */
  public boolean cancelled() {
    return problem.filter(CancelledException.class::isInstance).isPresent();
  }

  /**
   * The provider's id of the exchange that ended the call, for its support desk.
   *
   * @return the id of the answer or of the error, if the provider gave one
   */
  public Optional<String> requestId() {
    return response
        .flatMap(GenerateResponse::requestId)
        .or(() -> problem.flatMap(p -> p.details().requestId()));
  }
}

package io.fmops.bedrock.guardrails;

import io.fmops.model.ErrorDetails;
import io.fmops.model.MalformedAnswerException;
import org.jspecify.annotations.Nullable;

/** Numbers that a service told. Stateless. */
final class Scores {

  private Scores() {}

  /**
   * A score.
   *
   * @throws MalformedAnswerException if there is none, or it is not 0 to 1
   */
  static double of(String detector, @Nullable Number told) {
    // A float of 1 may come as a little more.
    double score = told == null ? Double.NaN : told.doubleValue();
    if (!(score >= 0 && score <= 1.000_001)) {
      throw new MalformedAnswerException(
          "%s cannot tell: the service gave the score %s; it must be 0 to 1"
              .formatted(detector, told),
          ErrorDetails.NONE,
          null);
    }
    return Math.min(1, score);
  }
}

package io.fmops.bedrock.guardrails;

import io.fmops.guardrails.spi.Detector;
import java.time.Duration;
import java.util.Objects;

/**
 * How a detector calls Bedrock. Immutable and thread-safe.
 *
 * @param pieceSize how much of a text goes into one call, in code points, 100 or more; what Bedrock
 *     takes depends on the account's quotas of text units, of 1,000 characters each
 * @param timeout how long all the calls for one text may take together; above zero
 */
public record CallLimits(int pieceSize, Duration timeout) {

  /** 10,000 code points a call, 10 seconds a text. */
  public static final CallLimits DEFAULTS = new CallLimits(10_000, Duration.ofSeconds(10));

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a limit is out of its range
   */
  public CallLimits {
    Objects.requireNonNull(timeout, "timeout");
    if (pieceSize < 100 || timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException(
          "pieceSize is %d and timeout is %s; they must be 100 or more, and above zero"
              .formatted(pieceSize, timeout));
    }
  }

  /** By how much pieces of a size overlap, so that spans at their ends are seen whole. */
  static int overlap(int size) {
    return Math.min(Detector.MAX_SPAN, size / 8);
  }
}

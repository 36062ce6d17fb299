package io.fmops.model;

/**
 * Tokens that a call used. Immutable and thread-safe.
 *
 * @param input tokens of the prompt that were neither read from nor written to a prompt cache
 * @param output tokens of the answer, reasoning included
 * @param cacheRead prompt tokens read from a prompt cache
 * @param cacheWrite prompt tokens written to a prompt cache
 * @param source who counted
 */
public record TokenUsage(long input, long output, long cacheRead, long cacheWrite, Source source) {

  /** Who counted the tokens. */
  public enum Source {
    /** The provider reported them; they are what is billed. */
    REPORTED,
    /** They were estimated from the text, because the provider had not (yet) reported them. */
    ESTIMATED,
    /** Nobody knows: the provider does not report tokens, and all counts are 0. */
    UNKNOWN
  }

  /** For providers that report nothing. */
  public static final TokenUsage UNKNOWN = new TokenUsage(0, 0, 0, 0, Source.UNKNOWN);

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public TokenUsage {
    if (input < 0 || output < 0 || cacheRead < 0 || cacheWrite < 0) {
      throw new IllegalArgumentException(
          "token counts must not be negative: input %d, output %d, cache read %d, cache write %d"
              .formatted(input, output, cacheRead, cacheWrite));
    }
  }

  /**
   * Counts that the provider reported, without a prompt cache.
   *
   * @param input tokens of the prompt
   * @param output tokens of the answer
   * @return the usage
   */
  public static TokenUsage reported(long input, long output) {
    return new TokenUsage(input, output, 0, 0, Source.REPORTED);
  }

  /**
   * Counts that were estimated, without a prompt cache.
   *
   * @param input tokens of the prompt
   * @param output tokens of the answer
   * @return the usage
   */
  public static TokenUsage estimated(long input, long output) {
    return new TokenUsage(input, output, 0, 0, Source.ESTIMATED);
  }

  /**
   * This usage and another one together. The sum is reported only if both are; one that is
   * estimated makes it estimated; nothing unknown makes it known.
   *
   * @param other the other usage
   * @return the sum
   */
  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        input + other.input,
        output + other.output,
        cacheRead + other.cacheRead,
        cacheWrite + other.cacheWrite,
        source.compareTo(other.source) >= 0 ? source : other.source);
  }

  /**
   * All tokens, cached ones included.
   *
   * @return the sum of the four counts
   */
  public long total() {
    return input + output + cacheRead + cacheWrite;
  }
}

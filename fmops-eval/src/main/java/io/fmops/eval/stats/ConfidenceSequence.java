package io.fmops.eval.stats;

/**
 * An interval for a mean that may be looked at after every example: with the stated probability it
 * covers the true mean at all times at once, where an ordinary interval, looked at again and again,
 * leaves it out sooner or later. That is what stopping early needs, and its price is width.
 *
 * <p>It is the asymptotic confidence sequence of I. Waudby-Smith, D. Arbour, R. Sinha, E. H.
 * Kennedy and A. Ramdas ("Time-uniform central limit theory and asymptotic confidence sequences",
 * Annals of Statistics 2024, theorem 2.2), with its parameter set so that it is narrowest at
 * {@code narrowestAt} examples. It assumes that examples come in random order and are independent.
 * As few alike examples say nothing about the variance, two made-up ones count in it, one at each
 * end of what was seen or of -1 to 1. Not thread-safe.
 */
public final class ConfidenceSequence {

  private final double alpha;
  private final double rhoSquared;
  private long n;
  private double mean;
  private double squares;
  private double largest = 1;

  /**
   * A sequence without examples.
   *
   * @param confidence the probability to cover the true mean at all times, more than 0 and less
   *     than 1
   * @param narrowestAt how many examples are expected to be needed; 1 or more
   * @throws IllegalArgumentException if a number is out of its range
   */
  public ConfidenceSequence(double confidence, long narrowestAt) {
    if (!(confidence > 0 && confidence < 1) || narrowestAt < 1) {
      throw new IllegalArgumentException(
          "confidence is %s and narrowestAt is %d; they must be between 0 and 1, and at least 1"
              .formatted(confidence, narrowestAt));
    }
    alpha = 1 - confidence;
    double twice = -2 * StrictMath.log(alpha);
    rhoSquared = (twice + StrictMath.log(twice + 1)) / narrowestAt;
  }

  /**
   * Takes one more number.
   *
   * @param value a finite number
   * @throws IllegalArgumentException if it is not finite
   */
  public void add(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("the value " + value + " is not finite");
    }
    n++;
    double before = value - mean;
    mean += before / n;
    squares += before * (value - mean);
    largest = Math.max(largest, Math.abs(value));
  }

  /**
   * How many numbers there are.
   *
   * @return the count
   */
  public long size() {
    return n;
  }

  /**
   * The interval now.
   *
   * @return the mean of the numbers and its bounds
   * @throws IllegalStateException if there is no number yet
   */
  public Estimate estimate() {
    if (n == 0) {
      throw new IllegalStateException("there is no number yet, so there is no mean");
    }
    double variance = (squares + 2 * largest * largest) / (n + 2);
    double t = n * rhoSquared;
    double width =
        Math.sqrt(variance * 2 * (t + 1) / (n * t) * StrictMath.log(Math.sqrt(t + 1) / alpha));
    return new Estimate(mean, mean - width, mean + width, n);
  }
}

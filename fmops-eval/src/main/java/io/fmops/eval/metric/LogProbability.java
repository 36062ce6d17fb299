package io.fmops.eval.metric;

/** Tells how likely a model finds a text. Implementations are thread-safe. */
@FunctionalInterface
public interface LogProbability {

  /**
   * The natural logarithm of the probability that a model gives to a text: the sum over its tokens.
   *
   * @param text any text
   * @return 0 or less
   */
  double of(String text);
}

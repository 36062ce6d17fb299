package io.fmops.eval.junit;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Takes what an {@link EvaluationTest} found out about one example besides whether it passed.
 * Declare it as a parameter. A further attempt starts with an empty one. Thread-safe.
 */
public final class ExampleReport {

  private @Nullable Double score;
  private @Nullable String answer;

  ExampleReport() {}

  /**
   * Sets the example's score, instead of 1 for passing and 0 for failing.
   *
   * @param value a finite number; more is better
   * @return this
   * @throws IllegalArgumentException if it is not finite
   */
  public synchronized ExampleReport score(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("the score is " + value + "; it must be finite");
    }
    score = value;
    return this;
  }

  /**
   * Sets the answer that the score is about, for the rows that are kept and the worst examples.
   *
   * @param text what the model answered
   * @return this
   */
  public synchronized ExampleReport answer(String text) {
    answer = Objects.requireNonNull(text, "text");
    return this;
  }

  synchronized OptionalDouble score() {
    return score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
  }

  synchronized Optional<String> answer() {
    return Optional.ofNullable(answer);
  }

  synchronized void clear() {
    score = null;
    answer = null;
  }
}

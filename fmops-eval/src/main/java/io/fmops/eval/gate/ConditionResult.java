package io.fmops.eval.gate;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * What became of one condition. Immutable and thread-safe.
 *
 * @param condition the condition in short, such as {@code accuracy >= 0.8}
 * @param outcome how it came out
 * @param words one line that says why, with the figures
 * @param moreExamples how many further examples would probably decide it; empty if it is decided,
 *     or if nobody can say
 */
public record ConditionResult(
    String condition, Outcome outcome, String words, OptionalLong moreExamples) {

  /** Checks that nothing is null. */
  public ConditionResult {
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(words, "words");
    Objects.requireNonNull(moreExamples, "moreExamples");
  }

  /**
   * A result that says nothing of further examples.
   *
   * @param condition the condition in short
   * @param outcome how it came out
   * @param words one line that says why
   */
  public ConditionResult(String condition, Outcome outcome, String words) {
    this(condition, outcome, words, OptionalLong.empty());
  }
}

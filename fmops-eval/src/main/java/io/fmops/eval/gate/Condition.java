package io.fmops.eval.gate;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * Something that a run must show. None passes on missing data: where more examples than allowed
 * have no score or no answer, it fails, whatever the others say. Implementations are immutable and
 * thread-safe.
 *
 * <p>Conditions on measures look at the 95 % interval: they pass if all of it is on the right side
 * of the limit, fail if all of it is on the wrong side, and are undecided between. A mean of fewer
 * than 20 scores that are not 0 or 1 is undecided, because the interval of so few is too narrow.
 * Conditions on speed, cost and mishaps are about what happened in this run, so they look at the
 * figure itself.
 */
public interface Condition {

  /**
   * The condition in short.
   *
   * @return such as {@code accuracy >= 0.8}
   */
  String name();

  /**
   * Checks the condition.
   *
   * @param evidence the run, and what it is compared with
   * @return how it came out, and why
   */
  ConditionResult check(Evidence evidence);

  /**
   * The score that the condition is about, by which runs are then compared in reports.
   *
   * @return the measure's name; empty if it is about something else
   */
  default Optional<String> measure() {
    return Optional.empty();
  }

  /**
   * A measure is at least a limit, by the lower end of its interval.
   *
   * @param measure the measure's name, such as {@code accuracy}
   * @param limit a finite number
   * @return the condition
   */
  static Condition atLeast(String measure, double limit) {
    return atLeast(measure, limit, Bound.INTERVAL);
  }

  /**
   * A measure is at least a limit.
   *
   * @param measure the measure's name, such as {@code accuracy}
   * @param limit a finite number
   * @param bound what is held against the limit
   * @return the condition
   */
  static Condition atLeast(String measure, double limit, Bound bound) {
    return new MeasureLimit(measure, limit, true, bound);
  }

  /**
   * A measure of which less is better is at most a limit, by the upper end of its interval.
   *
   * @param measure the measure's name, such as {@code toxicity}
   * @param limit a finite number
   * @return the condition
   */
  static Condition atMost(String measure, double limit) {
    return atMost(measure, limit, Bound.INTERVAL);
  }

  /**
   * A measure of which less is better is at most a limit.
   *
   * @param measure the measure's name
   * @param limit a finite number
   * @param bound what is held against the limit
   * @return the condition
   */
  static Condition atMost(String measure, double limit, Bound bound) {
    return new MeasureLimit(measure, limit, false, bound);
  }

  /**
   * The candidate scores lower than the baseline by a tolerance at most (non-inferiority), by the
   * lower end of the interval of the paired differences over the examples that both have a score
   * for. That interval is {@linkplain io.fmops.eval.stats.Tango Tango's} for scores of 0 and 1, and
   * {@linkplain io.fmops.eval.stats.Bootstrap#DEFAULT the bootstrap's} for others. With a tolerance
   * of 0 only a better candidate passes.
   *
   * @param measure a score that each example has, such as {@code accuracy} or {@code rouge1}; more
   *     is better
   * @param tolerance how much worse is still as good, in the score's own unit; 0 or more
   * @return the condition
   */
  static Condition notWorse(String measure, double tolerance) {
    return new NotWorse(measure, tolerance, true);
  }

  /**
   * The candidate scores higher than the baseline by a tolerance at most, for scores of which less
   * is better. Otherwise as {@link #notWorse}.
   *
   * @param measure a score that each example has; less is better
   * @param tolerance how much more is still as good, in the score's own unit; 0 or more
   * @return the condition
   */
  static Condition notHigher(String measure, double tolerance) {
    return new NotWorse(measure, tolerance, false);
  }

  /**
   * 95 % of the calls were at most this slow.
   *
   * @param limit more than 0
   * @return the condition
   */
  static Condition latencyP95AtMost(Duration limit) {
    return RunLimit.latencyP95(limit);
  }

  /**
   * A thousand calls cost at most this much, at the mean of the run. An unknown cost fails.
   *
   * @param limit an amount in the currency of the run's prices, 0 or more
   * @return the condition
   */
  static Condition costPerThousandAtMost(BigDecimal limit) {
    return RunLimit.costPerThousand(limit);
  }

  /**
   * The share of calls that gave no answer, or an answer that an error kept from being scored.
   *
   * @param limit 0 to 1
   * @return the condition
   */
  static Condition errorRateAtMost(double limit) {
    return RunLimit.errorRate(limit);
  }

  /**
   * The share of calls whose answer was cut off by a limit of tokens.
   *
   * @param limit 0 to 1
   * @return the condition
   */
  static Condition truncatedAtMost(double limit) {
    return RunLimit.truncated(limit);
  }

  /**
   * The run has at least so many examples, so that a dataset that lost most of its lines is
   * noticed.
   *
   * @param limit 1 or more
   * @return the condition
   */
  static Condition examplesAtLeast(long limit) {
    return RunLimit.examples(limit);
  }
}

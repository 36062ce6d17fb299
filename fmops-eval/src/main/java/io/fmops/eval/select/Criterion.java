package io.fmops.eval.select;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;

/**
 * One thing that a choice looks at. Immutable and thread-safe.
 *
 * @param kind quality, errors, speed or cost
 * @param measure the name of the measure, for quality and errors; else empty
 * @param tolerance a difference up to this is no difference: in the measure's own unit, in
 *     milliseconds a call, or in currency a thousand calls; 0 or more
 * @param weight how much it counts against the others, where weights are used; more than 0
 */
public record Criterion(Kind kind, String measure, double tolerance, double weight) {

  /** What is looked at. */
  public enum Kind {
    /** How good the answers are; more is better. */
    QUALITY,
    /** How wrong the answers are, such as a word error rate; less is better. */
    ERROR,
    /** The median time of a call; less is better. */
    SPEED,
    /**
     * The price of a thousand calls; less is better. An unknown price is worse than any known one.
     */
    COST
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if tolerance or weight is out of its range
   */
  public Criterion {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(measure, "measure");
    if (!(tolerance >= 0) || !(weight > 0) || Double.isInfinite(tolerance + weight)) {
      throw new IllegalArgumentException(
          "tolerance is %s and weight is %s; they must be at least 0 and above 0"
              .formatted(tolerance, weight));
    }
  }

  /**
   * Good answers, by a measure that each example has, such as {@code accuracy} or {@code rouge1}.
   *
   * @param measure the measure's name in the results
   * @param tolerance a difference up to this is no difference
   * @return the criterion, of weight 1
   */
  public static Criterion quality(String measure, double tolerance) {
    return new Criterion(Kind.QUALITY, measure, tolerance, 1);
  }

  /**
   * Answers with few errors, by a measure of which less is better, such as {@code wer} or
   * {@code ter}.
   *
   * @param measure the measure's name in the results
   * @param tolerance a difference up to this is no difference
   * @return the criterion, of weight 1
   */
  public static Criterion error(String measure, double tolerance) {
    return new Criterion(Kind.ERROR, measure, tolerance, 1);
  }

  /**
   * Fast answers.
   *
   * @param tolerance a difference of the median latency up to this is no difference
   * @return the criterion, of weight 1
   */
  public static Criterion speed(Duration tolerance) {
    return new Criterion(Kind.SPEED, "", tolerance.toNanos() / 1e6, 1);
  }

  /**
   * Cheap answers.
   *
   * @param tolerance a difference for a thousand calls up to this is no difference, in the currency
   *     of the results
   * @return the criterion, of weight 1
   */
  public static Criterion cost(BigDecimal tolerance) {
    return new Criterion(Kind.COST, "", tolerance.doubleValue(), 1);
  }

  /**
   * The same criterion with another weight.
   *
   * @param value more than 0
   * @return a new criterion
   */
  public Criterion withWeight(double value) {
    return new Criterion(kind, measure, tolerance, value);
  }

  /** Whether single examples have it, so that drawing others tells chance from difference. */
  boolean ofExamples() {
    return kind == Kind.QUALITY || kind == Kind.ERROR;
  }

  /** A mean of the measure, turned so that more is better; unknown is worse than everything. */
  double merit(double mean) {
    return kind == Kind.ERROR && mean != Double.NEGATIVE_INFINITY ? -mean : mean;
  }

  /** What people call it. */
  String label() {
    return switch (kind) {
      case QUALITY, ERROR -> measure;
      case SPEED -> "median latency";
      case COST -> "cost";
    };
  }
}

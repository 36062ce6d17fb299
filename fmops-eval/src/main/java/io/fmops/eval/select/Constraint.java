package io.fmops.eval.select;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.stats.Estimate;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a candidate has to keep to be chosen at all. What is not known is not kept: a constraint is
 * there for whoever answers for it. Immutable and thread-safe.
 */
public final class Constraint {

  private static final int FEW = 20;

  private final Kind kind;
  private final String measure;
  private final double bound;

  private enum Kind {
    P95("p95"),
    MEDIAN("median time"),
    COST("cost of a thousand calls"),
    AT_LEAST("");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  private Constraint(Kind kind, String measure, double bound) {
    this.kind = kind;
    this.measure = measure;
    this.bound = bound;
    if (!Double.isFinite(bound) || (kind != Kind.AT_LEAST && bound <= 0)) {
      throw new IllegalArgumentException("the bound of " + label() + " is " + bound
          + (kind == Kind.AT_LEAST ? "; it must be finite" : "; it must be more than 0"));
    }
  }

  /**
   * 95 % of the calls take at most this long.
   *
   * @param limit more than 0
   * @return the constraint
   * @throws IllegalArgumentException if it is not more than 0
   */
  public static Constraint p95Within(Duration limit) {
    return new Constraint(Kind.P95, "", limit.toNanos() / 1e6);
  }

  /**
   * Half of the calls take at most this long.
   *
   * @param limit more than 0
   * @return the constraint
   * @throws IllegalArgumentException if it is not more than 0
   */
  public static Constraint medianWithin(Duration limit) {
    return new Constraint(Kind.MEDIAN, "", limit.toNanos() / 1e6);
  }

  /**
   * A thousand calls cost at most this much.
   *
   * @param limit an amount in the run's currency, more than 0
   * @return the constraint
   * @throws IllegalArgumentException if it is not more than 0
   */
  public static Constraint costPerThousandWithin(BigDecimal limit) {
    return new Constraint(Kind.COST, "", limit.doubleValue());
  }

  /**
   * A measure is surely at least so high: the lower end of its 95 % interval counts, so that a
   * lucky draw of examples does not let a candidate through. Of fewer than 20 examples only a
   * share, whose interval is honest from the first one on, can be sure.
   *
   * @param measure any measure of the run, such as {@code accuracy} or {@code macro-f1}
   * @param bound a finite number in the measure's own unit
   * @return the constraint
   * @throws IllegalArgumentException if the bound is not finite
   */
  public static Constraint surelyAtLeast(String measure, double bound) {
    return new Constraint(Kind.AT_LEAST, Objects.requireNonNull(measure, "measure"), bound);
  }

  /** Why the candidate does not keep it, in words; empty if it does. */
  Optional<String> broken(CandidateResult candidate, String currency) {
    if (kind == Kind.AT_LEAST && tooFew(candidate)) {
      return Optional.of("%s rests on fewer than %d examples".formatted(label(), FEW));
    }
    Optional<Double> figure = switch (kind) {
      case P95 -> candidate.latency().map(CandidateResult.LatencyFigures::p95);
      case MEDIAN -> candidate.latency().map(CandidateResult.LatencyFigures::median);
      case COST -> candidate.costPerThousand().map(BigDecimal::doubleValue);
      case AT_LEAST -> Optional.ofNullable(candidate.measures().get(measure)).map(Estimate::low);
    };
    if (figure.isEmpty()) {
      return Optional.of(label() + " unknown");
    }
    double value = figure.get();
    boolean kept = kind == Kind.AT_LEAST ? value >= bound : value <= bound;
    return kept
        ? Optional.empty()
        : Optional.of("%s %s, %s %s"
            .formatted(
                label(),
                show(value, currency),
                kind == Kind.AT_LEAST ? "below" : "above",
                show(bound, currency)));
  }

  /** The bootstrap's intervals are too narrow then; those of shares are not. */
  private boolean tooFew(CandidateResult candidate) {
    @Nullable Estimate figure = candidate.measures().get(measure);
    return figure != null && figure.n() < FEW && !candidate.isShare(measure);
  }

  private String label() {
    return kind == Kind.AT_LEAST ? measure + "'s lower end" : kind.label;
  }

  private String show(double value, String currency) {
    return switch (kind) {
      case P95, MEDIAN -> Figures.millis(value);
      case COST -> BigDecimal.valueOf(value).stripTrailingZeros().toPlainString() + " " + currency;
      case AT_LEAST -> Figures.format("%.3f", value);
    };
  }
}

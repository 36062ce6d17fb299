package io.fmops.eval.report;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.stats.Estimate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Numbers as people read them, the same in every report. */
final class Figures {

  /** Stands for a figure that nobody knows. It is never a zero. */
  static final String UNKNOWN = "unknown";

  /** Stands for a figure that there cannot be, because nothing was answered. */
  static final String NONE = "-";

  private Figures() {}

  /** Three decimals for what lies between 0 and 1; fewer for larger numbers. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    double size = Math.abs(value);
    String pattern = size < 10 ? "%.3f" : size < 100 ? "%.2f" : size < 1000 ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, pattern, value);
  }

  /** The interval of a figure, such as {@code [0.640, 0.787]}; empty if there is none. */
  static String interval(Estimate estimate) {
    return Double.isFinite(estimate.low()) && Double.isFinite(estimate.high())
        ? "[%s, %s]".formatted(number(estimate.low()), number(estimate.high()))
        : "";
  }

  /** Milliseconds, or seconds from ten of them on. */
  static String millis(double millis) {
    if (!Double.isFinite(millis)) {
      return NONE;
    }
    String pattern = millis >= 10_000 ? "%,.1f s" : millis >= 10 ? "%,.0f ms" : "%.2g ms";
    double shown = millis >= 10_000 ? millis / 1000 : millis;
    return millis == 0 ? "0 ms" : String.format(Locale.ROOT, pattern, shown);
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A count in at most five characters, such as {@code 45.3k}. */
  static String shortCount(long count) {
    if (count < 10_000) {
      return count(count);
    }
    return count < 999_950
        ? String.format(Locale.ROOT, "%.1fk", count / 1e3)
        : String.format(Locale.ROOT, "%,.1fM", count / 1e6);
  }

  static String plural(long count, String one, String many) {
    return count(count) + " " + (count == 1 ? one : many);
  }

  /** What a thousand calls cost, in four digits, without the currency. */
  static String cost(Optional<BigDecimal> amount) {
    return amount.map(Figures::money).orElse(UNKNOWN);
  }

  private static String money(BigDecimal amount) {
    if (amount.signum() == 0) {
      return "0";
    }
    BigDecimal rounded = amount.abs().compareTo(BigDecimal.valueOf(100)) >= 0
        ? amount.setScale(0, RoundingMode.HALF_UP)
        : amount.round(new MathContext(3));
    return rounded.scale() < 2 && rounded.abs().compareTo(BigDecimal.valueOf(100)) < 0
        ? rounded.setScale(2, RoundingMode.UNNECESSARY).toPlainString()
        : String.format(Locale.ROOT, "%,." + Math.max(0, rounded.scale()) + "f", rounded);
  }

  /** What went wrong, such as {@code 3 errors, 1 truncated}; empty if nothing did. */
  static String problems(CandidateResult candidate) {
    List<String> parts = new ArrayList<>();
    if (candidate.errors() > 0) {
      parts.add(plural(candidate.errors(), "error", "errors"));
    }
    if (candidate.truncated() > 0) {
      parts.add(count(candidate.truncated()) + " truncated");
    }
    Map<String, Long> unscored = candidate.unscored();
    // One evaluator gives several scores: where they miss in the same number, it is said once.
    if (unscored.values().stream().distinct().count() == 1) {
      long each = unscored.values().iterator().next();
      parts.add(each == 0 ? "" : count(each) + " unscored");
    } else {
      unscored.forEach((score, missing) ->
          parts.add(missing == 0 ? "" : "%s without %s".formatted(count(missing), score)));
    }
    parts.removeIf(String::isEmpty);
    return String.join(", ", parts);
  }

  /** The cost of a thousand calls; {@link #NONE} if nothing was answered that could have cost. */
  static String cost(CandidateResult candidate, String currency) {
    if (candidate.latency().isEmpty()) {
      return NONE;
    }
    return candidate.costPerThousand().isEmpty()
        ? UNKNOWN
        : (cost(candidate.costPerThousand()) + " " + currency).strip();
  }

  /** How far a run came, such as {@code 200 of 1,000 examples}. */
  static String reached(EvaluationResult result) {
    long asked =
        result.candidates().stream().mapToLong(CandidateResult::examples).max().orElse(0);
    return "%s of %s".formatted(count(asked), plural(result.examples(), "example", "examples"));
  }
}

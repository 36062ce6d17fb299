package io.fmops.eval.select;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.stats.Bootstrap;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.Samples;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Looks up and compares the figures that a criterion is about. Stateless. */
final class Figures {

  private static final int MIN_PAIRS = 6;

  private Figures() {}

  /** The figure, turned so that more is better; unknown is worse than everything. */
  static double merit(CandidateResult candidate, Criterion criterion) {
    return switch (criterion.kind()) {
      case QUALITY, ERROR -> criterion.merit(mean(samples(candidate, criterion)));
      case SPEED ->
        candidate.latency().map(latency -> -latency.median()).orElse(Double.NEGATIVE_INFINITY);
      case COST ->
        candidate
            .costPerThousand()
            .map(amount -> -amount.doubleValue())
            .orElse(Double.NEGATIVE_INFINITY);
    };
  }

  private static double mean(Optional<Samples> samples) {
    return samples
        .map(values -> Arrays.stream(values.present()).average().orElse(Double.NEGATIVE_INFINITY))
        .orElse(Double.NEGATIVE_INFINITY);
  }

  /**
   * The numbers of the single examples, for quality and errors; none if the candidate was never
   * scored.
   */
  static Optional<Samples> samples(CandidateResult candidate, Criterion criterion) {
    return Optional.ofNullable(candidate.perExample().get(criterion.measure()));
  }

  /**
   * How much better one candidate's answers are than another's, over the examples that both
   * answered.
   *
   * @return the difference with its 95 % interval; empty for speed and cost, of which the tolerance
   *     says what matters: drawing other examples is not what makes them vary
   */
  static Optional<Estimate> difference(
      CandidateResult better, CandidateResult other, Criterion criterion) {
    if (!criterion.ofExamples()) {
      return Optional.empty();
    }
    boolean less = criterion.kind() == Criterion.Kind.ERROR;
    Samples a = samples(less ? other : better, criterion).orElseGet(Samples::of);
    Samples b = samples(less ? better : other, criterion).orElseGet(Samples::of);
    int size = Math.min(a.size(), b.size());
    double[] left = new double[size];
    double[] right = new double[size];
    int n = 0;
    for (int i = 0; i < size; i++) {
      if (!Double.isNaN(a.get(i)) && !Double.isNaN(b.get(i))) {
        left[n] = a.get(i);
        right[n++] = b.get(i);
      }
    }
    return n == 0
        ? Optional.empty()
        : Optional.of(
            Bootstrap.DEFAULT.pairedDifference(Arrays.copyOf(left, n), Arrays.copyOf(right, n)));
  }

  /** Whether the criterion sees no difference: it is within the tolerance, or it may be chance. */
  static boolean same(CandidateResult best, CandidateResult other, Criterion criterion) {
    double bestMerit = merit(best, criterion);
    double otherMerit = merit(other, criterion);
    if (bestMerit == otherMerit || bestMerit - otherMerit <= criterion.tolerance()) {
      return true;
    }
    // Fewer pairs than this cannot be told from chance, however they fall (sign test at 5 %).
    return difference(best, other, criterion)
        .filter(d -> d.n() < MIN_PAIRS || (d.low() <= 0 && d.high() >= 0))
        .isPresent();
  }

  /** The figure as people read it. */
  static String show(CandidateResult candidate, Criterion criterion, String currency) {
    return switch (criterion.kind()) {
      case QUALITY, ERROR -> {
        Estimate estimate = candidate.measures().get(criterion.measure());
        yield estimate == null
            ? "unknown"
            : format("%.3f [%.3f, %.3f]", estimate.value(), estimate.low(), estimate.high());
      }
      case SPEED -> millis(-merit(candidate, criterion));
      case COST ->
        candidate
            .costPerThousand()
            .map(amount -> amount.stripTrailingZeros().toPlainString() + " " + currency)
            .orElse("unknown");
    };
  }

  static String millis(double value) {
    return value < 10 ? format("%.2f ms", value) : format("%.0f ms", value);
  }

  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}

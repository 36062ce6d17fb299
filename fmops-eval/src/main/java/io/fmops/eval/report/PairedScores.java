package io.fmops.eval.report;

import io.fmops.eval.stats.Bootstrap;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.McNemar;
import io.fmops.eval.stats.PairedTest;
import io.fmops.eval.stats.Power;
import io.fmops.eval.stats.Samples;
import io.fmops.eval.stats.Significance;
import io.fmops.eval.stats.Tango;
import java.util.Arrays;
import java.util.OptionalLong;

/** Two candidates' scores on the examples on which both have one, with what suits such scores. */
final class PairedScores {

  /** With more examples than that, fewer exchanges are drawn, which still reach 1 in 2,000. */
  private static final int MANY = 5_000;

  private static final int FEWEST = 1_999;

  /** So many exchanges for each comparison let the correction still reach 1 in 40. */
  private static final int EXCHANGES_A_COMPARISON = 40;

  private final double[] own;
  private final double[] other;

  private PairedScores(double[] own, double[] other) {
    this.own = own;
    this.other = other;
  }

  static PairedScores of(Samples own, Samples other) {
    int size = Math.min(own.size(), other.size());
    double[] a = new double[size];
    double[] b = new double[size];
    int n = 0;
    for (int i = 0; i < size; i++) {
      if (!Double.isNaN(own.get(i)) && !Double.isNaN(other.get(i))) {
        a[n] = own.get(i);
        b[n++] = other.get(i);
      }
    }
    return new PairedScores(Arrays.copyOf(a, n), Arrays.copyOf(b, n));
  }

  int size() {
    return own.length;
  }

  /** Whether all are 1 or 0, for right and wrong. */
  boolean shares() {
    return binary(own) && binary(other);
  }

  private static boolean binary(double[] scores) {
    return Arrays.stream(scores).allMatch(score -> score == 0 || score == 1);
  }

  /** On how many examples one of them alone is right; for {@link #shares()} only. */
  McNemar counts() {
    return McNemar.of(own, other);
  }

  Estimate difference() {
    return shares() ? Tango.of(counts()) : Bootstrap.DEFAULT.pairedDifference(own, other);
  }

  /**
   * Tests the difference.
   *
   * @param comparisons of how many it is one: the more are corrected for, the smaller the p-values
   *     have to be that exchanges can give
   */
  Significance test(int comparisons) {
    return shares() ? counts().test() : permutation(comparisons).compare(own, other);
  }

  private PairedTest permutation(int comparisons) {
    PairedTest usual = PairedTest.DEFAULT;
    int exchanges = Math.max(FEWEST, EXCHANGES_A_COMPARISON * comparisons - 1);
    return size() <= MANY || exchanges >= usual.resamples()
        ? usual
        : new PairedTest(usual.method(), exchanges, usual.seed());
  }

  /** How many examples would tell apart what differs as these do. */
  OptionalLong enough() {
    return size() < 2 ? OptionalLong.empty() : Power.DEFAULT.examplesToTellApart(own, other);
  }
}

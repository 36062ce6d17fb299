package io.fmops.eval.select;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.stats.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Chooses by the weighted mean of what each criterion gives. */
final class WeightedChoice {

  private static final int REPLICATES = 2_000;
  private static final long SEED = 42;
  private static final double SURE = 0.95;

  private final List<Criterion> criteria;
  private final String currency;

  WeightedChoice(List<Criterion> criteria, String currency) {
    this.criteria = criteria;
    this.currency = currency;
  }

  Choice choose(List<CandidateResult> candidates) {
    double[][] merits = new double[criteria.size()][candidates.size()];
    for (int k = 0; k < criteria.size(); k++) {
      for (int c = 0; c < candidates.size(); c++) {
        merits[k][c] = Figures.merit(candidates.get(c), criteria.get(k));
      }
    }
    double[] utilities = utilities(merits);
    int winner = argMax(utilities);
    double[] shares = winShares(candidates, merits);
    List<String> equals = new ArrayList<>();
    for (int c = 0; c < candidates.size(); c++) {
      if (c != winner && (shares[c] > 1 - SURE || utilities[c] == utilities[winner])) {
        equals.add(candidates.get(c).name());
      }
    }
    return new Choice(
        Optional.of(candidates.get(winner).name()),
        equals.isEmpty() && shares[winner] >= SURE,
        equals,
        ParetoFront.of(candidates, criteria),
        reason(candidates.get(winner), utilities[winner], shares[winner], equals));
  }

  /** Where a criterion's worst and best candidates stand. */
  private record Scale(double worst, double best, double tolerance) {
    static Scale over(double[] merits, double tolerance) {
      double worst = Double.POSITIVE_INFINITY;
      double best = Double.NEGATIVE_INFINITY;
      for (double merit : merits) {
        if (merit != Double.NEGATIVE_INFINITY) {
          worst = Math.min(worst, merit);
          best = Math.max(best, merit);
        }
      }
      return new Scale(worst, best, tolerance);
    }

    double apply(double merit) {
      if (merit == Double.NEGATIVE_INFINITY) {
        return best == Double.NEGATIVE_INFINITY ? 1 : 0; // unknown to all is no difference
      }
      if (best - merit <= tolerance) {
        return 1;
      }
      return Math.max(0, (merit - worst) / (best - worst));
    }
  }

  private double[] utilities(double[][] merits) {
    double total = criteria.stream().mapToDouble(Criterion::weight).sum();
    double[] utilities = new double[merits[0].length];
    for (int k = 0; k < merits.length; k++) {
      Scale scale = Scale.over(merits[k], criteria.get(k).tolerance());
      for (int c = 0; c < utilities.length; c++) {
        utilities[c] += criteria.get(k).weight() / total * scale.apply(merits[k][c]);
      }
    }
    return utilities;
  }

  /** How often each candidate wins when the examples are drawn again, the same ones for all. */
  private double[] winShares(List<CandidateResult> candidates, double[][] merits) {
    int examples = (int) candidates.get(0).examples();
    SplittableRandom random = new SplittableRandom(SEED);
    double[] shares = new double[candidates.size()];
    int[] drawn = new int[examples];
    for (int r = 0; r < REPLICATES; r++) {
      for (int i = 0; i < examples; i++) {
        drawn[i] = random.nextInt(examples);
      }
      double[][] again = new double[merits.length][];
      for (int k = 0; k < merits.length; k++) {
        again[k] = merits[k].clone();
        Criterion criterion = criteria.get(k);
        if (criterion.ofExamples()) {
          for (int c = 0; c < candidates.size(); c++) {
            again[k][c] = criterion.merit(
                mean(Figures.samples(candidates.get(c), criterion).orElseGet(Samples::of), drawn));
          }
        }
      }
      share(utilities(again), shares);
    }
    return shares;
  }

  private static double mean(Samples samples, int[] drawn) {
    double sum = 0;
    int n = 0;
    for (int index : drawn) {
      double value = index < samples.size() ? samples.get(index) : Double.NaN;
      if (!Double.isNaN(value)) {
        sum += value;
        n++;
      }
    }
    return n == 0 ? Double.NEGATIVE_INFINITY : sum / n;
  }

  /** A win that several candidates tie for is divided among them. */
  private static void share(double[] utilities, double[] shares) {
    double best = utilities[argMax(utilities)];
    int tied = 0;
    for (double utility : utilities) {
      tied += utility == best ? 1 : 0;
    }
    for (int c = 0; c < utilities.length; c++) {
      shares[c] += utilities[c] == best ? 1.0 / REPLICATES / tied : 0;
    }
  }

  private static int argMax(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  private String reason(CandidateResult winner, double utility, double share, List<String> equals) {
    List<String> parts = new ArrayList<>();
    for (Criterion criterion : criteria) {
      parts.add(Figures.format(
          "%s %s (weight %s)",
          criterion.label(), Figures.show(winner, criterion, currency), criterion.weight()));
    }
    String reason = Figures.format(
        "%s has the largest weighted score, %.3f: %s. It stays ahead in %.0f %% of the"
            + " resamplings of the examples.",
        winner.name(), utility, String.join(", ", parts), 100 * share);
    return equals.isEmpty()
        ? reason
        : reason + " So the data cannot tell it from " + String.join(", ", equals) + ".";
  }
}

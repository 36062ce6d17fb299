package io.fmops.eval.report;

import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.stats.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The examples that are worth reading first: where each candidate did worst, and where they
 * disagree most. Found from the scores alone, before any row is read.
 */
final class Highlights {

  /** Of each kind and candidate; more nobody reads before the list of all examples. */
  static final int MOST = 5;

  private final double[][] scores;
  private final double sign;
  private final int examples;

  private Highlights(EvaluationResult result, String measure, boolean less) {
    this.sign = less ? -1 : 1;
    this.scores = result.candidates().stream()
        .map(candidate -> all(candidate.perExample().get(measure)))
        .toArray(double[][]::new);
    this.examples = Arrays.stream(scores).mapToInt(each -> each.length).max().orElse(0);
  }

  /**
   * Looks for them.
   *
   * @param measure a score that examples have
   * @param less whether the lower score is the better one
   */
  static Highlights of(EvaluationResult result, String measure, boolean less) {
    return new Highlights(result, measure, less);
  }

  private static double[] all(@Nullable Samples samples) {
    return samples == null
        ? new double[0]
        : IntStream.range(0, samples.size()).mapToDouble(samples::get).toArray();
  }

  /** A candidate's score of an example, NaN if it has none. */
  double score(int candidate, int example) {
    return example < scores[candidate].length ? scores[candidate][example] : Double.NaN;
  }

  /**
   * The examples with a candidate's lowest scores, worst first. None of them has the candidate's
   * best score. Of equal ones those come first on which the other candidates did better.
   */
  List<Integer> worst(int candidate) {
    double best = DoubleStream.of(scores[candidate])
        .map(score -> sign * score)
        .filter(Double::isFinite)
        .max()
        .orElse(Double.NaN);
    return picked(
        IntStream.range(0, scores[candidate].length)
            .filter(example -> sign * scores[candidate][example] < best),
        example -> sign * scores[candidate][example] - 1e-6 * sign * mean(example));
  }

  /** The first examples of a candidate that have no score: errors, and what nobody could score. */
  List<Integer> without(int candidate) {
    return IntStream.range(0, examples)
        .filter(example -> Double.isNaN(score(candidate, example)))
        .limit(2)
        .boxed()
        .toList();
  }

  /** The examples on which the candidates' scores vary most. */
  List<Integer> split() {
    return picked(
        IntStream.range(0, examples).filter(example -> variance(example) > 0),
        example -> -variance(example));
  }

  /** All of these, as positions in the dataset. */
  Set<Integer> all() {
    Set<Integer> all = new HashSet<>(split());
    for (int candidate = 0; candidate < scores.length; candidate++) {
      all.addAll(worst(candidate));
      all.addAll(without(candidate));
    }
    return all;
  }

  /** The first few by a key; only they are held and sorted, and equal ones stay in their order. */
  private static List<Integer> picked(
      IntStream candidates, java.util.function.IntToDoubleFunction key) {
    record Pick(int example, double key) {}
    Comparator<Pick> order = Comparator.comparingDouble(Pick::key).thenComparing(Pick::example);
    List<Pick> picks = new ArrayList<>();
    candidates.forEach(example -> {
      Pick pick = new Pick(example, key.applyAsDouble(example));
      if (picks.size() < MOST || order.compare(pick, picks.get(MOST - 1)) < 0) {
        int place = Collections.binarySearch(picks, pick, order);
        picks.add(-place - 1, pick);
        if (picks.size() > MOST) {
          picks.remove(MOST);
        }
      }
    });
    return picks.stream().map(Pick::example).toList();
  }

  private double[] present(int example) {
    return IntStream.range(0, scores.length)
        .mapToDouble(candidate -> score(candidate, example))
        .filter(Double::isFinite)
        .toArray();
  }

  private double mean(int example) {
    return DoubleStream.of(present(example)).average().orElse(0);
  }

  private double variance(int example) {
    double[] present = present(example);
    double mean = mean(example);
    double sum =
        DoubleStream.of(present).map(score -> (score - mean) * (score - mean)).sum();
    return present.length < 2 ? 0 : sum / present.length;
  }
}

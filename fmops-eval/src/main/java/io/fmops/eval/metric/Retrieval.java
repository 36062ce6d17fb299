package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The evaluator of candidates that search: the answer is a ranked list of ids, and the references
 * are the ids that are relevant. The measures are those of {@link Ranking}, where grades can be
 * used, too.
 */
public final class Retrieval {

  private Retrieval() {}

  /**
   * Scores answers that name one id a line, best first. Blank lines and white space around ids do
   * not matter; of an id that comes twice, the first place counts.
   *
   * @param cutoffs how many of the found to look at, each 1 or more
   * @return an evaluator as {@link #of(Function, int...)} gives it
   * @throws IllegalArgumentException if there is no cutoff, or one is below 1
   */
  public static Evaluator ofLines(int... cutoffs) {
    return of(answer -> answer.lines().toList(), cutoffs);
  }

  /**
   * Scores ranked lists of ids.
   *
   * @param reader finds the ids in an answer, best first; blank ones do not count
   * @param cutoffs how many of the found to look at, each 1 or more
   * @return an evaluator whose scores are {@code reciprocal-rank} (its mean is MRR),
   *     {@code average-precision} (its mean is MAP), and for each cutoff k {@code recall@k},
   *     {@code precision@k}, {@code hit@k} (its mean is the hit rate) and {@code ndcg@k}; unscored
   *     where the example has no reference
   * @throws IllegalArgumentException if there is no cutoff, or one is below 1
   */
  public static Evaluator of(Function<String, List<String>> reader, int... cutoffs) {
    Objects.requireNonNull(reader, "reader");
    int[] ks = cutoffs.clone();
    if (ks.length == 0) {
      throw new IllegalArgumentException("retrieval needs a cutoff, such as 10");
    }
    Ranking none = Ranking.of(List.of(), List.of());
    scores(none, ks);
    return (Example example, String answer) -> {
      if (example.references().isEmpty()) {
        return scores(none, ks).stream()
            .<Score>map(score -> new Score.Unscored(score.name(), "the example has no reference"))
            .toList();
      }
      LinkedHashSet<String> ids = new LinkedHashSet<>();
      reader.apply(answer).stream().map(String::strip).forEach(ids::add);
      ids.remove("");
      List<String> relevant = example.references().stream().map(String::strip).toList();
      return scores(Ranking.of(List.copyOf(ids), relevant), ks);
    };
  }

  private static List<Score> scores(Ranking ranking, int[] ks) {
    List<Score> scores = new ArrayList<>();
    scores.add(new Score.Value("reciprocal-rank", ranking.reciprocalRank()));
    scores.add(new Score.Value("average-precision", ranking.averagePrecision()));
    for (int k : ks) {
      scores.add(new Score.Value("recall@" + k, ranking.recall(k)));
      scores.add(new Score.Value("precision@" + k, ranking.precision(k)));
      scores.add(new Score.Value("hit@" + k, ranking.hit(k)));
      scores.add(new Score.Value("ndcg@" + k, ranking.ndcg(k, Ranking.Gain.LINEAR)));
    }
    return List.copyOf(scores);
  }
}

package io.fmops.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.EvaluationResult.Ending;
import io.fmops.eval.stats.Samples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairViewTest {

  private static Map<String, Object> compare(String measure, String chosen, double[]... scores) {
    EvaluationResult result = ScoredResults.of(measure, scores);
    return PairView.of(result, new Measures(result, Set.of("mistakes")), chosen);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> rows(Map<String, Object> view) {
    return (List<Map<String, Object>>) view.get("rows");
  }

  /** Right but for every so-manieth example. */
  private static double[] wrongEvery(int step, int n) {
    return IntStream.range(0, n).mapToDouble(i -> i % step == 0 ? 0 : 1).toArray();
  }

  @Test
  void aClearDifferenceIsCalledByItsNameWithTheCounts() {
    Map<String, Object> view =
        compare("accuracy", "c2", wrongEvery(3, 200), wrongEvery(20, 200), wrongEvery(19, 200));

    assertThat(view).containsEntry("number", 2).containsEntry("against", "c2");
    assertThat((String) view.get("tests"))
        .isEqualTo("McNemar's test (mid-p) with Tango's interval");
    Map<String, Object> worse = rows(view).get(0);
    assertThat(worse)
        .containsEntry("number", 1)
        .containsEntry("worse", true)
        .containsEntry("better", false)
        .containsEntry("adjusted", "< 0.001");
    assertThat((String) worse.get("words"))
        .isEqualTo("on these 200 examples; it alone is right on 6, the other alone on 63.");
    Map<String, Object> same = rows(view).get(1);
    assertThat(same).containsEntry("worse", false).containsEntry("better", false);
    assertThat((String) same.get("words"))
        .startsWith("not distinguishable on these 200 examples; it alone is right on ")
        .contains("a true difference of that size would need some ");
  }

  @Test
  void manyComparisonsAreCorrectedFor() {
    double[] base = wrongEvery(7, 140);
    double[] slightly = base.clone();
    for (int i = 1; i < 7; i++) {
      slightly[i] = 0;
    }

    Map<String, Object> one = rows(compare("accuracy", "c1", base, slightly)).get(0);
    Map<String, Object> among =
        rows(compare("accuracy", "c1", base, slightly, base, base, base)).get(0);

    assertThat(one).containsEntry("worse", true).containsEntry("p", "0.016");
    assertThat(among)
        .containsEntry("worse", false)
        .containsEntry("p", "0.016")
        // Of five candidates there are ten pairs, each of which might have been shown.
        .containsEntry("adjusted", "0.156");
    assertThat((String) among.get("words")).startsWith("not distinguishable on these 140 examples");
  }

  @Test
  void allPairsAreCorrectedForAsTheWinnerWasChosenFromTheSameAnswers() {
    double[] base = wrongEvery(7, 140);
    double[] slightly = base.clone();
    for (int i = 1; i < 7; i++) {
      slightly[i] = 0;
    }

    Map<String, Object> view = compare("accuracy", "c1", base, slightly, base);

    assertThat(view).containsEntry("corrected", true).containsEntry("comparisons", "3");
    // Three pairs, though only two are shown.
    assertThat(rows(view).get(0)).containsEntry("p", "0.016").containsEntry("adjusted", "0.047");
    assertThat(rows(view).get(1)).containsEntry("adjusted", "1.000");
  }

  @Test
  void aRunThatItsScoresEndedSaysWhatThatDoesToItsTests() {
    EvaluationResult whole = ScoredResults.of("accuracy", wrongEvery(3, 60), wrongEvery(4, 60));
    for (Ending ending : Ending.values()) {
      EvaluationResult result =
          new EvaluationResult("d", 90, "USD", whole.candidates(), ending, Optional.empty());

      assertThat(PairView.of(result, new Measures(result), "c1"))
          .containsEntry("settled", ending == Ending.SETTLED);
    }
  }

  @Test
  void manyExamplesLeaveEnoughExchangesForManyCandidates() {
    double[] low = new double[5_001];
    double[] high = new double[5_001];
    for (int i = 0; i < low.length; i++) {
      low[i] = i % 7 / 10.0;
      high[i] = low[i] + 0.1 + i % 2 * 0.1;
    }

    double p = PairedScores.of(Samples.of(high), Samples.of(low)).test(120).pValue();

    assertThat(120 * p).isLessThan(0.05);
  }

  @Test
  void ofACorpusMeasureNothingIsCalledBetterAndTheMeanIsCalledByItsName() {
    double[] low = IntStream.range(0, 60).mapToDouble(i -> (i % 7) / 10.0).toArray();
    double[] high = IntStream.range(0, 60)
        .mapToDouble(i -> (i % 7) / 10.0 + 0.1 + i % 2 * 0.1)
        .toArray();
    // By the corpus the first one is ahead, by the mean of its answers it is behind.
    EvaluationResult result = ScoredResults.ofCorpus("bleu", new double[] {0.5, 0.4}, low, high);

    Map<String, Object> view = PairView.of(result, new Measures(result), "c1");

    assertThat(view)
        .containsEntry("measure", "mean over the answers of bleu")
        .containsEntry("corpus", true);
    assertThat(rows(view).get(0))
        .containsEntry("difference", "+0.150")
        .containsEntry("better", false)
        .containsEntry("worse", false);
    assertThat((String) rows(view).get(0).get("words"))
        .isEqualTo("different on these 60 examples.");
    EvaluationResult means = ScoredResults.of("rouge1", low, high);
    assertThat(new Measures(means).ofCorpus("rouge1")).isFalse();
  }

  @Test
  void numbersAreComparedByPermutation() {
    double[] low = IntStream.range(0, 60).mapToDouble(i -> (i % 7) / 10.0).toArray();
    double[] high = IntStream.range(0, 60)
        .mapToDouble(i -> (i % 7) / 10.0 + 0.1 + i % 2 * 0.1)
        .toArray();

    Map<String, Object> view = compare("rouge1", "c1", low, high);

    assertThat((String) view.get("tests"))
        .isEqualTo("paired permutation test with the bootstrap's interval");
    assertThat(rows(view).get(0))
        .containsEntry("better", true)
        .containsEntry("difference", "+0.150");
    assertThat(view).containsEntry("corrected", false);
  }

  @Test
  void whereLessIsBetterTheLowerOneIsTheBetterOne() {
    for (String measure : List.of("wer", "cer", "ter-norm", "mistakes")) {
      Map<String, Object> view = compare(measure, "c1", wrongEvery(30, 300), wrongEvery(2, 300));

      assertThat(view).as(measure).containsEntry("less", true);
      assertThat(rows(view).get(0)).as(measure).containsEntry("better", true);
      // Who has the fewer is the good one: it stands first, and 1 is not called right.
      assertThat((String) rows(compare(measure, "c1", wrongEvery(30, 300), wrongEvery(2, 300)))
              .get(0)
              .get("words"))
          .as(measure)
          .isEqualTo("on these 300 examples; it alone has 0 on 140, the other alone on 0.");
    }
    assertThat(compare("output-tokens-per-second", "c1", wrongEvery(2, 9), wrongEvery(3, 9)))
        .containsEntry("less", false);
  }

  @Test
  void onlyAnswersThatAreRightOrWrongAreCalledRight() {
    Map<String, String> words = Map.of(
        "accuracy",
        "is right",
        "team.accuracy",
        "is right",
        "exact-match",
        "is right",
        "contains-reference",
        "has 1",
        "json",
        "has 1");
    words.forEach((measure, said) -> {
      Map<String, Object> view = compare(measure, "c1", wrongEvery(2, 300), wrongEvery(30, 300));

      assertThat((String) rows(view).get(0).get("words"))
          .isEqualTo("on these 300 examples; it alone " + said + " on 140, the other alone on 0.");
    });
  }

  @Test
  void examplesWithoutAScoreOnEitherSideDoNotCount() {
    double none = Double.NaN;

    Map<String, Object> row = rows(compare(
            "accuracy", "c1", new double[] {1, none, 0, 1, 1}, new double[] {1, 1, none, 0}))
        .get(0);

    assertThat((String) row.get("words"))
        .startsWith("not distinguishable on these 2 examples")
        .endsWith("; these are few, so nothing is certain.");
  }

  @Test
  void withoutTheChosenOnesScoresTheFirstWithScoresIsTheMeasure() {
    double none = Double.NaN;

    Map<String, Object> view = compare(
        "accuracy", "c1", new double[] {none, none}, new double[] {1, 1}, new double[] {1, 0});

    assertThat(view).containsEntry("against", "c2");
    assertThat(rows(view)).hasSize(1);
    assertThat((String) view.get("missing")).startsWith("1 candidate has no example");
    assertThat(compare("accuracy", "c1", new double[] {none})).containsEntry("any", false);
    assertThat(compare("accuracy", "c1", new double[] {1, 0})).containsEntry("any", false);
  }
}

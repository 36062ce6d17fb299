package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Ranking.Gain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RankingTest {

  private static final Offset<Double> EXACT = within(1e-12);
  private static final Offset<Double> PRINTED = within(5e-5);

  // The example of the ranx library, which is tested against trec_eval.
  private static final Ranking RANX_1 = Ranking.graded(
      List.of("d_12", "d_23", "d_25", "d_36", "d_32", "d_35"), Map.of("d_12", 5, "d_25", 3));
  private static final Ranking RANX_2 = Ranking.graded(
      List.of("d_12", "d_11", "d_25", "d_36", "d_22", "d_35"), Map.of("d_11", 6, "d_22", 1));

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }

  @Test
  void theExampleOfRanx() {
    assertThat((RANX_1.ndcg(5, Gain.LINEAR) + RANX_2.ndcg(5, Gain.LINEAR)) / 2)
        .isCloseTo(0.7861, PRINTED);
    assertThat((RANX_1.averagePrecision() + RANX_2.averagePrecision()) / 2)
        .isCloseTo(0.6416, within(1e-4));
    assertThat((RANX_1.reciprocalRank() + RANX_2.reciprocalRank()) / 2).isEqualTo(0.75);
  }

  @Test
  void theExampleOfTrecEvalInTheEvaluateLibrary() {
    Ranking ranking = Ranking.graded(List.of("doc_2", "doc_1"), Map.of("doc_1", 2));
    assertThat(ranking.averagePrecision()).isEqualTo(0.5);
    assertThat(ranking.reciprocalRank()).isEqualTo(0.5);
    assertThat(ranking.precision(5)).isEqualTo(0.2);
    assertThat(ranking.precision(10)).isEqualTo(0.1);
    assertThat(ranking.ndcg(5, Gain.LINEAR)).isCloseTo(0.6309297535714575, EXACT);
  }

  @Test
  void theExampleOfScikitLearnsNdcg() {
    Map<String, Integer> grades = Map.of("a", 10, "b", 0, "c", 0, "d", 1, "e", 5);
    Ranking first = Ranking.graded(List.of("e", "d", "c", "b", "a"), grades);
    assertThat(first.ndcg(Integer.MAX_VALUE, Gain.LINEAR)).isCloseTo(0.69569, within(5e-6));
    Ranking second = Ranking.graded(List.of("b", "c", "d", "a", "e"), grades);
    assertThat(second.ndcg(5, Gain.LINEAR)).isCloseTo(0.49, within(5e-3));
    assertThat(second.ndcg(4, Gain.LINEAR)).isCloseTo(0.35, within(5e-3));
  }

  @Test
  void theWorkedExampleOfCumulatedGain() {
    // Grades 3, 2, 3, 0, 1, 2 are found; 3 and 2 are not: DCG 6.861, ideal 8.740, nDCG 0.785.
    Ranking ranking = Ranking.graded(
        List.of("1", "2", "3", "4", "5", "6"),
        Map.of("1", 3, "2", 2, "3", 3, "4", 0, "5", 1, "6", 2, "7", 3, "8", 2));
    assertThat(ranking.ndcg(6, Gain.LINEAR)).isCloseTo(0.785, within(5e-4));
  }

  @Test
  void anExponentialGainIsTwoToTheGradeMinusOne() {
    Ranking ranking = Ranking.graded(List.of("x", "y"), Map.of("x", 1, "y", 3));
    assertThat(ranking.ndcg(2, Gain.EXPONENTIAL))
        .isCloseTo((1 + 7 / log2(3)) / (7 + 1 / log2(3)), EXACT);
    assertThat(ranking.ndcg(2, Gain.LINEAR))
        .isCloseTo((1 + 3 / log2(3)) / (3 + 1 / log2(3)), EXACT);
    assertThat(ranking.ndcg(1, Gain.EXPONENTIAL)).isCloseTo(1 / 7.0, EXACT);
  }

  @Test
  void everyMeasureIsItsDefinition() {
    Random random = new Random(3);
    for (int round = 0; round < 300; round++) {
      List<String> documents = new ArrayList<>();
      Map<String, Integer> grades = new HashMap<>();
      for (int i = 0; i < 12; i++) {
        documents.add("文書" + i);
        if (random.nextBoolean()) {
          grades.put("文書" + i, random.nextInt(5) - 1);
        }
      }
      Collections.shuffle(documents, random);
      List<String> found = documents.subList(0, random.nextInt(13));
      long relevant = grades.values().stream().filter(grade -> grade > 0).count();
      Ranking ranking = Ranking.graded(found, grades);
      assertThat(ranking.relevant()).isEqualTo(relevant);
      double sum = 0;
      for (int k = 1; k <= 14; k++) {
        long hits =
            found.stream().limit(k).filter(id -> grades.getOrDefault(id, 0) > 0).count();
        assertThat(ranking.precision(k)).isCloseTo(hits / (double) k, EXACT);
        assertThat(ranking.recall(k))
            .isCloseTo(relevant == 0 ? 0 : hits / (double) relevant, EXACT);
        assertThat(ranking.hit(k)).isEqualTo(hits > 0 ? 1 : 0);
        if (k <= found.size() && grades.getOrDefault(found.get(k - 1), 0) > 0) {
          sum += hits / (double) k;
        }
        assertThat(ranking.ndcg(k, Gain.EXPONENTIAL)).isBetween(0.0, 1.0);
      }
      assertThat(ranking.averagePrecision()).isCloseTo(relevant == 0 ? 0 : sum / relevant, EXACT);
    }
  }

  @Test
  void nothingFoundOrNothingRelevantIsZero() {
    for (Ranking ranking : List.of(
        Ranking.of(List.of(), List.of("a")),
        Ranking.of(List.of("a"), List.of()),
        Ranking.graded(List.of("a"), Map.of("a", -2)))) {
      assertThat(ranking.precision(1)).isZero();
      assertThat(ranking.recall(1)).isZero();
      assertThat(ranking.hit(1)).isZero();
      assertThat(ranking.reciprocalRank()).isZero();
      assertThat(ranking.averagePrecision()).isZero();
      assertThat(ranking.ndcg(1, Gain.LINEAR)).isZero();
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> Ranking.of(List.of("a", "b", "a"), List.of()))
        .hasMessageContaining("\"a\" was found twice");
    assertThatThrownBy(() -> Ranking.graded(List.of(), Map.of("a", 51)))
        .hasMessageContaining("grade 51");
    assertThatThrownBy(() -> RANX_1.recall(0)).hasMessageContaining("k is 0");
    assertThatThrownBy(() -> RANX_1.ndcg(-1, Gain.LINEAR))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theEvaluatorReadsOneIdALine() {
    Example query = new Example("q", Map.of("query", "温泉"), List.of("d2", "d9"), Map.of());
    List<Score> scores = Retrieval.ofLines(1, 3).evaluate(query, " d1\n\nd2 \r\nd1\nd3\n");
    assertThat(scores)
        .extracting(Score::name)
        .containsExactly(
            "reciprocal-rank",
            "average-precision",
            "recall@1",
            "precision@1",
            "hit@1",
            "ndcg@1",
            "recall@3",
            "precision@3",
            "hit@3",
            "ndcg@3");
    assertThat(scores.subList(0, 9))
        .extracting(score -> ((Score.Value) score).value())
        .containsExactly(0.5, 0.25, 0.0, 0.0, 0.0, 0.0, 0.5, 1 / 3.0, 1.0);
  }

  @Test
  void theEvaluatorNeedsReferencesAndACutoff() {
    Example none = new Example("q", Map.of(), Optional.empty());
    assertThat(Retrieval.ofLines(5).evaluate(none, "d1"))
        .hasSize(6)
        .allMatch(score -> score instanceof Score.Unscored);
    assertThatThrownBy(() -> Retrieval.ofLines()).hasMessageContaining("cutoff");
    assertThatThrownBy(() -> Retrieval.ofLines(5, 0)).hasMessageContaining("k is 0");
  }
}

package io.fmops.guardrails.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fmops.guardrails.toxicity.internal.Features;
import io.fmops.guardrails.toxicity.internal.Lexicon;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainerTest {

  private static final int C = Trainer.CATEGORIES_COUNT;
  private static final int OWN_COST = 3;

  private final List<Row> rows = rows();
  private final Dataset data = new Dataset(rows, new Lexicon(Map.of(), Map.of(), 0));
  private final Matrix matrix = matrix(IntStream.range(0, data.index.size()).toArray());

  private static List<Row> rows() {
    SplittableRandom random = new SplittableRandom(7);
    String[] words = {"red", "blue", "round", "tall", "cold", "warm", "old", "new", "far", "near"};
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(1, 8); k > 0; k--) {
        text.append(words[random.nextInt(words.length)]).append(' ');
      }
      boolean toxic = text.indexOf("red") >= 0 ^ random.nextInt(10) == 0;
      float[] labels = {
        toxic ? 1 : 0, i % 3 == 0 ? -1 : text.indexOf("old") >= 0 ? 1 : 0, -1, 0, 1, 0
      };
      rows.add(Row.of(text.toString(), labels, "s", "", "" + i));
    }
    return rows;
  }

  private Matrix matrix(int[] columnOf) {
    float[] scales = new float[columnOf.length];
    Arrays.fill(scales, 1);
    int[] groups = new int[rows.size()];
    Arrays.fill(groups, -1);
    return new Matrix(
        data, IntStream.range(0, rows.size()).toArray(), columnOf, scales, 8, groups, 0);
  }

  private float[] train() {
    double[] costs = new double[rows.size()];
    Arrays.fill(costs, OWN_COST);
    return new Trainer(matrix, rows, costs).train();
  }

  @Test
  void atTheEndTheWeightsAreWhatTheMistakesOfAllRowsAddUpTo() {
    float[] weights = train();
    float[] sums = new float[weights.length];
    for (int r = 0; r < rows.size(); r++) {
      double[] logits = matrix.sums(r, weights).clone();
      double[] factors = new double[C];
      for (int c = 0; c < C; c++) {
        float label = rows.get(r).label(c);
        double y = label >= 0.5f ? 1 : -1;
        double cost = OWN_COST * (c == Row.TOXICITY ? 1 : Trainer.OTHERS);
        factors[c] = label < 0 ? 0 : cost * y / (1 + Math.exp(y * logits[c]));
      }
      matrix.add(r, factors, sums);
    }
    for (int i = 0; i < weights.length; i++) {
      assertThat(sums[i]).isCloseTo(weights[i], within(0.2f));
    }
    assertThat(IntStream.range(0, weights.length).anyMatch(i -> Math.abs(weights[i]) > 1))
        .isTrue();
  }

  @Test
  void aCategoryThatNobodyLabelledHasNoWeights() {
    float[] weights = train();
    for (int i = 2; i < weights.length; i += C) {
      assertThat(weights[i]).isZero();
    }
  }

  @Test
  void theSameRowsGiveTheSameWeights() {
    assertThat(train()).containsExactly(train());
  }

  @Test
  void aFeatureWithoutAColumnIsNotThere() {
    int[] none = new int[data.index.size()];
    Arrays.fill(none, -1);
    assertThat(matrix(none).square(0)).isZero();
    assertThat(matrix.square(0)).isPositive();
  }

  @Test
  void aRowIsWhatTheModelMakesOfItTimesTheScalesAndItsGroupStandsBehind() {
    int features = data.index.size();
    int[] columnOf = IntStream.range(0, features).toArray();
    float[] scales = new float[features];
    Arrays.fill(scales, 2);
    Matrix scaled =
        new Matrix(data, new int[] {5}, columnOf, scales, 8, new int[] {features}, 0.5f);
    int[] counts = new int[Features.BLOCKS];
    for (int i = data.starts[5]; i < data.starts[6]; i++) {
      counts[data.blocks[data.features[i]]]++;
    }
    double expected = 0.5;
    for (int count : counts) {
      expected += 2 * count / Math.sqrt(count + 8);
    }
    assertThat(scaled.columns()).isEqualTo(features + 1);
    float[] ones = new float[scaled.columns() * C];
    Arrays.fill(ones, 1);
    assertThat(scaled.sums(0, ones)[0]).isCloseTo(expected, within(1e-4));
  }
}

package io.fmops.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.eval.run.EvaluationResult;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HighlightsTest {

  private static final double NONE = Double.NaN;

  private static Highlights of(boolean less, double[]... scores) {
    EvaluationResult result = ScoredResults.of("score", scores);
    return Highlights.of(result, "score", less);
  }

  @Test
  void theLowestScoresComeFirstAndTheBestOnesNotAtAll() {
    Highlights highlights = of(false, new double[] {0.9, 0.1, 0.9, NONE, 0.5, 0.3});

    assertThat(highlights.worst(0)).containsExactly(1, 5, 4);
  }

  @Test
  void whereLessIsBetterTheHighestScoresAreTheWorst() {
    Highlights highlights = of(true, new double[] {0.9, 0.1, 0.4, 0.1});

    assertThat(highlights.worst(0)).containsExactly(0, 2);
  }

  @Test
  void ofEqualOnesThoseComeFirstOnWhichTheOthersDidBetter() {
    Highlights highlights =
        of(false, new double[] {0, 0, 0, 1}, new double[] {0, 1, 1, 1}, new double[] {0, 0, 1, 1});

    assertThat(highlights.worst(0)).containsExactly(2, 1, 0);
  }

  @Test
  void aCandidateWhoseScoresAreAllTheSameHasNoWorst() {
    assertThat(of(false, new double[] {1, 1, 1}).worst(0)).isEmpty();
    assertThat(of(false, new double[] {NONE, NONE}).worst(0)).isEmpty();
  }

  @Test
  void noListIsLongerThanAFew() {
    Highlights highlights = of(
        false,
        IntStream.range(0, 1000).mapToDouble(i -> 1000 - i).toArray(),
        IntStream.range(0, 1000).mapToDouble(i -> i).toArray());

    assertThat(highlights.worst(0)).containsExactly(999, 998, 997, 996, 995);
    assertThat(highlights.split()).containsExactly(0, 1, 999, 2, 998);
  }

  @Test
  void examplesWithoutAScoreAreNamedApart() {
    Highlights highlights =
        of(false, new double[] {NONE, 1, NONE, NONE}, new double[] {1, 1, 1, 1, 0});

    assertThat(highlights.without(0)).containsExactly(0, 2);
    assertThat(highlights.without(1)).isEmpty();
    assertThat(highlights.all()).contains(0, 2, 4);
  }

  @Test
  void candidatesThatAgreeDisagreeNowhere() {
    assertThat(of(false, new double[] {0.5, 1}, new double[] {0.5, NONE}).split())
        .isEmpty();
  }
}

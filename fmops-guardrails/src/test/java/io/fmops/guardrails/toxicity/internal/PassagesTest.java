package io.fmops.guardrails.toxicity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassagesTest {

  /** The mean of what its sentences have; not what a model does, but as additive. */
  private record Mean(double sum, int count) implements Passages.Additive<Mean> {
    @Override
    public Mean plus(Mean other) {
      return new Mean(sum + other.sum, count + other.count);
    }
  }

  private record Passage(int from, int to, double logit) {}

  /** Sentences of a length, with what each has by itself. */
  private static List<Passage> judge(int length, double... alone) {
    List<Integer> ends = new ArrayList<>();
    List<Mean> sentences = new ArrayList<>();
    for (double logit : alone) {
      ends.add((ends.size() + 1) * length);
      sentences.add(new Mean(logit, 1));
    }
    List<Passage> passages = new ArrayList<>();
    Passages.judge(
        ends,
        sentences,
        m -> new double[] {m.sum / m.count},
        (from, to, logits) -> passages.add(new Passage(from, to, logits[0])));
    return passages;
  }

  @Test
  void aSentenceAloneIsWhatItIs() {
    assertThat(judge(30, 3)).containsExactly(new Passage(0, 30, 3));
    assertThat(judge(900, -3)).containsExactly(new Passage(0, 900, -3));
    assertThat(judge(30)).isEmpty();
  }

  @Test
  void aFewSentencesAreOnePassage() {
    assertThat(judge(100, 1, 0)).containsExactly(new Passage(0, 200, 0.5));
  }

  @Test
  void aPassageIsJudgedWithItsSection() {
    // the section has 0
    assertThat(judge(250, 2, -2))
        .containsExactly(new Passage(0, 250, 0.6), new Passage(250, 500, -0.6));
  }

  @Test
  void aSentenceThatIsMuchSurerThanAllAroundItCountsByItself() {
    assertThat(judge(50, -3, -3, 4, -3))
        .containsExactly(new Passage(0, 200, 4 - Passages.margin(4)));
    double[] harmless = new double[60];
    java.util.Arrays.fill(harmless, -4);
    harmless[40] = 8;
    assertThat(judge(50, harmless))
        .filteredOn(p -> p.logit > 0)
        .containsExactly(new Passage(2000, 2250, 8 - Passages.margin(60)));
  }

  @Test
  void theMoreSentencesThereAreTheSurerOneHasToBe() {
    assertThat(Passages.margin(4)).isLessThan(Passages.margin(60)).isGreaterThan(3);
  }

  @Test
  void passagesAreNotLongerThanTheLimitUnlessASentenceIs() {
    assertThat(judge(60, new double[40]))
        .allSatisfy(p -> assertThat(p.to - p.from).isLessThanOrEqualTo(Passages.LONGEST));
    assertThat(judge(400, 0, 0)).hasSize(2);
  }
}

package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fmops.eval.dataset.Example;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PassAtKTest {

  @Test
  void passAtOneIsTheShareOfRightAnswers() {
    for (int right = 0; right <= 7; right++) {
      assertThat(PassAtK.of(7, right, 1)).isCloseTo(right / 7.0, within(1e-15));
    }
  }

  @Test
  void theFormulaOfThePaper() {
    // 1 - C(7,5) / C(10,5) = 1 - 21 / 252, and 1 - C(97,10) / C(100,10) = 1 -
    // (90*89*88)/(100*99*98)
    assertThat(PassAtK.of(10, 3, 5)).isCloseTo(1 - 21 / 252.0, within(1e-15));
    assertThat(PassAtK.of(100, 3, 10))
        .isCloseTo(1 - (90.0 * 89 * 88) / (100.0 * 99 * 98), within(1e-15));
    assertThat(PassAtK.of(200, 0, 100)).isZero();
    assertThat(PassAtK.of(200, 101, 100)).isEqualTo(1);
    assertThat(PassAtK.of(200, 1, 200)).isEqualTo(1);
  }

  @Test
  void theEstimateIsTheShareOfAllChoices() {
    for (int n = 1; n <= 9; n++) {
      for (int c = 0; c <= n; c++) {
        int[] found = new int[n + 1];
        int[] all = new int[n + 1];
        for (int choice = 1; choice < 1 << n; choice++) {
          int k = Integer.bitCount(choice);
          all[k]++;
          found[k] += (choice & ((1 << c) - 1)) != 0 ? 1 : 0;
        }
        for (int k = 1; k <= n; k++) {
          assertThat(PassAtK.of(n, c, k)).isCloseTo(found[k] / (double) all[k], within(1e-12));
        }
      }
    }
  }

  @Test
  void numbersThatCannotBeAreRefused() {
    assertThatThrownBy(() -> PassAtK.of(3, 1, 4)).hasMessageContaining("pass@4 of 3 answers");
    assertThatThrownBy(() -> PassAtK.of(3, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PassAtK.of(3, 4, 1)).hasMessageContaining("4 of 3 answers are right");
    assertThatThrownBy(() -> PassAtK.of(3, -1, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static final Evaluator CHECK = Evaluators.exactMatch();
  private static final Example EXAMPLE = new Example("1", Map.of("q", "?"), Optional.of("はい"));

  @Test
  void theEvaluatorAsksForTheOtherAnswers() {
    AtomicInteger asked = new AtomicInteger();
    Trial trial = ScriptedTrial.of(EXAMPLE, "はい", example -> {
      assertThat(example).isEqualTo(EXAMPLE);
      return List.of("いいえ", "はい", "?").get(asked.getAndIncrement());
    });
    List<Score> scores = PassAtK.evaluator(CHECK, 4, 1, 2, 4).evaluate(trial);
    assertThat(asked).hasValue(3);
    assertThat(scores).extracting(Score::name).containsExactly("pass@1", "pass@2", "pass@4");
    assertThat(scores)
        .extracting(score -> ((Score.Value) score).value())
        .containsExactly(0.5, 0.8333333333333333, 1.0);
    assertThat(((Score.Value) scores.get(0)).reason()).hasValue("2 of 4");
  }

  @Test
  void whatTheCheckCannotTellIsUnscored() {
    Example none = new Example("1", Map.of("q", "?"), Optional.empty());
    AtomicInteger asked = new AtomicInteger();
    Trial trial = ScriptedTrial.of(none, "はい", example -> "" + asked.incrementAndGet());
    assertThat(PassAtK.evaluator(CHECK, 4, 1).evaluate(trial))
        .containsExactly(new Score.Unscored("pass@1", "the example has no reference"));
    assertThat(asked).hasValue(0);
    assertThatThrownBy(() -> PassAtK.evaluator(CHECK, 4, 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PassAtK.evaluator(CHECK, 4)).hasMessageContaining("needs a k");
  }
}

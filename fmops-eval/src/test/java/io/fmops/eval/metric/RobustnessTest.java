package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fmops.eval.dataset.Example;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RobustnessTest {

  private static final String FOX = "A quick brown fox jumps over the lazy dog 10 times.";

  private static final List<Perturbation> ALL = List.of(
      Perturbation.typos(0.3),
      Perturbation.upperCase(0.3),
      Perturbation.whiteSpace(0.3, 0.3),
      Perturbation.kana(0.5),
      Perturbation.width(0.5));

  @Test
  void theSameSeedChangesATextInTheSameWay() {
    // Written down, so that a version that changes them is noticed.
    assertThat(Perturbation.typos(0.1).apply(FOX, 5))
        .isEqualTo("A wuick brown fpx jumps ofer the lazy dog 10 times.");
    assertThat(Perturbation.upperCase(0.1).apply(FOX, 5))
        .isEqualTo("A quiCK brown fox jumps over the laZy dog 10 times.");
    assertThat(Perturbation.whiteSpace(0.05, 0.1).apply(FOX, 5))
        .isEqualTo("Aquick brown fox jumps  over the  la zy dog 10times. ");
    assertThat(Perturbation.kana(0.5).apply("ひらがなとカタカナ", 5)).isEqualTo("ひラガナトカたカな");
    assertThat(Perturbation.width(0.5).apply("ABC123ガパ", 5)).isEqualTo("AＢＣ１２3ｶﾞパ");
    for (Perturbation perturbation : ALL) {
      String text = FOX + "カナとかな、ｶﾞｷﾞと半角";
      Set<String> changed = new TreeSet<>();
      for (long seed = 0; seed < 20; seed++) {
        String once = perturbation.apply(text, seed);
        assertThat(perturbation.apply(text, seed)).isEqualTo(once);
        changed.add(once);
      }
      assertThat(changed).as(perturbation.name()).hasSizeGreaterThan(10);
    }
  }

  @Test
  void aTypoIsTheLetterOfANeighbouringKeyInTheSameCase() {
    Set<String> near = new TreeSet<>();
    for (long seed = 0; seed < 300; seed++) {
      near.add(Perturbation.typos(1).apply("G", seed));
    }
    assertThat(near).containsExactly("B", "F", "H", "T", "V", "Y");
    near.clear();
    for (long seed = 0; seed < 300; seed++) {
      near.add(Perturbation.typos(1).apply("q", seed));
    }
    assertThat(near).containsExactly("a", "w");
    assertThat(Perturbation.typos(1).apply("10 時、é!", 3)).isEqualTo("10 時、é!");
  }

  @Test
  void typosComeAsOftenAsTheirProbability() {
    String text = "a".repeat(100_000);
    String typos = Perturbation.typos(0.1).apply(text, 1);
    assertThat(typos).hasSameSizeAs(text);
    assertThat(typos.chars().filter(c -> c != 'a').count() / 1e5).isCloseTo(0.1, within(0.005));
    assertThat(Perturbation.typos(0).apply(FOX, 1)).isEqualTo(FOX);
  }

  @Test
  void aShareOfTheCharactersIsWrittenInCapitals() {
    String upper = Perturbation.upperCase(0.1).apply("a".repeat(1_000), 2);
    assertThat(upper.chars().filter(c -> c == 'A').count()).isEqualTo(100);
    String fox = Perturbation.upperCase(0.1).apply(FOX, 2);
    assertThat(fox).isNotEqualTo(FOX).isEqualToIgnoringCase(FOX);
    assertThat(Perturbation.upperCase(1).apply("straße", 2)).isEqualTo("STRASSE");
    assertThat(Perturbation.upperCase(0.1).apply("short", 2)).isEqualTo("short");
  }

  @Test
  void spacesAreAddedAndLeftOut() {
    assertThat(Perturbation.whiteSpace(0, 1).apply(" a b\n温 泉\u3000", 1)).isEqualTo("ab温泉");
    assertThat(Perturbation.whiteSpace(1, 0).apply("温泉 ok", 1)).isEqualTo("温 泉  o k ");
    String some = Perturbation.whiteSpace(0.2, 0.2).apply(FOX, 4);
    assertThat(some).isNotEqualTo(FOX);
    assertThat(some.replace(" ", "")).isEqualTo(FOX.replace(" ", ""));
  }

  @Test
  void aSpaceDoesNotComeBetweenACharacterAndItsMark() {
    assertThat(Perturbation.whiteSpace(1, 0).apply("か\u3099👩\u200D🚀", 1))
        .isEqualTo("か\u3099 👩\u200D🚀 ");
  }

  @Test
  void kanaBecomeTheOtherKana() {
    assertThat(Perturbation.kana(1).apply("ひらがなとカタカナー、ヴ漢字ABC", 1)).isEqualTo("ヒラガナトかたかなー、ゔ漢字ABC");
    String text = "ぁあいゔゖゝゞァアヴヶヽヾ";
    assertThat(Perturbation.kana(1).apply(Perturbation.kana(1).apply(text, 1), 2))
        .isEqualTo(text);
  }

  @Test
  void widthBecomesTheOtherWidthAndMeansTheSame() {
    assertThat(Perturbation.width(1).apply("ABC12%「ガパー。」ｱｶﾞﾊﾟＡ漢字かな", 1))
        .isEqualTo("ＡＢＣ１２％｢ｶﾞﾊﾟｰ｡｣アガパA漢字かな");
    Random random = new Random(8);
    for (int round = 0; round < 200; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        text.append("!A~アガパヴー。「」・ｱｶﾞﾊﾟ！Ｚ漢".charAt(random.nextInt(19)));
      }
      String changed = Perturbation.width(0.5).apply(text.toString(), round);
      assertThat(Normalizer.normalize(changed, Normalizer.Form.NFKC))
          .isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFKC));
    }
  }

  @Test
  void anyTextCanBeChanged() {
    for (Perturbation perturbation : ALL) {
      assertThat(perturbation.apply("", 1)).isEmpty();
      for (String broken : List.of("\uD800", "a\uDC00b", "ﾞﾟ", "\uD83D")) {
        assertThat(perturbation.apply(broken, 1)).isNotNull();
      }
    }
  }

  @Test
  void aProbabilityIsOne() {
    for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> Perturbation.typos(wrong)).hasMessageContaining("0 to 1");
      assertThatThrownBy(() -> Perturbation.whiteSpace(0, wrong)).hasMessageContaining("0 to 1");
    }
  }

  private static final Example QUESTION =
      new Example("q1", Map.of("text", "capital of japan", "lang", "en"), Optional.of("tokyo"));

  private static final Perturbation SHOUT =
      Perturbation.of("shout", (text, random) -> text.toUpperCase(Locale.ROOT) + random.nextInt());

  @Test
  void deltaIsTheMeanDistanceOfTheScores() {
    // fmeval's own test: 162 against 100 and 200 is 50, in parts of a thousand.
    List<Double> scripted = List.of(0.162, 0.1, 0.2);
    AtomicInteger next = new AtomicInteger();
    Evaluator wrapped = (example, answer) -> {
      assertThat(example).isEqualTo(QUESTION);
      return List.of(new Score.Value("points", scripted.get(next.getAndIncrement())));
    };
    List<Example> asked = new ArrayList<>();
    Trial trial = ScriptedTrial.of(QUESTION, "x", example -> {
      asked.add(example);
      return "y";
    });
    List<Score> scores = Robustness.delta(wrapped, SHOUT, "text", 2, 9).evaluate(trial);
    assertThat(scores).hasSize(1);
    assertThat(scores.get(0).name()).isEqualTo("delta-points-shout");
    assertThat(((Score.Value) scores.get(0)).value()).isCloseTo(0.05, within(1e-12));
    assertThat(asked).hasSize(2).doesNotHaveDuplicates();
    assertThat(asked).allSatisfy(example -> {
      assertThat(example.field("text")).startsWith("CAPITAL OF JAPAN");
      assertThat(example.field("lang")).isEqualTo("en");
      assertThat(example.references()).isEqualTo(QUESTION.references());
    });
  }

  @Test
  void aModelThatMindsNoTyposHasNoDelta() {
    Trial deaf = ScriptedTrial.of(QUESTION, "Tokyo", example -> "Tokyo");
    Trial moody = ScriptedTrial.of(QUESTION, "Tokyo", example -> "Kyoto");
    for (Evaluator wrapped :
        List.of(Evaluators.quasiExactMatch(), Evaluators.label(Set.of("tokyo", "kyoto")))) {
      Evaluator delta = Robustness.delta(wrapped, Perturbation.typos(0.1), "text", 3, 1);
      assertThat(((Score.Value) delta.evaluate(deaf).get(0)).value()).isZero();
      assertThat(((Score.Value) delta.evaluate(moody).get(0)).value()).isEqualTo(1);
    }
  }

  @Test
  void whatIsUnscoredHasNoDelta() {
    Example none = new Example("q", Map.of("text", "x"), Optional.empty());
    Evaluator delta = Robustness.delta(Evaluators.tokenF1(), Perturbation.typos(0.1), "text", 2, 1);
    assertThat(delta.evaluate(ScriptedTrial.of(none, "a", example -> "b")))
        .containsExactly(
            new Score.Unscored("delta-token-f1-typos", "the example has no reference"));
  }

  @Test
  void aScoreThatTheChangedAnswerLacksHasNoDelta() {
    AtomicInteger calls = new AtomicInteger();
    Evaluator wavering =
        (example, answer) -> List.of(new Score.Value("s" + calls.getAndIncrement(), 1));
    Evaluator delta = Robustness.delta(wavering, Perturbation.typos(0.1), "text", 2, 1);
    assertThat(delta.evaluate(ScriptedTrial.of(QUESTION, "a", example -> "b")))
        .containsExactly(
            new Score.Unscored("delta-s0-typos", "the changed answer has no such score"));
  }

  @Test
  void evaluatorsThatNeedATrialCanBeWrapped() {
    Trial trial = ScriptedTrial.of(QUESTION, "a b", example -> "a c");
    Evaluator judge = new Evaluator() {
      @Override
      public List<Score> evaluate(Example example, String answer) {
        throw new UnsupportedOperationException("a judge needs a Trial");
      }

      @Override
      public List<Score> evaluate(Trial judged) {
        return Evaluators.tokenF1().evaluate(judged.example(), judged.answer());
      }
    };
    Evaluator change = Robustness.change(judge, Perturbation.typos(1), "text", 1, 2, 1);
    assertThat(change.evaluate(trial)).containsExactly(new Score.Value("change-token-f1-typos", 0));
    assertThat(((Score.Value) SelfConsistency.likeness(judge, 1).evaluate(trial).get(0)).value())
        .isEqualTo(
            Evaluators.tokenF1().evaluate(Robustness.answering(QUESTION, "a c"), "a b").stream()
                .mapToDouble(score -> ((Score.Value) score).value())
                .sum());
  }

  @Test
  void aRunAskedAgainAsksTheSame() {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    Evaluator delta =
        Robustness.delta(Evaluators.tokenF1(), Perturbation.typos(0.5), "text", 5, 42);
    for (List<String> asked : List.of(first, second)) {
      delta.evaluate(ScriptedTrial.of(QUESTION, "tokyo", example -> {
        asked.add(example.field("text"));
        return "tokyo";
      }));
    }
    assertThat(first).hasSize(5).isEqualTo(second).doesNotHaveDuplicates();
  }

  @Test
  void changeIsWhatTheInputChangesBeyondWhatTheModelChangesByItself() {
    // Answers to the same input: 4 of them, of which every second is the same.
    AtomicInteger calls = new AtomicInteger();
    Trial random = ScriptedTrial.of(
        QUESTION,
        "a",
        example -> example.equals(QUESTION) && calls.incrementAndGet() == 2 ? "a" : "b");
    // Pairs of a, b, a, b: 4 of 6 differ. Changed inputs: all differ.
    List<Score> scores = Robustness.change(
            Evaluators.exactMatch(), Perturbation.typos(1), "text", 3, 4, 1)
        .evaluate(random);
    assertThat(scores).hasSize(1);
    assertThat(scores.get(0).name()).isEqualTo("change-exact-match-typos");
    assertThat(((Score.Value) scores.get(0)).value()).isCloseTo(1 - 4 / 6.0, within(1e-12));
    // A steady model changes for the typos only.
    Trial steady = ScriptedTrial.of(QUESTION, "a", example -> example.equals(QUESTION) ? "a" : "b");
    for (int samples : new int[] {1, 3}) {
      Evaluator change =
          Robustness.change(Evaluators.exactMatch(), Perturbation.typos(1), "text", 2, samples, 1);
      assertThat(((Score.Value) change.evaluate(steady).get(0)).value()).isEqualTo(1);
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(
            () -> Robustness.delta(Evaluators.tokenF1(), Perturbation.typos(0.1), "text", 0, 1))
        .hasMessageContaining("0 times");
    Evaluator wrong =
        Robustness.delta(Evaluators.tokenF1(), Perturbation.typos(0.1), "question", 1, 1);
    assertThatThrownBy(() -> wrong.evaluate(ScriptedTrial.of(QUESTION, "a", example -> "a")))
        .hasMessageContaining("no field \"question\"");
    assertThatThrownBy(() -> wrong.evaluate(QUESTION, "a"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("needs a Trial");
  }
}

package io.fmops.guardrails.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fmops.guardrails.toxicity.internal.Lexicon;
import io.fmops.guardrails.toxicity.internal.ToxicityModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingTest {

  private static Corpus corpus() {
    List<Row> rows = new ArrayList<>();
    String[] things = {
      "soup", "train", "garden", "letter", "window", "river", "song", "coat", "lamp", "bread"
    };
    for (int i = 0; i < 60; i++) {
      String thing = things[i % things.length];
      boolean toxic = i % 2 == 0;
      String text = (toxic ? "you horrible fool with the " : "you wonderful friend with the ")
          + thing + " " + i / 20;
      rows.add(Row.of(text, new float[] {toxic ? 1 : 0, -1, 0, 0, 0, 0}, "s", "", text));
    }
    Split split = new Split(rows);
    return new Corpus(
        rows.stream().filter(r -> !split.heldBack(r)).toList(),
        List.of(),
        rows.stream().filter(split::heldBack).toList(),
        split,
        new Lexicon(Map.of("fool", 1, "you", 2), Map.of(), 1));
  }

  private static byte[] train() {
    Experiment experiment = new Experiment(corpus(), Settings.DEFAULT);
    return experiment.model(experiment.unseen(3, t -> t)).toBytes();
  }

  @Test
  void theSameTextGivesTheSameBytes() {
    assertThat(train()).isEqualTo(train());
  }

  @Test
  void whatWasLearntHoldsForTextThatWasHeldBack() {
    ToxicityModel model = ToxicityModel.of(train(), "trained");
    assertThat(corpus().held()).isNotEmpty().allSatisfy(r -> {
      double[] highest = new double[1];
      model.judge(
          model.normalizer().normalize(r.text()),
          (from, to, s) -> highest[0] = Math.max(highest[0], s[Row.TOXICITY]));
      assertThat(highest[0] >= 0.5).isEqualTo(r.toxic());
    });
  }

  @Test
  void heldBackRowsAreNotTrainedOnAndAKindIsInOneFold() {
    Corpus corpus = corpus();
    assertThat(corpus.train()).doesNotContainAnyElementsOf(corpus.held());
    Row a = Row.of("one", new float[6], "s", "kind/a", "one");
    Row b = Row.of("two", new float[6], "s", "kind/a", "two");
    for (int fold = 0; fold < 10; fold++) {
      assertThat(Split.inFold(a, fold, 10)).isEqualTo(Split.inFold(b, fold, 10));
    }
  }

  @Test
  void aCopyOfARowIsInTheFoldOfTheRow() {
    Row line = Row.of("one two", new float[6], "s", "", "one two");
    Row own = Row.of("one two", new float[6], "en-plain", "kind/a", "one two");
    for (int fold = 0; fold < 10; fold++) {
      assertThat(Split.inFold(line.with("0n3 two"), fold, 10))
          .isEqualTo(Split.inFold(line, fold, 10));
      assertThat(Split.inFold(own.with("0n3 two"), fold, 10))
          .isEqualTo(Split.inFold(own, fold, 10));
    }
  }

  @Test
  void modelsOfSomeFoldsDoNotJudgeOtherFolds() {
    Experiment experiment = new Experiment(corpus(), Settings.DEFAULT.with("cost=4,rarity=1"));
    experiment.unseen(3, t -> t);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> experiment.unseen(2, t -> t))
        .withMessageContaining("3 folds");
  }

  @Test
  void everyDisguiseIsTheSameEachTimeAndDisguises() {
    String text = "You are such a pathetic loser, honestly. お前は本当にばかだなあ、さっさと帰れ。";
    for (Evasion evasion : Evasion.values()) {
      String disguised = evasion.apply(text);
      assertThat(disguised).isNotEqualTo(text);
      assertThat(evasion.apply(text)).isEqualTo(disguised);
    }
  }

  @Test
  void escapesOfTweetsAreUndone() {
    assertThat(DataFolder.entities("a &amp; b &#128564; &lt;3 &unknown; &"))
        .isEqualTo("a & b 😴 <3   &");
  }
}

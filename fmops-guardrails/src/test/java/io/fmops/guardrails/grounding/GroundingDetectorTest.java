package io.fmops.guardrails.grounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Stage;
import io.fmops.guardrails.topic.LexicalEmbedding;
import io.fmops.model.MalformedAnswerException;
import io.fmops.replay.ScriptedModel;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroundingDetectorTest {

  private static final List<String> CONTEXT = List.of(
      "The museum opens at 9:30 and is closed on Mondays. Tickets cost 12 euros.",
      "大浴場は午後三時から深夜零時まで利用できます。貸切風呂は予約が必要です。");

  private static List<String> ungrounded(GroundingDetector detector, String answer) {
    Excerpt excerpt = new Excerpt(answer, Stage.OUTPUT, CONTEXT);
    return detector.detect(excerpt).stream()
        .map(f -> answer.substring(f.start(), f.end()))
        .toList();
  }

  private final GroundingDetector detector =
      new GroundingDetector("grounding", 0.4, Optional.empty(), Optional.empty());

  @Test
  void sentencesThatTheContextDoesNotHaveAreFound() {
    assertThat(ungrounded(
            detector,
            "The museum is closed on Mondays. It was founded by a Danish sailor. Is that all?"))
        .containsExactly("It was founded by a Danish sailor.");
    assertThat(ungrounded(detector, "大浴場は深夜零時まで利用できます。朝食は和食と洋食から選べます。"))
        .containsExactly("朝食は和食と洋食から選べます。");
  }

  @Test
  void aWrongNumberIsFound() {
    assertThat(ungrounded(detector, "Tickets cost 12 euros.")).isEmpty();
    assertThat(ungrounded(detector, "Tickets cost 17 euros.")).hasSize(1);
  }

  @Test
  void withoutContextNothingCanBeSaid() {
    assertThat(detector.detect("The moon is made of cheese.")).isEmpty();
    assertThat(
            detector.detect(new Excerpt("The moon is made of cheese.", Stage.OUTPUT, List.of(" "))))
        .isEmpty();
  }

  @Test
  void nearnessByAnEmbeddingModelCountsAsWell() {
    GroundingDetector both = new GroundingDetector(
        "grounding", 0.4, Optional.of(LexicalEmbedding.model()), Optional.empty());
    assertThat(ungrounded(both, "On Mondays museums are closing.")).isEmpty();
    assertThat(ungrounded(both, "Penguins live in the far south.")).hasSize(1);
  }

  @Test
  void aJudgeDecidesWhereItIsInDoubt() {
    String doubtful = "Tickets for the museum are cheap on Mondays.";
    ScriptedModel yes = ScriptedModel.answering("Yes.");
    ScriptedModel no = ScriptedModel.answering("No, it is closed.");
    assertThat(ungrounded(judged(yes), doubtful)).isEmpty();
    assertThat(ungrounded(judged(no), doubtful)).containsExactly(doubtful);
    ScriptedModel neither = ScriptedModel.answering("Hm.");
    assertThatThrownBy(() -> ungrounded(judged(neither), doubtful))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("neither yes nor no");
  }

  private static GroundingDetector judged(ScriptedModel model) {
    return new GroundingDetector("g", 0.5, Optional.empty(), Optional.of(model.model()));
  }
}

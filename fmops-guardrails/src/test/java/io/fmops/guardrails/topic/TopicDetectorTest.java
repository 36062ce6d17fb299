package io.fmops.guardrails.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicDetectorTest {

  private static final Map<String, List<String>> BANK = Map.of(
      "accounts",
          List.of("How do I open an account?", "What does the credit card cost?", "口座を開設したい"),
      "loans", List.of("What is the interest rate of the loan?", "住宅ローンの金利を教えて"));
  private static final Map<String, List<String>> MEDICINE =
      Map.of("medicine", List.of("Which medicine helps against a headache?", "頭痛に効く薬は何ですか"));

  @Test
  void deniedTopicsAreFoundByTheirExamples() {
    Detector detector =
        new TopicDetector("topics", LexicalEmbedding.model(), MEDICINE, Map.of(), 0.25);
    assertThat(detector.detect("What medicine is there against headaches?"))
        .extracting(Finding::category)
        .containsExactly("topic/medicine");
    assertThat(detector.detect("頭痛の薬はありますか")).hasSize(1);
    assertThat(detector.detect("When does the train to Osaka leave?")).isEmpty();
    assertThat(detector.detect("大阪行きの電車は何時に出ますか")).isEmpty();
  }

  @Test
  void whatIsAboutNoAllowedTopicIsOffTopic() {
    Detector detector = new TopicDetector("topics", LexicalEmbedding.model(), MEDICINE, BANK, 0.25);
    assertThat(detector.detect("What does a second credit card cost?")).isEmpty();
    assertThat(detector.detect("ローンの金利はいくらですか")).isEmpty();
    assertThat(detector.detect("Write a poem about autumn leaves."))
        .extracting(Finding::category)
        .containsExactly(TopicDetector.OFF_TOPIC);
    assertThat(detector.detect("Which medicine helps against fever?"))
        .extracting(Finding::category)
        .containsExactly("topic/medicine");
    assertThat(detector.detect("!? …")).as("about nothing").isEmpty();
  }

  @Test
  void aModelOfMeaningDecidesInstead() {
    EmbeddingModel model = EmbeddingModel.of(
        ModelId.parse("test:axes"),
        (request, context) -> new EmbedResponse(
            ModelId.parse("test:axes"),
            request.texts().stream()
                .map(text -> text.contains("pill") || text.contains("medicine")
                    ? new float[] {1, 0}
                    : new float[] {0, 1})
                .toList(),
            TokenUsage.reported(1, 0)));
    Detector detector = new TopicDetector("topics", model, MEDICINE, Map.of(), 0.5);
    assertThat(detector.cost()).isEqualTo(Detector.Cost.REMOTE);
    assertThat(detector.detect("a pill, please"))
        .containsExactly(new Finding("topic/medicine", 0, 14, 1, "topics"));
  }

  @Test
  void topicsWithoutExamplesAreRefused() {
    assertThatThrownBy(() ->
            new TopicDetector("t", LexicalEmbedding.model(), Map.of("x", List.of()), Map.of(), 0.2))
        .hasMessageContaining("\"x\" has no example");
    assertThatThrownBy(
            () -> new TopicDetector("t", LexicalEmbedding.model(), Map.of(), Map.of(), 0.2))
        .hasMessageContaining("no topic");
    assertThatThrownBy(() -> new TopicDetector("t", LexicalEmbedding.model(), BANK, Map.of(), 2))
        .hasMessageContaining("threshold is 2");
  }
}

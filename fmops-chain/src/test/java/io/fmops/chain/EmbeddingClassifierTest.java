package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddingClassifierTest {

  private static final ModelId ID = ModelId.of("toy", "letters");

  /** How often 円 and 雨 stand in a text. */
  private static EmbeddingModel counting() {
    return EmbeddingModel.of(
        ID,
        (request, context) -> new EmbedResponse(
            ID,
            request.texts().stream()
                .map(text -> new float[] {count(text, '円'), count(text, '雨'), 0.001f})
                .toList(),
            TokenUsage.UNKNOWN));
  }

  private static long count(String text, char c) {
    return text.chars().filter(other -> other == c).count();
  }

  @Test
  void aTextIsOfTheLabelWhoseExamplesItIsNearest() {
    EmbeddingClassifier classifier = EmbeddingClassifier.of(
        counting(), Map.of("金", List.of("百円", "円と円"), "天気", List.of("雨", "大雨")));
    Map<String, Double> scores = classifier.classify("三円");
    assertThat(scores.get("金")).isCloseTo(1, within(0.001));
    assertThat(scores.get("天気")).isCloseTo(0, within(0.01));
    assertThat(classifier.classify("円雨").get("金")).isCloseTo(Math.sqrt(0.5), within(0.01));
  }

  @Test
  void itChoosesAWayOfARoute() {
    EmbeddingClassifier classifier =
        EmbeddingClassifier.of(counting(), Map.of("money", List.of("円"), "weather", List.of("雨")));
    Step<String, String> money = Steps.function("money", text -> "money");
    Step<String, String> weather = Steps.function("weather", text -> "weather");
    Step<String, String> person = Steps.function("person", text -> "person");
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Flows.<String, String>routeByClassifier(
            "r",
            classifier,
            text -> text,
            0.9,
            Map.of("money", money, "weather", weather, Flows.OTHERWISE, person)))
        .build();
    assertThat(chain.run("雨です").output()).isEqualTo("weather");
    assertThat(chain.run("雨で百円").output()).isEqualTo("person");
  }

  @Test
  void labelsNeedExamples() {
    assertThatThrownBy(() -> EmbeddingClassifier.of(counting(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EmbeddingClassifier.of(counting(), Map.of("a", List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"a\"");
  }

  @Test
  void vectorsOfDifferentLengthsAreAnError() {
    EmbeddingModel odd = EmbeddingModel.of(
        ID,
        (request, context) -> new EmbedResponse(
            ID,
            request.texts().stream().map(text -> new float[text.length()]).toList(),
            TokenUsage.UNKNOWN));
    assertThatThrownBy(() -> EmbeddingClassifier.of(odd, Map.of("a", List.of("x", "xy"))))
        .isInstanceOf(MalformedAnswerException.class);
  }
}

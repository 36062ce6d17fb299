package io.fmops.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelIdTest {

  @Test
  void theNameIsTakenAsItStands() {
    ModelId id =
        ModelId.parse("bedrock:arn:aws:bedrock:eu-west-1:1234:inference-profile/eu.x-v1:0");
    assertThat(id.provider()).isEqualTo("bedrock");
    assertThat(id.name()).isEqualTo("arn:aws:bedrock:eu-west-1:1234:inference-profile/eu.x-v1:0");
    assertThat(id.options()).isEmpty();
  }

  @Test
  void optionsFollowAQuestionMark() {
    ModelId id = ModelId.parse("sagemaker:chat?region=eu-west-1&endpoint=http%3A%2F%2Fx%3A1%2F");
    assertThat(id.options()).isEqualTo(Map.of("region", "eu-west-1", "endpoint", "http://x:1/"));
    assertThat(ModelId.parse(id.toString())).isEqualTo(id);
  }

  @Test
  void aPlusIsAPlusAndAnOptionStandsOnce() {
    assertThat(ModelId.parse("a:b?x=1+2").options()).containsEntry("x", "1+2");
    assertThatThrownBy(() -> ModelId.parse("a:b?k=1&k=5"))
        .hasMessageContaining("\"k\" stands twice");
    assertThatThrownBy(() -> new ModelId("a", "b", Map.of("k&x", "v")))
        .hasMessageContaining("malformed option name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "majority",
        ":x",
        "baseline:",
        "Baseline:x",
        "baseline :x",
        "baseline:a b",
        "日本:x",
        "a:?b=c"
      })
  void aMalformedIdSaysWhatIsExpected(String text) {
    assertThatThrownBy(() -> ModelId.parse(text))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("malformed model id \"" + text + "\"")
        .hasMessageContaining("provider:model-id")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b?c", "a:b?=c", "a:b?c=d&", "a:b?c=%zz"})
  void aMalformedOptionIsNamed(String text) {
    assertThatThrownBy(() -> ModelId.parse(text))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("malformed option");
  }
}

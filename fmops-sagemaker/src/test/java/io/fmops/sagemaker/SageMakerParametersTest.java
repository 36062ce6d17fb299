package io.fmops.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SageMakerParametersTest {

  @Test
  void fieldsOfTheParametersAreAddedAndReplaceCommonOnes() {
    ChatPayload payload = new ChatPayload(Endpoint.of(ModelId.parse("sagemaker:my-endpoint")));
    JsonNode body = ChatWire.json(new String(
        payload.encode(
            GenerateRequest.builder()
                .user("hi")
                .maxTokens(5)
                .providerParameters(SageMakerParameters.body(Map.of("max_tokens", 9, "seed", 1)))
                .build(),
            false),
        StandardCharsets.UTF_8));
    assertThat(body.path("max_tokens").asInt()).isEqualTo(9);
    assertThat(body.path("seed").asInt()).isEqualTo(1);
  }

  @Test
  void parametersAreCopiedInDepthAndChecked() {
    Map<String, Object> inner = new LinkedHashMap<>(Map.of("type", "json_object"));
    SageMakerParameters parameters = SageMakerParameters.body(Map.of("response_format", inner));
    inner.put("type", "text");
    assertThat(parameters.body())
        .isEqualTo(Map.of("response_format", Map.of("type", "json_object")));
    assertThat(parameters.provider()).isEqualTo("sagemaker");
    assertThatThrownBy(() -> SageMakerParameters.body(Map.of("stream", true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stream");
    assertThatThrownBy(() -> SageMakerParameters.body(Map.of("tools", List.of(new Object()))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tools");
    assertThatThrownBy(() ->
            SageMakerParameters.builder().customAttributes("a\r\nX-Evil: 1").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("customAttributes");
  }

  @Test
  void contentIsTheSameWhateverTheOrderOfTheFieldsAndTheIdOfTheCall() {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("top_k", 1);
    one.put("min_p", Map.of("b", 1));
    Map<String, Object> other = new LinkedHashMap<>();
    other.put("min_p", Map.of("b", 1));
    other.put("top_k", 1);
    assertThat(SageMakerParameters.builder().body(one).inferenceId("x").build().content())
        .isEqualTo(
            SageMakerParameters.builder().body(other).inferenceId("y").build().content())
        .contains("top_k=1");
  }
}

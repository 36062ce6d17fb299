package io.fmops.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestTest {

  private record SomeParameters(int k) implements ProviderParameters {
    @Override
    public String provider() {
      return "some";
    }
  }

  private record OtherParameters() implements ProviderParameters {
    @Override
    public String provider() {
      return "other";
    }
  }

  @Test
  void aBuilderFromARequestBuildsTheSameRequest() {
    GenerateRequest request = GenerateRequest.builder()
        .system("s")
        .user("u")
        .assistant("a")
        .maxTokens(5)
        .temperature(0.5)
        .topP(0.9)
        .stopSequences("。", "\n")
        .deadline(Duration.ofSeconds(3))
        .metadata("tenant", "x")
        .providerParameters(new SomeParameters(1))
        .build();
    assertThat(request.toBuilder().build()).isEqualTo(request).hasSameHashCodeAs(request);
    assertThat(request.toBuilder().maxTokens(6).build()).isNotEqualTo(request);
  }

  @Test
  void eachProviderFindsOnlyItsOwnParameters() {
    GenerateRequest request = GenerateRequest.builder()
        .user("u")
        .providerParameters(new SomeParameters(1))
        .providerParameters(new OtherParameters())
        .providerParameters(new SomeParameters(2))
        .build();
    assertThat(request.providerParameters(SomeParameters.class)).contains(new SomeParameters(2));
    assertThat(request.providerParameters()).hasSize(2);
  }

  @Test
  void whatIsOutOfRangeIsNamedWithWhatWouldBeRight() {
    GenerateRequest.Builder builder = GenerateRequest.builder().user("u");
    assertThatThrownBy(() -> builder.maxTokens(0))
        .hasMessage("maxTokens is 0; it must be at least 1");
    assertThatThrownBy(() -> builder.temperature(-0.1)).hasMessageContaining("temperature is -0.1");
    assertThatThrownBy(() -> builder.temperature(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> builder.topP(0)).hasMessageContaining("topP is 0.0");
    assertThatThrownBy(() -> builder.topP(1.1)).hasMessageContaining("at most 1");
    assertThatThrownBy(() -> builder.stopSequences("")).hasMessageContaining("stop sequence");
    assertThatThrownBy(() -> builder.deadline(Duration.ZERO)).hasMessageContaining("deadline");
    assertThatThrownBy(() -> GenerateRequest.builder().build()).hasMessageContaining("one message");
    assertThatThrownBy(() -> new Message(Role.USER, List.of())).hasMessageContaining("one content");
    assertThatThrownBy(() -> new TokenUsage(-1, 0, 0, 0, TokenUsage.Source.REPORTED))
        .hasMessageContaining("input -1");
    assertThatThrownBy(() -> EmbedRequest.of()).hasMessageContaining("at least one text");
    assertThatThrownBy(() -> EmbedResponse.cosine(new float[1], new float[2]))
        .hasMessageContaining("1 and 2");
  }

  @Test
  void aTruncatedAnswerSaysSo() {
    GenerateResponse.Builder builder = GenerateResponse.builder(ScriptedEngine.ID);
    assertThat(builder.stopReason(StopReason.MAX_TOKENS, "length").build().truncated())
        .isTrue();
    assertThat(
            builder.stopReason(StopReason.CONTEXT_WINDOW_EXCEEDED, "x").build().truncated())
        .isTrue();
    assertThat(builder.stopReason(StopReason.END_TURN, "end").build().truncated())
        .isFalse();
  }

  @Test
  void theProvidersOwnObjectIsBehindATypedDoor() {
    GenerateResponse response =
        GenerateResponse.builder(ScriptedEngine.ID).raw("native").build();
    assertThat(response.raw(String.class)).contains("native");
    assertThat(response.raw(Integer.class)).isEmpty();
    assertThat(response.toBuilder().build()).isEqualTo(response).hasSameHashCodeAs(response);
  }
}

package io.fmops.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.FoundationModel;
import io.fmops.model.ModelId;
import io.fmops.testkit.RemoteModelContract;
import io.fmops.testkit.WireAnswer;
import io.fmops.testkit.WireError;
import io.fmops.testkit.WireText;
import io.fmops.testkit.loopback.RecordedRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class OpenAiModelContractTest extends RemoteModelContract {

  @Override
  protected FoundationModel open(URI endpoint) {
    ModelId id = ModelId.of("openai", "some/model");
    OpenAiProvider provider = OpenAiProvider.builder()
        .endpoint(endpoint.resolve("/v1"))
        .apiKey(() -> "sk-secret")
        .build();
    return FoundationModel.of(id, provider.open(id));
  }

  @Override
  protected boolean wantsStream(RecordedRequest request) {
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).isEqualTo("/v1/chat/completions");
    assertThat(request.header("Authorization")).contains("Bearer sk-secret");
    assertThat(request.header("Content-Type")).contains("application/json");
    assertThat(request.header("Upgrade")).isEmpty();
    JsonNode body = ChatAnswers.json(request.text());
    assertThat(body.path("model").asText()).isEqualTo("some/model");
    assertThat(body.at("/messages/0/role").asText()).isEqualTo("system");
    assertThat(body.at("/messages/0/content").asText())
        .isEqualTo(request().system().orElseThrow());
    assertThat(body.at("/messages/1/content").asText())
        .isEqualTo(request().messages().get(0).text());
    assertThat(body.path("max_tokens").asInt()).isEqualTo(64);
    assertThat(body.path("temperature").asDouble()).isZero();
    assertThat(body.at("/stop/0").asText()).isEqualTo("\n\n");
    boolean stream = body.path("stream").asBoolean();
    assertThat(body.at("/stream_options/include_usage").asBoolean()).isEqualTo(stream);
    return stream;
  }

  @Override
  protected WireAnswer wire(WireText text, boolean stream) {
    return stream
        ? new WireAnswer(200, ChatAnswers.STREAM_HEADERS, ChatAnswers.stream(text))
        : new WireAnswer(
            200,
            ChatAnswers.JSON_HEADERS,
            List.of(ChatAnswers.whole(text).getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  protected WireAnswer wire(WireError error) {
    return switch (error) {
      case THROTTLED -> failed(429, "rate_limit_exceeded");
      case UNAVAILABLE -> failed(503, "server_error");
      case REJECTED -> failed(400, "context_length_exceeded");
      case NOT_AUTHORIZED -> failed(401, "invalid_api_key");
      case NOT_FOUND -> failed(404, "model_not_found");
    };
  }

  private static WireAnswer failed(int status, String code) {
    return new WireAnswer(status, Map.of("Content-Type", "application/json"), List.of(error(code)));
  }

  private static byte[] error(String code) {
    String json =
        "{\"error\":{\"message\":\"no\\nway\",\"type\":\"some_error\",\"param\":null,\"code\":\"%s\"}}";
    return json.formatted(code).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  protected byte[] wireInStream(WireError error) {
    String code = error == WireError.THROTTLED ? "rate_limit_exceeded" : "server_error";
    return ("data: " + new String(error(code), StandardCharsets.UTF_8) + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}

package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.FoundationModel;
import io.fmops.model.StopReason;
import io.fmops.testkit.RemoteModelContract;
import io.fmops.testkit.WireAnswer;
import io.fmops.testkit.WireError;
import io.fmops.testkit.WireText;
import io.fmops.testkit.loopback.EventStreamFrames;
import io.fmops.testkit.loopback.RecordedRequest;
import java.net.URI;
import java.util.List;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

class BedrockModelContractTest extends RemoteModelContract {

  private static final String CODE_THROTTLED = "ThrottlingException";

  @Override
  protected FoundationModel open(URI endpoint) {
    return Wire.model(endpoint);
  }

  @Override
  protected int mixedCalls() {
    return Integer.getInteger("fmops.calls", 2_000);
  }

  @Override
  protected boolean wantsStream(RecordedRequest request) {
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).matches("/model/amazon\\.nova-lite-v1%3A0/converse(-stream)?");
    assertThat(request.header("Authorization").orElse(""))
        .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
        .contains("/eu-west-1/bedrock/aws4_request");
    assertThat(Wire.SIGNATURES.problem(request)).isEmpty();
    JsonNode body = JsonNode.parser().parse(request.text());
    assertThat(text(body, "system", "0", "text")).isEqualTo(request().system().orElseThrow());
    assertThat(text(body, "messages", "0", "role")).isEqualTo("user");
    assertThat(text(body, "messages", "0", "content", "0", "text"))
        .isEqualTo(request().messages().get(0).text());
    assertThat(text(body, "inferenceConfig", "maxTokens")).isEqualTo("64");
    assertThat(text(body, "inferenceConfig", "temperature")).isEqualTo("0.0");
    assertThat(text(body, "inferenceConfig", "stopSequences", "0")).isEqualTo("\n\n");
    assertThat(body.field("inferenceConfig").orElseThrow().field("topP")).isEmpty();
    assertThat(body.field("additionalModelRequestFields")).isEmpty();
    return request.target().endsWith("-stream");
  }

  static String text(JsonNode node, String... path) {
    JsonNode here = node;
    for (String step : path) {
      here = here.isArray()
          ? here.asArray().get(Integer.parseInt(step))
          : here.field(step).orElseThrow(() -> new AssertionError("no " + step + " in the body"));
    }
    return here.text();
  }

  @Override
  protected WireAnswer wire(WireText text, boolean stream) {
    String reason = text.stopReason() == StopReason.MAX_TOKENS ? "max_tokens" : "end_turn";
    String usage = Wire.usage(text.inputTokens(), text.outputTokens());
    return stream
        ? new WireAnswer(
            200,
            Wire.headers(EventStreamFrames.CONTENT_TYPE),
            Wire.stream(text.chunks().stream().map(Wire::text).toList(), reason, usage))
        : new WireAnswer(
            200,
            Wire.headers("application/json"),
            List.of(Wire.bytes(
                Wire.converse(Wire.text(String.join("", text.chunks())), reason, usage))));
  }

  @Override
  protected WireAnswer wire(WireError error) {
    return switch (error) {
      case THROTTLED -> error(429, CODE_THROTTLED, "Too many requests, please wait");
      case UNAVAILABLE -> error(503, "ServiceUnavailableException", "The service is\nunavailable");
      case REJECTED -> error(400, "ValidationException", "maxTokens is too large");
      case NOT_AUTHORIZED -> error(403, "AccessDeniedException", "You don't have access");
      case NOT_FOUND -> error(404, "ResourceNotFoundException", "Model not found");
    };
  }

  private static WireAnswer error(int status, String code, String message) {
    return new WireAnswer(
        status,
        Wire.errorHeaders(code),
        List.of(Wire.bytes("{\"message\": " + Wire.quoted(message) + "}")));
  }

  @Override
  protected byte[] wireInStream(WireError error) {
    return error == WireError.THROTTLED
        ? EventStreamFrames.exception("throttlingException", "{\"message\": \"slow down\"}")
        : EventStreamFrames.exception("serviceUnavailableException", "{\"message\": \"busy\"}");
  }
}

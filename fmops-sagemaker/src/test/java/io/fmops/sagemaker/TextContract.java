package io.fmops.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.FoundationModel;
import io.fmops.model.ModelId;
import io.fmops.testkit.RemoteModelContract;
import io.fmops.testkit.WireAnswer;
import io.fmops.testkit.WireError;
import io.fmops.testkit.WireText;
import io.fmops.testkit.loopback.EventStreamFrames;
import io.fmops.testkit.loopback.RecordedRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What every remote model promises, with servers that complete one text. */
abstract class TextContract extends RemoteModelContract {

  private final String options;

  TextContract(String options) {
    this.options = options;
  }

  SageMakerProvider.Builder provider() {
    return SageMakerProvider.builder();
  }

  @Override
  protected FoundationModel open(URI endpoint) {
    ModelId id = ModelId.parse("sagemaker:my-endpoint?region=eu-west-1&" + options);
    SageMakerProvider provider = provider()
        .endpoint(endpoint)
        .credentials(SageMakerModelContractTest.CREDENTIALS)
        .build();
    return FoundationModel.of(id, provider.open(id));
  }

  @Override
  protected boolean wantsStream(RecordedRequest request) {
    boolean stream = request.target().equals("/endpoints/my-endpoint/invocations-response-stream");
    JsonNode body = ChatWire.json(request.text());
    String prompt =
        request().system().orElseThrow() + "\n\n" + request().messages().get(0).text();
    checkBody(body, prompt);
    assertThat(body.path("stream").asBoolean()).isEqualTo(stream);
    return stream;
  }

  void checkBody(JsonNode body, String prompt) {
    assertThat(body.path("inputs").asText()).isEqualTo(prompt);
    assertThat(body.path("parameters").path("max_new_tokens").asInt()).isEqualTo(64);
    assertThat(body.path("parameters").path("do_sample").asBoolean(true)).isFalse();
  }

  abstract String whole(WireText text);

  abstract List<String> lines(WireText text);

  @Override
  protected WireAnswer wire(WireText text, boolean stream) {
    return stream
        ? new WireAnswer(200, ChatWire.STREAM_HEADERS, ChatWire.frames(lines(text)))
        : new WireAnswer(
            200, ChatWire.JSON_HEADERS, List.of(whole(text).getBytes(StandardCharsets.UTF_8)));
  }

  /** The container's own errors where it has such, behind the status by which SageMaker tells. */
  @Override
  protected WireAnswer wire(WireError error) {
    return switch (error) {
      case THROTTLED ->
        container(429, "{\"error\":\"Model is overloaded\",\"error_type\":\"overloaded\"}");
      case UNAVAILABLE -> container(424, "{\"error\":\"CUDA out of memory\",\"code\":424}");
      case REJECTED ->
        container(
            422, "{\"error\":\"inputs must have less tokens\",\"error_type\":\"validation\"}");
      case NOT_AUTHORIZED ->
        SageMakerModelContractTest.failed(403, "AccessDeniedException", "not allowed");
      case NOT_FOUND ->
        SageMakerModelContractTest.failed(
            400, "ValidationError", "Endpoint x of account 1 not found.");
    };
  }

  private static WireAnswer container(int status, String words) {
    String body = ChatWire.JSON
        .createObjectNode()
        .put("Message", "Received client error from primary")
        .put("OriginalStatusCode", status)
        .put("OriginalMessage", words)
        .toString();
    return new WireAnswer(
        424,
        java.util.Map.of("Content-Type", "application/json", "x-amzn-ErrorType", "ModelError"),
        List.of(body.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  protected byte[] wireInStream(WireError error) {
    return error == WireError.THROTTLED
        ? ChatWire.frame("\n{\"error\":\"Model is overloaded\",\"error_type\":\"overloaded\"}\n")
        : EventStreamFrames.exception(
            "ModelStreamError", "{\"Message\":\"the model died\",\"ErrorCode\":\"StreamBroken\"}");
  }
}

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
import io.fmops.testkit.loopback.SigV4Verifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** What every remote model promises, with the server-sent events of vLLM and TGI. */
class SageMakerModelContractTest extends RemoteModelContract {

  static final StaticCredentialsProvider CREDENTIALS = StaticCredentialsProvider.create(
      AwsBasicCredentials.create("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"));

  private static final SigV4Verifier SIGNATURES =
      new SigV4Verifier("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

  @Override
  protected FoundationModel open(URI endpoint) {
    ModelId id = ModelId.parse("sagemaker:my-endpoint?region=eu-west-1&model=llama");
    SageMakerProvider provider =
        SageMakerProvider.builder().endpoint(endpoint).credentials(CREDENTIALS).build();
    return FoundationModel.of(id, provider.open(id));
  }

  @Override
  protected boolean wantsStream(RecordedRequest request) {
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.header("Authorization").orElseThrow())
        .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
        .contains("/eu-west-1/sagemaker/aws4_request");
    assertThat(SIGNATURES.problem(request)).isEmpty();
    assertThat(request.header("Content-Type")).contains("application/json");
    boolean stream = request.target().equals("/endpoints/my-endpoint/invocations-response-stream");
    if (!stream) {
      assertThat(request.target()).isEqualTo("/endpoints/my-endpoint/invocations");
      assertThat(request.header("Accept")).contains("application/json");
    }
    checkBody(ChatWire.json(request.text()), stream);
    return stream;
  }

  private void checkBody(JsonNode body, boolean stream) {
    assertThat(body.path("model").asText()).isEqualTo("llama");
    JsonNode system = body.path("messages").path(0);
    assertThat(system.path("role").asText()).isEqualTo("system");
    assertThat(system.path("content").asText()).isEqualTo(request().system().orElseThrow());
    JsonNode user = body.path("messages").path(1);
    assertThat(user.path("role").asText()).isEqualTo("user");
    assertThat(user.path("content").asText())
        .isEqualTo(request().messages().get(0).text());
    assertThat(body.path("max_tokens").asInt()).isEqualTo(64);
    assertThat(body.path("temperature").isNumber()).isTrue();
    assertThat(body.path("temperature").asDouble()).isZero();
    assertThat(body.has("top_p")).isFalse();
    assertThat(body.path("stop")).hasSize(1);
    assertThat(body.path("stop").path(0).asText()).isEqualTo("\n\n");
    assertThat(body.path("stream").asBoolean()).isEqualTo(stream);
    assertThat(body.path("stream_options").path("include_usage").asBoolean()).isEqualTo(stream);
  }

  @Override
  protected WireAnswer wire(WireText text, boolean stream) {
    return stream
        ? new WireAnswer(
            200, ChatWire.STREAM_HEADERS, ChatWire.frames(lines(ChatWire.chunks(text))))
        : new WireAnswer(
            200,
            ChatWire.JSON_HEADERS,
            List.of(ChatWire.whole(text).getBytes(StandardCharsets.UTF_8)));
  }

  /** How the server writes its chunks. */
  List<String> lines(List<String> chunks) {
    return ChatWire.serverSentEvents(chunks);
  }

  @Override
  protected WireAnswer wire(WireError error) {
    return switch (error) {
      case THROTTLED -> failed(400, "ThrottlingException", "Rate exceeded");
      case UNAVAILABLE -> failed(503, "ServiceUnavailable", "The service is unavailable");
      case REJECTED ->
        failed(400, "ValidationError", "1 validation error detected: body is too long");
      case NOT_AUTHORIZED ->
        failed(400, "UnrecognizedClientException", "The security token included is invalid");
      case NOT_FOUND ->
        failed(400, "ValidationError", "Endpoint my-endpoint of account 123456789012 not found.");
    };
  }

  static WireAnswer failed(int status, String code, String message) {
    return new WireAnswer(
        status,
        Map.of(
            "Content-Type", "application/json",
            "x-amzn-ErrorType", code,
            "x-amzn-RequestId", "11111111-2222-3333-4444-555555555555"),
        List.of(("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  protected byte[] wireInStream(WireError error) {
    return error == WireError.THROTTLED
        ? ChatWire.frame(line("{\"error\":{\"message\":\"too many requests\",\"code\":429}}"))
        : EventStreamFrames.exception(
            "InternalStreamFailure", "{\"Message\":\"the stream failed\"}");
  }

  String line(String json) {
    return "data: " + json + "\n\n";
  }
}

package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.FoundationModel;
import io.fmops.model.Models;
import io.fmops.testkit.RemoteModelContract;
import io.fmops.testkit.WireAnswer;
import io.fmops.testkit.WireError;
import io.fmops.testkit.loopback.EventStreamFrames;
import io.fmops.testkit.loopback.RecordedRequest;
import java.net.URI;
import java.util.List;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** What models that are called through InvokeModel have in common, whatever their family. */
abstract class InvokeContract extends RemoteModelContract {

  abstract String model();

  abstract void check(JsonNode body);

  @Override
  protected FoundationModel open(URI endpoint) {
    return Models.open(Wire.provider(endpoint).build(), "bedrock:" + model() + "?api=invoke");
  }

  @Override
  protected boolean wantsStream(RecordedRequest request) {
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target())
        .startsWith("/model/" + model().replace(":", "%3A") + "/invoke")
        .matches(".*/invoke(-with-response-stream)?");
    assertThat(request.header("Authorization").orElse(""))
        .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
        .contains("/eu-west-1/bedrock/aws4_request");
    assertThat(request.header("Content-Type")).contains("application/json");
    check(JsonNode.parser().parse(request.text()));
    return request.target().endsWith("-stream");
  }

  @Override
  protected WireAnswer wire(WireError error) {
    return switch (error) {
      case THROTTLED -> error(429, "ThrottlingException", "Too many requests, please wait");
      case UNAVAILABLE -> error(503, "ServiceUnavailableException", "The service is\nunavailable");
      case REJECTED -> error(400, "ValidationException", "max_tokens is too large");
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

package io.fmops.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.ModelStream;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.ProviderException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.UnavailableException;
import io.fmops.testkit.loopback.EventStreamFrames;
import io.fmops.testkit.loopback.LoopbackServer;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Every error of the service and of the server behind it, over the wire, on both ways. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SageMakerErrorsTest {

  private static final String REQUEST_ID = "11111111-2222-3333-4444-555555555555";

  private static volatile LoopbackServer.Handler behaviour = exchange -> {};
  private static LoopbackServer server;
  private static FoundationModel model;

  @BeforeAll
  static void start() {
    server = LoopbackServer.start(exchange -> behaviour.handle(exchange));
    ModelId id = ModelId.parse("sagemaker:my-endpoint?region=eu-west-1");
    model = FoundationModel.of(
        id,
        SageMakerProvider.builder()
            .endpoint(server.uri())
            .credentials(SageMakerModelContractTest.CREDENTIALS)
            .build()
            .open(id));
  }

  @AfterAll
  static void stop() {
    model.close();
    server.close();
    assertThat(server.problems()).isEmpty();
  }

  record Case(int status, String code, String body, Class<? extends ModelException> expected) {}

  private static Case service(
      int status, String code, String message, Class<? extends ModelException> expected) {
    return new Case(status, code, "{\"message\":\"" + message + "\"}", expected);
  }

  private static Case container(
      int original, String message, Class<? extends ModelException> expected) {
    return new Case(
        424,
        "ModelError",
        "{\"Message\":\"Received an error from primary\",\"OriginalStatusCode\":" + original
            + ",\"OriginalMessage\":" + ChatWire.JSON.valueToTree(message)
            + ",\"LogStreamArn\":\"arn:aws:logs:x\"}",
        expected);
  }

  static List<Case> cases() {
    return List.of(
        service(400, "ThrottlingException", "Rate exceeded", ThrottledException.class),
        service(503, "ThrottlingException", "Rate exceeded", ThrottledException.class),
        service(429, "SomethingNew", "slower", ThrottledException.class),
        service(429, "ModelNotReadyException", "still loading", UnavailableException.class),
        service(503, "ServiceUnavailable", "busy", UnavailableException.class),
        service(500, "InternalFailure", "oops", UnavailableException.class),
        service(530, "InternalDependencyException", "oops", UnavailableException.class),
        service(502, "", "bad gateway", UnavailableException.class),
        service(400, "ValidationError", "body too long", RejectedInputException.class),
        service(413, "", "too large", RejectedInputException.class),
        service(
            400,
            "ValidationError",
            "Endpoint my-endpoint of account 1 not found.",
            ModelNotFoundException.class),
        service(
            400,
            "ValidationError",
            "Could not find variant blue for endpoint my-endpoint",
            ModelNotFoundException.class),
        service(403, "AccessDeniedException", "not allowed", NotAuthorizedException.class),
        service(403, "ExpiredTokenException", "expired", NotAuthorizedException.class),
        service(400, "UnrecognizedClientException", "who?", NotAuthorizedException.class),
        service(403, "", "forbidden", NotAuthorizedException.class),
        container(
            429,
            "{\"error\":\"Model is overloaded\",\"error_type\":\"overloaded\"}",
            ThrottledException.class),
        container(
            422,
            "{\"error\":\"inputs too long\",\"error_type\":\"validation\"}",
            RejectedInputException.class),
        container(
            400,
            "{\"object\":\"error\",\"message\":\"maximum context length\",\"code\":400}",
            RejectedInputException.class),
        container(
            404,
            "{\"error\":{\"message\":\"The model `x` does not exist.\",\"code\":404}}",
            ModelNotFoundException.class),
        container(
            424, "{\"error\":\"prediction failed\",\"code\":424}", UnavailableException.class),
        container(500, "plain words\nin two lines", UnavailableException.class),
        container(503, "", UnavailableException.class),
        container(
            0,
            "Your invocation timed out while waiting for a response from container primary.",
            TimedOutException.class),
        container(0, "the connection was closed", UnavailableException.class));
  }

  private static ModelException failure(boolean streaming) {
    return catchThrowableOfType(ModelException.class, () -> call(streaming));
  }

  private static GenerateResponse call(boolean streaming) {
    GenerateRequest request = GenerateRequest.of("a prompt");
    if (!streaming) {
      return model.generate(request);
    }
    try (ModelStream stream = model.stream(request)) {
      return stream.response();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anErrorIsTheExceptionOfItsKindWithAllThatTheServiceTold(Case error) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("x-amzn-RequestId", REQUEST_ID);
    headers.put("Retry-After", "7");
    if (!error.code().isEmpty()) {
      headers.put("x-amzn-ErrorType", error.code());
    }
    behaviour = exchange ->
        exchange.respond(error.status(), headers, error.body().getBytes(StandardCharsets.UTF_8));
    for (boolean streaming : new boolean[] {false, true}) {
      int before = server.requests().size();
      ModelException problem = failure(streaming);
      assertThat(problem).as("streaming: %s", streaming).isInstanceOf(error.expected());
      assertThat(problem.getMessage())
          .contains("sagemaker:my-endpoint")
          .doesNotContain("\n", "a prompt");
      assertThat(problem.details().httpStatus()).contains(error.status());
      assertThat(problem.details().requestId()).contains(REQUEST_ID);
      assertThat(problem.details().retryAfter()).contains(Duration.ofSeconds(7));
      assertThat(problem.details().model()).contains(model.id());
      if (!error.code().isEmpty()) {
        assertThat(problem.details().code()).contains(error.code());
      }
      assertThat(server.requests()).hasSize(before + 1);
    }
  }

  @Test
  void theWordsOfTheServerAreToldWithItsStatus() {
    Case error = container(400, "{\"message\":\"maximum context length is 4096\"}", null);
    behaviour = exchange -> exchange.respond(
        424,
        Map.of("Content-Type", "application/json", "x-amzn-ErrorType", "ModelError"),
        error.body().getBytes(StandardCharsets.UTF_8));
    assertThat(failure(false))
        .hasMessage("the model server of sagemaker:my-endpoint rejected the request (status 400):"
            + " maximum context length is 4096");
  }

  private static void serveFrame(byte[] frame) {
    behaviour = exchange -> {
      exchange.begin(200, ChatWire.STREAM_HEADERS);
      exchange.write(ChatWire.frame(ChatWire.chunk("{\"content\":\"so far\"}", "null") + "\n"));
      exchange.write(frame);
      exchange.finish();
    };
  }

  @Test
  void anErrorOfTheStreamIsTheExceptionOfItsErrorCode() {
    serveFrame(EventStreamFrames.exception(
        "ModelStreamError", "{\"Message\":\"broken\",\"ErrorCode\":\"StreamBroken\"}"));
    ModelException broken = failure(true);
    assertThat(broken).isInstanceOf(UnavailableException.class).hasMessageContaining("broken");
    assertThat(broken.details().code()).contains("StreamBroken");
    assertThat(broken.partialContent()).hasSize(1);

    serveFrame(EventStreamFrames.exception(
        "ModelStreamError",
        "{\"Message\":\"late\",\"ErrorCode\":\"ModelInvocationTimeExceeded\"}"));
    assertThat(failure(true))
        .isInstanceOfSatisfying(
            TimedOutException.class,
            late -> assertThat(late.limit()).isEqualTo(TimedOutException.Limit.PROVIDER));

    serveFrame(EventStreamFrames.exception("InternalStreamFailure", "{\"Message\":\"oops\"}"));
    assertThat(failure(true)).isInstanceOf(UnavailableException.class);
  }

  @Test
  void aHostThatDoesNotExistIsUnavailableWithARemedy() {
    // Made up, because what a real look-up answers depends on the machine's network.
    Throwable problem = new CompletionException(SdkClientException.create(
        "Unable to execute HTTP request", new UnknownHostException("no.invalid")));
    assertThat(new AwsErrors(Endpoint.of(model.id())).exception(problem, false))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("no host no.invalid; check the region")
        .hasCause(problem);
  }

  @Test
  void anUnknownFailureIsNotRetryableAndKeepsItsCause() {
    Throwable problem = SdkClientException.create("never heard of\nthat");
    ModelException unknown = new AwsErrors(Endpoint.of(model.id())).exception(problem, false);
    assertThat(unknown)
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("never heard of that")
        .hasCause(problem);
    assertThat(unknown.retryable()).isFalse();
  }
}

package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.FoundationModel;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.ProviderException;
import io.fmops.model.TimedOutException;
import io.fmops.model.UnavailableException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BedrockErrorsTest extends FaultFixture {

  @ParameterizedTest(name = "{0} with status {1}")
  @CsvSource(delimiter = '|', textBlock = """
          ThrottlingException          | 429 | ThrottledException     | true  | quota
          TooManyRequestsException     | 429 | ThrottledException     | true  | quota
          ServiceQuotaExceededException| 400 | ThrottledException     | true  | quota
          ModelNotReadyException       | 429 | UnavailableException   | true  | not ready
          ServiceUnavailableException  | 503 | UnavailableException   | true  | not available
          InternalServerException      | 500 | UnavailableException   | true  | not available
          InternalFailure              | 500 | UnavailableException   | true  | not available
          ModelErrorException          | 424 | UnavailableException   | true  | not available
          ModelTimeoutException        | 408 | TimedOutException      | true  | longer
          ValidationException          | 400 | RejectedInputException | false | does not accept the request
          AccessDeniedException        | 403 | NotAuthorizedException | false | bedrock:InvokeModel
          ExpiredTokenException        | 403 | NotAuthorizedException | false | expired
          UnrecognizedClientException  | 403 | NotAuthorizedException | false | credentials
          InvalidSignatureException    | 403 | NotAuthorizedException | false | credentials
          IncompleteSignature          | 400 | NotAuthorizedException | false | credentials
          ResourceNotFoundException    | 404 | ModelNotFoundException | false | does not exist
          ConflictException            | 409 | ProviderException      | false | failed
          NeverHeardOfException        | 400 | RejectedInputException | false | does not accept the request
          NeverHeardOfException        | 401 | NotAuthorizedException | false | credentials
          NeverHeardOfException        | 418 | ProviderException      | false | failed
          NeverHeardOfException        | 429 | ThrottledException     | true  | quota
          NeverHeardOfException        | 502 | UnavailableException   | true  | not available
          NeverHeardOfException        | 504 | TimedOutException      | true  | too long
          """)
  void everyErrorCodeIsAnExceptionOfItsKind(
      String code, int status, String kind, boolean retryable, String says) {
    behaviour = exchange -> {
      Map<String, String> headers = new LinkedHashMap<>(Wire.errorHeaders(code));
      headers.put("Retry-After", "7");
      exchange.respond(status, headers, Wire.bytes("{\"message\": \"told\\n by the service\"}"));
    };
    for (boolean streaming : new boolean[] {false, true}) {
      ModelException problem = failure(streaming);
      assertThat(problem.getClass().getSimpleName()).isEqualTo(kind);
      assertThat(problem.retryable()).isEqualTo(retryable);
      assertThat(problem)
          .hasMessageContaining("bedrock:amazon.nova-lite-v1:0")
          .hasMessageContaining("told by the service")
          .hasMessageContaining(says);
      assertThat(problem.details().code()).contains(code);
      assertThat(problem.details().httpStatus()).contains(status);
      assertThat(problem.details().requestId()).contains("request-1");
      assertThat(problem.details().retryAfter()).contains(Duration.ofSeconds(7));
      if (problem instanceof TimedOutException timedOut) {
        assertThat(timedOut.limit()).isEqualTo(TimedOutException.Limit.PROVIDER);
      }
    }
    assertThat(server.requests()).as("requests for two calls").hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"429, ThrottledException", "400, RejectedInputException", "500, UnavailableException"
  })
  void aModelErrorIsJudgedByWhatTheModelsServerSaid(int original, String kind) {
    behaviour = exchange -> exchange.respond(
        424,
        Wire.errorHeaders("ModelErrorException"),
        Wire.bytes("{\"message\": \"told\", \"originalStatusCode\": %d}".formatted(original)));
    assertThat(failure(false).getClass().getSimpleName()).isEqualTo(kind);
  }

  @Test
  void anInvalidModelIdentifierIsAModelThatIsNotFound() {
    behaviour = exchange -> exchange.respond(
        400,
        Wire.errorHeaders("ValidationException"),
        Wire.bytes("{\"message\": \"The provided model identifier is invalid.\"}"));
    assertThat(failure(false)).isInstanceOf(ModelNotFoundException.class);
  }

  @Test
  void aModelThatNeedsAnInferenceProfileSaysSo() {
    behaviour = exchange -> exchange.respond(
        400,
        Wire.errorHeaders("ValidationException"),
        Wire.bytes("{\"message\": \"Invocation of model ID amazon.nova-lite-v1:0 with on-demand"
            + " throughput isn’t supported.\"}"));
    assertThat(failure(false))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("inference profile");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theErrorPageOfAProxyIsJudgedByItsStatus(boolean streaming) {
    behaviour = exchange -> exchange.respond(502, "text/html", "<html>\nBad Gateway</html>");
    assertThat(failure(streaming))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("502")
        .hasMessageNotContaining("\n");
  }

  @Test
  void anAnswerWithoutAMessageIsMalformed() {
    behaviour =
        exchange -> exchange.respond(200, "application/json", "{\"stopReason\": \"end_turn\"}");
    assertThat(failure(false)).isInstanceOf(MalformedAnswerException.class);
  }

  @Test
  void anAnswerThatCannotBeReadHasItsRequestId() {
    behaviour = exchange ->
        exchange.respond(200, Wire.headers("application/json"), Wire.bytes("{\"output\": {{"));
    ModelException problem = failure(false);
    assertThat(problem).isInstanceOf(MalformedAnswerException.class);
    assertThat(problem.details().requestId()).contains("request-1");
  }

  @Test
  void anAnswerThatIsCutInItsMiddleIsUnavailable() {
    behaviour = exchange -> {
      byte[] body =
          Wire.bytes(Wire.converse(Wire.text("x".repeat(5000)), "end_turn", Wire.usage(1, 1)));
      exchange.begin(200, Wire.headers("application/json"));
      exchange.write(Arrays.copyOf(body, 2500));
      exchange.cut();
    };
    ModelException problem = failure(false);
    assertThat(problem).isInstanceOf(UnavailableException.class);
    assertThat(problem.details().requestId()).contains("request-1");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void silenceBeforeTheAnswerPassesTheReadTimeout(boolean streaming) {
    behaviour = exchange -> exchange.awaitClientGone(Duration.ofSeconds(20));
    try (FoundationModel hasty = Wire.model(server.uri(), Duration.ofMillis(300))) {
      TimedOutException problem = catchThrowableOfType(TimedOutException.class, () -> {
        if (streaming) {
          hasty.stream(REQUEST).response();
        } else {
          hasty.generate(REQUEST);
        }
      });
      assertThat(problem.limit()).isEqualTo(TimedOutException.Limit.FIRST_TOKEN);
      assertThat(problem.retryable()).isTrue();
    }
  }

  @Test
  void aForeignMessageIsOneLineOfBoundedLength() {
    assertThat(AwsErrors.oneLine(" a\r\n\tb\u0007 c ")).isEqualTo("a b c");
    assertThat(AwsErrors.oneLine("🎌".repeat(2000))).hasSizeLessThan(1100).endsWith("🎌…");
  }

  @Test
  void everythingElseIsAnExceptionThatIsNotRetried() {
    assertThat(AwsErrors.translate(model.id(), new IllegalStateException("odd"), null, false))
        .isInstanceOf(ProviderException.class);
  }
}

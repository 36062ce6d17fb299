package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.UnavailableException;
import io.fmops.prompt.Prompt;
import io.fmops.prompt.PromptException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BedrockPromptsErrorsTest {

  private static final Prompt PROMPT = Prompt.of("classify", "secret words {{text}}");

  private static PromptServer server;
  private static BedrockPrompts prompts;

  @BeforeAll
  static void open() {
    server = new PromptServer();
    prompts = server.client();
  }

  @AfterEach
  void reset() {
    server.reset();
  }

  @AfterAll
  static void close() {
    prompts.close();
    server.close();
  }

  private void fail(String call, int status, String code, String message) {
    server.before = (made, exchange) -> {
      if (made.equals(call)) {
        PromptServer.error(exchange, status, code, message);
        return true;
      }
      return false;
    };
  }

  private ModelException failure() {
    return catchThrowableOfType(ModelException.class, () -> prompts.push(PROMPT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ListPrompts", "CreatePrompt", "CreatePromptVersion"})
  void throttlingIsToldWithTheIdOfTheExchange(String call) {
    fail(call, 429, "ThrottlingException", "Rate exceeded");
    ModelException e = failure();
    assertThat(e).isInstanceOf(ThrottledException.class).hasMessageContaining("Rate exceeded");
    assertThat(e.retryable()).isTrue();
    assertThat(e.details().requestId()).contains("request-1");
  }

  @ParameterizedTest
  @CsvSource({
    "ListPrompts, bedrock:ListPrompts",
    "CreatePrompt, bedrock:CreatePrompt",
    "CreatePromptVersion, bedrock:CreatePromptVersion"
  })
  void whoIsNotAllowedIsToldWhatToAllow(String call, String action) {
    fail(call, 403, "AccessDeniedException", "no");
    assertThat(failure())
        .isInstanceOf(NotAuthorizedException.class)
        .hasMessageContaining("allow " + action + " for the AWS credentials");
  }

  @Test
  void updatingAndGettingNeedToBeAllowedToo() {
    prompts.push(PROMPT);
    fail("GetPrompt", 403, "AccessDeniedException", "no");
    assertThatThrownBy(() -> prompts.pull("classify"))
        .isInstanceOf(NotAuthorizedException.class)
        .hasMessageContaining("allow bedrock:GetPrompt ");
    fail("UpdatePrompt", 403, "AccessDeniedException", "no");
    assertThatThrownBy(() -> prompts.push(Prompt.of("classify", "x")))
        .isInstanceOf(NotAuthorizedException.class)
        .hasMessageContaining("allow bedrock:UpdatePrompt ");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    for (String called : List.of(
        "nothing/here",
        "NOTHING123",
        "nothing123",
        "arn:aws:bedrock:eu-west-1:123456789012:prompt/NOTHING123",
        "arn:aws:bedrock:eu-west-1:123456789012:prompt/NOTHING123:7")) {
      assertThatThrownBy(() -> prompts.pull(called))
          .isInstanceOf(ModelNotFoundException.class)
          .hasMessageContaining("there is no prompt ")
          .hasMessageContaining(called.replaceAll(".*/(?=NOTHING)|:7", ""));
    }
    prompts.push(PROMPT);
    assertThatThrownBy(() -> prompts.pull("classify", 2, CallContext.create()))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("version 2");
    assertThatThrownBy(() -> prompts.versions("nothing", 1, CallContext.create()))
        .isInstanceOf(ModelNotFoundException.class);
  }

  @Test
  void aNameThatCannotBeThereIsRefusedBeforeAnythingIsAsked() {
    Prompt prompt = Prompt.of("あ".repeat(60), "x");
    assertThatThrownBy(() -> prompts.push(prompt))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("too long for Bedrock");
    assertThat(server.calls).isEmpty();
  }

  @Test
  void anotherWhoCreatedItMeanwhileIsFoundAndNotOverwritten() {
    AtomicInteger times = new AtomicInteger();
    server.before = (call, exchange) -> {
      if (call.equals("CreatePrompt") && times.getAndIncrement() == 0) {
        try (BedrockPrompts other = server.client()) {
          other.push(Prompt.of("classify", "theirs"));
        }
      }
      return false;
    };
    PushedPrompt pushed = prompts.push(PROMPT);
    assertThat(pushed.version()).isEqualTo(2);
    assertThat(prompts.pull("classify", 1, CallContext.create()).prompt())
        .isEqualTo(Prompt.of("classify", "theirs"));
  }

  @Test
  void aConflictThatStaysCanBeTriedAgain() {
    fail("CreatePrompt", 409, "ConflictException", "busy");
    ModelException e = failure();
    assertThat(e)
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("somebody else is changing the prompt classify");
    assertThat(e.retryable()).isTrue();
    assertThat(server.calls).hasSize(10);
    server.before = (call, exchange) -> false;
    prompts.push(PROMPT);
    for (String call : List.of("UpdatePrompt", "CreatePromptVersion")) {
      fail(call, 409, "ConflictException", "busy");
      assertThatThrownBy(() -> prompts.push(Prompt.of("classify", "next " + call)))
          .isInstanceOf(UnavailableException.class);
    }
  }

  @Test
  void aQuotaOfThingsIsNotAQuotaOfCalls() {
    fail("CreatePromptVersion", 402, "ServiceQuotaExceededException", "limit");
    ModelException e = failure();
    assertThat(e)
        .isInstanceOf(RejectedInputException.class)
        .hasMessageContaining("as many prompts, or versions of classify");
    assertThat(e.retryable()).isFalse();
    assertThat(e.details().httpStatus()).contains(402);
  }

  @Test
  void aValidationErrorNamesTheFieldsAndNotTheirText() {
    server.before = (call, exchange) -> {
      if (!call.equals("CreatePrompt")) {
        return false;
      }
      exchange.respond(400, Wire.errorHeaders("ValidationException"), Wire.bytes("""
              {"message": "secret words are wrong", "fieldList": [
                {"name": "variants[0].templateConfiguration", "message": "secret words"},
                {"name": "name", "message": "too long"}]}"""));
      return true;
    };
    assertThat(failure())
        .isInstanceOf(RejectedInputException.class)
        .hasMessage("bedrock:prompts does not accept the prompt classify: wrong are"
            + " variants[0].templateConfiguration, name");
    fail("CreatePrompt", 400, "ValidationException", "it is wrong");
    assertThat(failure())
        .isInstanceOf(RejectedInputException.class)
        .hasMessageContaining("it is wrong");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "{\"promptSummaries\": [{\"name\": \"classify\"}]}",
        "{\"promptSummaries\": [{\"id\": \"A\", \"arn\": \"b\"}]}",
        "{\"promptSummaries\": {}}",
        "{\"promptSummaries\": [], \"nextToken\": \"same\"}"
      })
  void aListingThatIsNoneIsMalformed(String body) {
    server.before = (call, exchange) -> {
      exchange.respond(200, Wire.headers("application/json"), Wire.bytes(body));
      return true;
    };
    ModelException e = catchThrowableOfType(ModelException.class, () -> prompts.pull("classify"));
    assertThat(e).isInstanceOf(MalformedAnswerException.class);
    assertThat(e.details().requestId()).contains("request-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"id\": \"A\", \"arn\": \"b\", \"name\": \"c\"}",
        "{\"id\": \"A\", \"arn\": \"b\", \"name\": \"c\", \"updatedAt\": \"yesterday\"}",
        "{\"id\": \"A\", \"arn\": \"b\", \"name\": \"c\", \"updatedAt\": \"2026-11-02T00:00:00Z\","
            + " \"version\": \"next\", \"variants\": [{\"templateType\": \"TEXT\","
            + " \"templateConfiguration\": {\"text\": {\"text\": \"x\"}}}]}"
      })
  void aPromptThatIsNoneIsMalformed(String body) {
    server.before = (call, exchange) -> {
      exchange.respond(200, Wire.headers("application/json"), Wire.bytes(body));
      return true;
    };
    assertThatThrownBy(() -> prompts.pull("PROMPT0000"))
        .isInstanceOf(MalformedAnswerException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"arn\": \"a\", \"version\": \"DRAFT\"}",
        "{\"arn\": \"a\", \"version\": \"one\"}"
      })
  void aVersionThatIsNoneIsMalformed(String body) {
    server.before = (call, exchange) -> {
      if (call.equals("CreatePromptVersion")) {
        exchange.respond(201, Wire.headers("application/json"), Wire.bytes(body));
        return true;
      }
      return false;
    };
    assertThat(failure()).isInstanceOf(MalformedAnswerException.class);
  }

  @Test
  void aConnectionThatBreaksIsNoAnswer() {
    server.before = (call, exchange) -> {
      exchange.cut();
      return true;
    };
    assertThat(failure()).isInstanceOf(UnavailableException.class);
  }

  @Test
  void theDeadlineEndsTheExchange() {
    CountDownLatch gone = new CountDownLatch(1);
    prompts.push(PROMPT);
    server.before = (call, exchange) -> {
      if (exchange.awaitClientGone(Duration.ofSeconds(20))) {
        gone.countDown();
      }
      return true;
    };
    CallContext context = CallContext.create().withDeadline(Duration.ofMillis(300));
    assertThatThrownBy(() -> prompts.pull("classify", context))
        .isInstanceOf(TimedOutException.class);
    assertThat(gone).satisfies(latch -> latch.await());
    assertThatThrownBy(() -> prompts.list(1, context)).isInstanceOf(TimedOutException.class);
  }

  @Test
  void theTokenEndsTheExchange() throws Exception {
    CancelToken token = new CancelToken();
    CountDownLatch gone = new CountDownLatch(1);
    server.before = (call, exchange) -> {
      token.cancel("enough");
      if (exchange.awaitClientGone(Duration.ofSeconds(20))) {
        gone.countDown();
      }
      return true;
    };
    assertThatThrownBy(() ->
            prompts.push(PROMPT, PushOptions.DEFAULTS, CallContext.create().withCancelToken(token)))
        .isInstanceOf(CancelledException.class);
    gone.await();
    assertThat(server.calls).containsExactly("ListPrompts");
  }

  @Test
  void closedPromptsAreNotAskedAnyMore() {
    BedrockPrompts closed = server.client();
    closed.close();
    assertThatThrownBy(() -> closed.list(1)).isInstanceOf(ModelException.class);
    assertThat(server.calls).isEmpty();
  }

  @Test
  void argumentsAreChecked() {
    CallContext context = CallContext.create();
    assertThatThrownBy(() -> prompts.list(0)).hasMessage("limit is 0; it must be above zero");
    assertThatThrownBy(() -> prompts.pull("x", 0, context))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            prompts.pull("arn:aws:bedrock:eu-west-1:123456789012:prompt/ABCDEFGHIJ:2", 3, context))
        .hasMessage("the ARN is that of version 2, but version 3 is asked for");
    assertThatThrownBy(() -> PushOptions.builder().versionDescription(""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PushOptions.builder().versionDescription("x".repeat(201)))
        .hasMessageContaining("201 characters");
    assertThat(server.calls).isEmpty();
  }
}

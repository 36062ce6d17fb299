package io.fmops.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.ModelStream;
import io.fmops.model.Models;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.ProviderException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.model.UnavailableException;
import io.fmops.model.spi.EventBuffer;
import io.fmops.testkit.WireText;
import io.fmops.testkit.loopback.LoopbackServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpenAiProviderTest {

  private static final GenerateRequest REQUEST = GenerateRequest.of("hi");
  private static final WireText YES = new WireText(List.of("Yes"), StopReason.END_TURN, 3, 1);

  private LoopbackServer server;

  private URI serve(LoopbackServer.Handler handler) {
    server = LoopbackServer.start(handler);
    return server.uri();
  }

  private URI serveAnswers() {
    return serve(exchange -> exchange.respond(
        200, ChatAnswers.JSON_HEADERS, ChatAnswers.whole(YES).getBytes(StandardCharsets.UTF_8)));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
      assertThat(server.problems()).isEmpty();
    }
  }

  private static FoundationModel open(String id, OpenAiProvider.Builder builder) {
    ModelId parsed = ModelId.parse(id);
    return FoundationModel.of(parsed, builder.build().open(parsed));
  }

  private static OpenAiProvider.Builder provider(Map<String, String> environment) {
    return OpenAiProvider.builder().environment(environment::get);
  }

  @Test
  void itIsFoundByItsNameAndNeedsNoNetworkToOpen() {
    try (FoundationModel model = Models.open("openai:qwen3?endpoint=http://127.0.0.1:1/v1")) {
      assertThat(model.id().name()).isEqualTo("qwen3");
    }
  }

  @Test
  void theBaseUrlAndTheKeyComeFromTheEnvironment() {
    URI uri = serveAnswers();
    try (FoundationModel model = open(
        "openai:m",
        provider(Map.of("OPENAI_BASE_URL", uri + "/v1/", "OPENAI_API_KEY", "sk-env")))) {
      assertThat(model.generate(REQUEST).text()).isEqualTo("Yes");
    }
    assertThat(server.requests().get(0).target()).isEqualTo("/v1/chat/completions");
    assertThat(server.requests().get(0).header("Authorization")).contains("Bearer sk-env");
  }

  @Test
  void theKeyOfTheEnvironmentDoesNotGoToAServerThatTheIdNames() {
    String id = "openai:m?endpoint=" + serveAnswers() + "/v1";
    OpenAiProvider.Builder builder = provider(Map.of("OPENAI_API_KEY", "sk-env"));
    try (FoundationModel model = open(id, builder);
        FoundationModel named = open(id + "&keyVariable=OPENAI_API_KEY", builder)) {
      model.generate(REQUEST);
      named.generate(REQUEST);
    }
    assertThat(server.requests().get(0).header("Authorization")).isEmpty();
    assertThat(server.requests().get(1).header("Authorization")).contains("Bearer sk-env");
  }

  @Test
  void headersAreSentAndAQueryOfTheBaseUrlIsKept() {
    URI uri = URI.create(serveAnswers() + "/openai?api-version=1");
    try (FoundationModel model =
        open("openai:m", provider(Map.of()).endpoint(uri).header("api-key", "secret"))) {
      model.generate(REQUEST);
    }
    assertThat(server.requests().get(0).target())
        .isEqualTo("/openai/chat/completions?api-version=1");
    assertThat(server.requests().get(0).header("api-key")).contains("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sk-secret\r\nX-Evil: 1", "sk-sécret"})
  void aKeyThatIsNoneIsNotToldAndNothingIsSent(String key) {
    try (FoundationModel model =
        open("openai:m", provider(Map.of()).endpoint(serveAnswers()).apiKey(() -> key))) {
      assertThatThrownBy(() -> model.generate(REQUEST))
          .isInstanceOf(NotAuthorizedException.class)
          .hasMessageContaining("API key")
          .hasMessageNotContaining("cret")
          .hasNoCause();
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void whatIsMisconfiguredIsToldWithoutItsValue() {
    OpenAiProvider.Builder builder = OpenAiProvider.builder();
    assertThatThrownBy(() -> builder.header("X-Key", "se\ncret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("X-Key")
        .hasMessageNotContaining("cret")
        .hasNoCause();
    assertThatThrownBy(() -> builder.endpoint(URI.create("http://me:s3cret@127.0.0.1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("s3cret");
    for (String options : List.of(
        "endpoint=ftp://x",
        "endpoint=http://me:s3cret@x",
        "batch=0",
        "systemRole=king",
        "region=x",
        "maxTokensField=n",
        "encoding=hex")) {
      assertThatThrownBy(
              () -> OpenAiProvider.builder().build().open(ModelId.parse("openai:m?" + options)))
          .as(options)
          .isInstanceOf(ModelNotFoundException.class)
          .hasMessageContaining(options.substring(0, options.indexOf('=')))
          .hasMessageNotContaining("s3cret");
    }
    assertThatThrownBy(() -> builder.readTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theWholeAnswerCanBeHadRaw() {
    try (FoundationModel model = open("openai:m", provider(Map.of()).endpoint(serveAnswers()))) {
      GenerateResponse response = model.generate(REQUEST);
      assertThat(response.requestId()).contains("req_1");
      assertThat(response.raw(JsonNode.class).orElseThrow().path("id").asText())
          .isEqualTo("chatcmpl-1");
    }
  }

  @Test
  void fieldsOfTheParametersAreAdded() {
    try (FoundationModel model = open(
        "openai:m?maxTokensField=max_completion_tokens&systemRole=developer",
        provider(Map.of()).endpoint(serveAnswers()))) {
      model.generate(GenerateRequest.builder()
          .system("Be kind.")
          .user("hi")
          .maxTokens(5)
          .providerParameters(OpenAiParameters.of(Map.of("seed", 7)))
          .build());
    }
    JsonNode body = ChatAnswers.json(server.requests().get(0).text());
    assertThat(body.path("seed").asInt()).isEqualTo(7);
    assertThat(body.path("max_completion_tokens").asInt()).isEqualTo(5);
    assertThat(body.at("/messages/0/role").asText()).isEqualTo("developer");
    // The JDK's maps have another order in each JVM, and caches and journals go by these words.
    assertThat(OpenAiParameters.of(Map.of("top_k", 1, "seed", 2, "min_p", Map.of("b", 1, "a", 2)))
            .content())
        .isEqualTo("OpenAiParameters[body={min_p={a=2, b=1}, seed=2, top_k=1}]");
    assertThatThrownBy(() -> OpenAiParameters.of(Map.of("stream", true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stream");
  }

  static List<Object[]> errors() {
    return List.of(
        new Object[] {400, "{\"detail\":\"bad field\"}", RejectedInputException.class, "bad field"},
        new Object[] {
          422,
          "{\"detail\":[{\"msg\":\"too long\",\"input\":\"SECRET\"}]}",
          RejectedInputException.class,
          "too long"
        },
        new Object[] {404, "{\"error\":\"no such model\"}", ModelNotFoundException.class, "\"m\""},
        new Object[] {403, "", NotAuthorizedException.class, "403"},
        new Object[] {
          429,
          "{\"error\":{\"message\":\"You exceeded your quota\",\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}",
          NotAuthorizedException.class,
          "quota"
        },
        new Object[] {
          502,
          "<html><head><title>502 Bad Gateway</title><style>p{}</style></head></html>",
          UnavailableException.class,
          ": 502 Bad Gateway"
        },
        new Object[] {302, "", ProviderException.class, "302"},
        new Object[] {504, "upstream timed out", TimedOutException.class, "upstream timed out"},
        new Object[] {
          500, "{\"error\":{\"message\":null}}", UnavailableException.class, "failed (status 500)"
        });
  }

  @ParameterizedTest
  @MethodSource("errors")
  void everyShapeOfAnErrorIsOneLine(
      int status, String body, Class<? extends ModelException> type, String words) {
    URI uri = serve(exchange -> exchange.respond(
        status, Map.of("X-Request-Id", "req_9"), body.getBytes(StandardCharsets.UTF_8)));
    try (FoundationModel model = open("openai:m", provider(Map.of()).endpoint(uri))) {
      ModelException problem =
          catchThrowableOfType(ModelException.class, () -> model.generate(REQUEST));
      assertThat(problem).isInstanceOf(type).hasMessageContaining(words);
      assertThat(problem.getMessage()).doesNotContain("\n", "<", "SECRET");
      assertThat(problem.details().requestId()).contains("req_9");
      assertThat(problem.details().httpStatus()).contains(status);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Retry-After, 7, 7000",
    "Retry-After, soon, ",
    "Retry-After-Ms, 250, 250",
    "x-ratelimit-reset-requests, 1m2.5s, 62500",
    "x-ratelimit-reset-requests, 20ms, 20",
    "x-ratelimit-reset-requests, what, "
  })
  void throttlingTellsHowLongToWait(String header, String value, Long millis) {
    URI uri = serve(exchange -> exchange.respond(
        429, Map.of(header, value, "x-ratelimit-remaining-requests", "0"), new byte[0]));
    try (FoundationModel model = open("openai:m", provider(Map.of()).endpoint(uri))) {
      ModelException problem =
          catchThrowableOfType(ModelException.class, () -> model.generate(REQUEST));
      assertThat(problem).isInstanceOf(ThrottledException.class);
      assertThat(problem.details().retryAfter())
          .isEqualTo(Optional.ofNullable(millis).map(Duration::ofMillis));
    }
  }

  @Test
  void aServerThatAnswersWholeOrStreamsAgainstTheRequestIsUnderstood() {
    URI uri = serve(exchange -> {
      boolean stream =
          ChatAnswers.json(exchange.request().text()).path("stream").asBoolean();
      if (stream) {
        exchange.respond(
            200,
            ChatAnswers.JSON_HEADERS,
            ChatAnswers.json(ChatAnswers.whole(YES))
                .toPrettyString()
                .getBytes(StandardCharsets.UTF_8));
      } else {
        exchange.begin(200, ChatAnswers.STREAM_HEADERS);
        for (byte[] part : ChatAnswers.stream(YES)) {
          exchange.write(part);
        }
        exchange.finish();
      }
    });
    try (FoundationModel model = open("openai:m", provider(Map.of()).endpoint(uri));
        ModelStream stream = model.stream(REQUEST)) {
      assertThat(stream.response().text()).isEqualTo("Yes");
      assertThat(model.generate(REQUEST).usage()).isEqualTo(TokenUsage.reported(3, 1));
    }
  }

  @Test
  @Tag("long")
  void aReaderThatPausesHoldsTheServerBackAndLosesNothing() throws Exception {
    int count = 24_000;
    AtomicInteger sent = new AtomicInteger();
    URI uri = serve(exchange -> {
      exchange.begin(200, ChatAnswers.STREAM_HEADERS);
      for (int i = 0; i < count; i++) {
        exchange.write(ChatAnswers.content("%06d".formatted(i) + " ".repeat(1018)));
        sent.incrementAndGet();
      }
      exchange.write(ChatAnswers.delta("{}", "\"stop\""));
      exchange.finish();
    });
    try (FoundationModel model =
            open("openai:m", provider(Map.of()).endpoint(uri).readTimeout(Duration.ofSeconds(1)));
        ModelStream stream = model.stream(REQUEST)) {
      Iterator<StreamEvent> events = stream.iterator();
      events.next();
      int before;
      do {
        before = sent.get();
        Thread.sleep(600);
      } while (sent.get() > before);
      assertThat(sent.get()).as("sent while nobody read").isLessThan(count);
      for (int i = 1; i < count; i++) {
        assertThat(((StreamEvent.TextDelta) events.next()).text()).startsWith("%06d ".formatted(i));
      }
      assertThat(events.next()).isInstanceOf(StreamEvent.Completed.class);
    }
    assertThat(1024L * count).isGreaterThan(4L * EventBuffer.DEFAULT_BYTES);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void silenceIsGivenUpAfterTheReadTimeout(boolean streaming) throws Exception {
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    URI uri = serve(exchange -> gone.complete(exchange.awaitClientGone(Duration.ofSeconds(20))));
    try (FoundationModel model =
        open("openai:m", provider(Map.of()).endpoint(uri).readTimeout(Duration.ofSeconds(1)))) {
      assertThatThrownBy(() -> {
            try (ModelStream stream = streaming ? model.stream(REQUEST) : null) {
              Object answer = stream == null ? model.generate(REQUEST) : stream.response();
              assertThat(answer).isNull();
            }
          })
          .isInstanceOf(TimedOutException.class);
      assertThat(gone.get(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aCallThatIsGivenUpAtAnyMomentLeavesNoConnectionThatWaits() throws Exception {
    AtomicInteger arrived = new AtomicInteger();
    AtomicInteger gone = new AtomicInteger();
    URI uri = serve(exchange -> {
      arrived.incrementAndGet();
      if (exchange.awaitClientGone(Duration.ofSeconds(20))) {
        gone.incrementAndGet();
      }
    });
    try (FoundationModel model = open("openai:m", provider(Map.of()).endpoint(uri))) {
      for (int i = 0; i < 60; i++) {
        CompletableFuture<GenerateResponse> call = model.generateAsync(REQUEST);
        TimeUnit.MICROSECONDS.sleep(i * 200L);
        call.cancel(true);
      }
      for (int i = 0;
          i < 100 && (gone.get() < arrived.get() || server.openConnections() > 0);
          i++) {
        Thread.sleep(50);
      }
      assertThat(arrived.get()).as("requests that arrived").isPositive();
      assertThat(gone.get()).as("of them, connections that ended").isEqualTo(arrived.get());
      assertThat(server.openConnections()).as("connections left").isZero();
    }
  }

  @Test
  void closingTheModelEndsItsCalls() throws Exception {
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    URI uri = serve(exchange -> gone.complete(exchange.awaitClientGone(Duration.ofSeconds(20))));
    FoundationModel model = open("openai:m", provider(Map.of()).endpoint(uri));
    CompletableFuture<GenerateResponse> call = model.generateAsync(REQUEST);
    Thread.sleep(300);
    model.close();
    assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ModelException.class);
    assertThat(gone.get(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aConnectionIsUsedForManyCalls() {
    try (FoundationModel model = open("openai:m", provider(Map.of()).endpoint(serveAnswers()))) {
      for (int i = 0; i < 5; i++) {
        model.generate(REQUEST);
      }
      assertThat(server.openConnections()).isEqualTo(1);
    }
  }

  private EmbeddingModel embeddings(String options, LoopbackServer.Handler handler) {
    ModelId id = ModelId.parse("openai:e" + options);
    return EmbeddingModel.of(
        id, provider(Map.of()).endpoint(serve(handler)).build().openEmbedding(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"float", "base64"})
  void vectorsComeInTheOrderOfTheTextsWhateverTheOrderOfTheAnswer(String encoding) {
    EmbeddingModel model = embeddings("?batch=2&encoding=" + encoding, exchange -> {
      JsonNode body = ChatAnswers.json(exchange.request().text());
      List<String> data = new ArrayList<>();
      for (int i = 0; i < body.path("input").size(); i++) {
        int length = body.path("input").path(i).asText().length();
        // 1.0f and 2.0f, little-endian, twice.
        String vector = body.has("encoding_format")
            ? length == 1 ? "\"AACAPwAAgD8=\"" : "\"AAAAQAAAAEA=\""
            : "[%d.0,%d.0]".formatted(length, length);
        data.add("{\"index\":%d,\"embedding\":%s}".formatted(i, vector));
      }
      Collections.reverse(data);
      exchange.respond(
          200, "application/json", "{\"data\":%s,\"usage\":{\"prompt_tokens\":4}}".formatted(data));
    });
    EmbedResponse response = model.embed(
        new EmbedRequest(List.of("a", "日本", "b"), EmbedRequest.Purpose.QUERY, Optional.of(2)));
    assertThat(response.vectors())
        .containsExactly(new float[] {1, 1}, new float[] {2, 2}, new float[] {1, 1});
    assertThat(response.usage()).isEqualTo(TokenUsage.reported(8, 0));
    assertThat(server.requests()).hasSize(2);
    assertThat(server.requests().get(0).target()).isEqualTo("/embeddings");
    assertThat(
            ChatAnswers.json(server.requests().get(0).text()).path("dimensions").asInt())
        .isEqualTo(2);
    model.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no",
        "{}",
        "{\"data\":[{\"index\":1,\"embedding\":[1]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":0,\"embedding\":[1]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":[]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":[\"x\"]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":\"*\"}]}"
      })
  void vectorsThatAreNoneAreMalformed(String answer) {
    try (EmbeddingModel model =
        embeddings("", exchange -> exchange.respond(200, "application/json", answer))) {
      assertThatThrownBy(() -> model.embed("a")).isInstanceOf(MalformedAnswerException.class);
    }
  }

  @Test
  void anErrorInsteadOfVectorsIsOfItsKind() {
    try (EmbeddingModel model = embeddings(
        "", exchange -> exchange.respond(429, "application/json", "{\"error\":\"slow down\"}"))) {
      assertThatThrownBy(() -> model.embed("a"))
          .isInstanceOf(ThrottledException.class)
          .hasMessageContaining("slow down");
    }
  }

  @Test
  void waitingForVectorsEndsWithTheDeadlineOrTheTokenAndEndsTheConnection() throws Exception {
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    try (EmbeddingModel model = embeddings(
        "", exchange -> gone.complete(exchange.awaitClientGone(Duration.ofSeconds(20))))) {
      TimedOutException late = catchThrowableOfType(
          TimedOutException.class,
          () -> model.embed(
              EmbedRequest.of("a"), CallContext.create().withDeadline(Duration.ofSeconds(1))));
      assertThat(late.limit()).isEqualTo(TimedOutException.Limit.DEADLINE);
      assertThat(gone.get(5, TimeUnit.SECONDS)).isTrue();
      CancelToken token = new CancelToken();
      CompletableFuture<EmbedResponse> call = CompletableFuture.supplyAsync(
          () -> model.embed(EmbedRequest.of("a"), CallContext.create().withCancelToken(token)));
      Thread.sleep(200);
      token.cancel("enough");
      assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(CancelledException.class)
          .hasMessageContaining("enough");
    }
  }
}

package io.fmops.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.testkit.loopback.Exchange;
import io.fmops.testkit.loopback.LoopbackServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SageMakerEmbeddingsTest {

  private LoopbackServer server;

  private EmbeddingModel open(String options, LoopbackServer.Handler handler) {
    server = LoopbackServer.start(handler);
    ModelId id = ModelId.parse("sagemaker:my-endpoint?region=eu-west-1" + options);
    return EmbeddingModel.of(
        id,
        SageMakerProvider.builder()
            .endpoint(server.uri())
            .credentials(SageMakerModelContractTest.CREDENTIALS)
            .build()
            .openEmbedding(id));
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
      assertThat(server.problems()).isEmpty();
    }
  }

  private static LoopbackServer.Handler answering(String body) {
    return exchange -> exchange.respond(200, "application/json", body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "&codec=jumpstart | text_inputs | {\"embedding\":[[1,0.5],[0,1]]}",
        "&codec=tei | inputs | [[1,0.5],[0,1]]",
        "&codec=lmi | inputs | [[[1,0.5]],[[0,1]]]",
        " | inputs | {\"embeddings\":[[1,0.5],[0,1]]}",
        " | inputs | [{\"embedding\":[1,0.5]},{\"embedding\":[0,1]}]",
        "&codec=openai | input | {\"data\":[{\"index\":1,\"embedding\":[0,1]},{\"index\":0,\"embedding\":[1,0.5]}]}",
      })
  void everyServerIsAskedInItsWordsAndUnderstood(String options, String field, String answer) {
    try (EmbeddingModel model = open(options == null ? "" : options, answering(answer))) {
      EmbedResponse response = model.embed(EmbedRequest.of("日本", "b"));
      assertThat(response.vectors()).containsExactly(new float[] {1, 0.5f}, new float[] {0, 1});
      assertThat(response.usage()).isEqualTo(TokenUsage.UNKNOWN);
    }
    JsonNode sent = ChatWire.json(server.requests().get(0).text());
    assertThat(sent).isEqualTo(ChatWire.json("{\"" + field + "\":[\"日本\",\"b\"]}"));
  }

  @Test
  void oneVectorNeedsNoList() {
    try (EmbeddingModel model = open("", answering("[0.25,0.5]"))) {
      assertThat(model.embed("a")).containsExactly(0.25f, 0.5f);
    }
  }

  @Test
  void manyTextsAreSeveralCallsInOrderWithTheirUsageAddedUp() {
    try (EmbeddingModel model = open("&codec=openai&model=e5&batch=2", exchange -> {
      JsonNode body = ChatWire.json(exchange.request().text());
      assertThat(body.path("model").asText()).isEqualTo("e5");
      assertThat(body.path("dimensions").asInt()).isEqualTo(1);
      StringBuilder data = new StringBuilder();
      body.path("input")
          .forEach(text -> data.append(data.isEmpty() ? "" : ",")
              .append("{\"embedding\":[")
              .append(text.asText())
              .append("]}"));
      exchange.respond(
          200, "application/json", "{\"data\":[" + data + "],\"usage\":{\"prompt_tokens\":3}}");
    })) {
      EmbedResponse response = model.embed(new EmbedRequest(
          List.of("1", "2", "3", "4", "5"), EmbedRequest.Purpose.QUERY, Optional.of(1)));
      assertThat(response.vectors().stream().map(vector -> vector[0]))
          .containsExactly(1f, 2f, 3f, 4f, 5f);
      assertThat(response.usage()).isEqualTo(TokenUsage.reported(9, 0));
    }
    assertThat(server.requests()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[1,2]]",
        "{}",
        "[[1],[2,3]]",
        "[[],[]]",
        "[[\"a\"],[\"b\"]]",
        "[[[1],[2]],[[3],[4]]]",
        "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":0,\"embedding\":[1]}]}",
        "<html>"
      })
  void whatIsNotOneVectorATextIsMalformed(String answer) {
    try (EmbeddingModel model = open("", answering(answer))) {
      assertThatThrownBy(() -> model.embed(EmbedRequest.of("a", "b")))
          .isInstanceOf(MalformedAnswerException.class);
    }
  }

  @Test
  void errorsAreOfTheirKind() {
    try (EmbeddingModel model = open(
        "",
        exchange -> exchange.respond(
            400,
            java.util.Map.of(
                "Content-Type", "application/json", "x-amzn-ErrorType", "ThrottlingException"),
            "{\"message\":\"Rate exceeded\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))) {
      assertThatThrownBy(() -> model.embed("a")).isInstanceOf(ThrottledException.class);
      assertThat(server.requests()).hasSize(1);
      assertThatThrownBy(() -> model.embed(
              new EmbedRequest(List.of("a"), EmbedRequest.Purpose.QUERY, Optional.of(256))))
          .isInstanceOf(RejectedInputException.class)
          .hasMessageContaining("dimensions");
    }
    assertThatThrownBy(() -> open("&codec=tgi", answering("[]")))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("jumpstart");
  }

  @Test
  void deadlineTokenAndInterruptEndTheConnection() throws Exception {
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    try (EmbeddingModel model = open("", exchange -> silent(exchange, gone))) {
      assertThatThrownBy(() -> model.embed(
              EmbedRequest.of("a"), CallContext.create().withDeadline(Duration.ofMillis(300))))
          .isInstanceOf(TimedOutException.class);
      assertThat(gone.get(5, TimeUnit.SECONDS)).isTrue();
    }
    server.close();
    CompletableFuture<Boolean> goneToo = new CompletableFuture<>();
    try (EmbeddingModel model = open("", exchange -> silent(exchange, goneToo))) {
      CancelToken token = new CancelToken();
      CompletableFuture<EmbedResponse> waiting = CompletableFuture.supplyAsync(
          () -> model.embed(EmbedRequest.of("a"), CallContext.create().withCancelToken(token)));
      while (server.requests().isEmpty()) {
        Thread.sleep(10);
      }
      token.cancel("enough");
      assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(CancelledException.class)
          .hasMessageContaining("enough");
      assertThat(goneToo.get(5, TimeUnit.SECONDS)).isTrue();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> model.embed("a")).isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static void silent(Exchange exchange, CompletableFuture<Boolean> gone)
      throws java.io.IOException {
    gone.complete(exchange.awaitClientGone(Duration.ofSeconds(20)));
  }
}

package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CallContext;
import io.fmops.model.CancelledException;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedRequest.Purpose;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.Models;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.testkit.loopback.Exchange;
import io.fmops.testkit.loopback.LoopbackServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

class BedrockEmbeddingsTest {

  private static final String TITAN = "bedrock:amazon.titan-embed-text-v2:0";
  private static final String COHERE3 = "bedrock:cohere.embed-multilingual-v3";
  private static final String COHERE4 = "bedrock:eu.cohere.embed-v4:0";
  private static final String NOVA = "bedrock:amazon.nova-2-multimodal-embeddings-v1:0";

  private LoopbackServer.Handler behaviour = BedrockEmbeddingsTest::answer;
  private final LoopbackServer server =
      LoopbackServer.start(exchange -> behaviour.handle(exchange));

  @AfterEach
  void stop() {
    server.close();
    assertThat(server.problems()).isEmpty();
  }

  private EmbeddingModel open(String id) {
    return Models.openEmbedding(Wire.provider(server.uri()).build(), id);
  }

  private static JsonNode body(Exchange exchange) {
    return JsonNode.parser().parse(exchange.request().text());
  }

  /** Answers in the form of whoever is asked; the vector of a text tells how long it is. */
  private static void answer(Exchange exchange) throws IOException {
    JsonNode body = body(exchange);
    String target = exchange.request().target();
    if (target.contains("titan")) {
      exchange.respond(
          200,
          Wire.headers("application/json"),
          Wire.bytes("{\"embedding\": [%d, 0.5], \"inputTextTokenCount\": 3}"
              .formatted(body.field("inputText").orElseThrow().text().length())));
    } else if (target.contains("nova")) {
      int length = BedrockModelContractTest.text(body, "singleEmbeddingParams", "text", "value")
          .length();
      exchange.respond(
          200,
          InvokeWire.headers(3, 0),
          Wire.bytes("{\"embeddings\": [{\"embeddingType\": \"TEXT\", \"embedding\": [%d, 0.5]}]}"
              .formatted(length)));
    } else {
      List<String> rows = new ArrayList<>();
      body.field("texts")
          .orElseThrow()
          .asArray()
          .forEach(text -> rows.add("[" + text.text().length() + ", 0.5]"));
      String form = body.field("embedding_types").isPresent()
          ? "{\"embeddings\": {\"float\": %s}, \"response_type\": \"embeddings_by_type\"}"
          : "{\"embeddings\": %s, \"response_type\": \"embeddings_floats\"}";
      exchange.respond(
          200, InvokeWire.headers(3L * rows.size(), 0), Wire.bytes(form.formatted(rows)));
    }
  }

  private static List<String> texts(int count) {
    return IntStream.range(0, count).mapToObj(i -> "x".repeat(i % 50 + 1)).toList();
  }

  private static EmbedRequest request(List<String> texts) {
    return new EmbedRequest(texts, Purpose.DOCUMENT, Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({TITAN + ",200", NOVA + ",200", COHERE3 + ",3", COHERE4 + ",3"})
  void textsAreCutUpIntoCallsAndComeBackInTheirOrder(String id, int calls) {
    List<String> texts = texts(200);
    try (EmbeddingModel model = open(id)) {
      EmbedResponse response = model.embed(request(texts));
      assertThat(response.usage()).isEqualTo(TokenUsage.reported(600, 0));
      for (int i = 0; i < texts.size(); i++) {
        assertThat(response.vectors().get(i)).containsExactly(texts.get(i).length(), 0.5f);
      }
    }
    assertThat(server.requests()).hasSize(calls);
  }

  @Test
  void titanIsAskedForUnitVectorsOfTheWantedLength() {
    try (EmbeddingModel model = open("bedrock:arn:aws:bedrock:eu-west-1:1:provisioned-model/abc"
        + "?family=amazon.titan-embed-text-v2:0")) {
      behaviour = exchange -> {
        assertThat(exchange.request().target())
            .isEqualTo(
                "/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Aprovisioned-model%2Fabc/invoke");
        JsonNode body = body(exchange);
        assertThat(body.field("dimensions").orElseThrow().text()).isEqualTo("256");
        assertThat(body.field("normalize").orElseThrow().text()).isEqualTo("true");
        exchange.respond(
            200,
            Wire.headers("application/json"),
            Wire.bytes("{\"embedding\": [1], \"inputTextTokenCount\": 2}"));
      };
      model.embed(new EmbedRequest(List.of("猫"), Purpose.QUERY, Optional.of(256)));
      assertThatThrownBy(
              () -> model.embed(new EmbedRequest(List.of("猫"), Purpose.QUERY, Optional.of(300))))
          .isInstanceOf(RejectedInputException.class)
          .hasMessageContaining("256, 512 or 1024 dimensions, not 300");
    }
  }

  @ParameterizedTest
  @CsvSource({
    COHERE3 + ",DOCUMENT,search_document,none,NONE",
    COHERE3 + ",QUERY,search_query,start,START",
    COHERE3 + ",SIMILARITY,clustering,end,END",
    COHERE4 + ",QUERY,search_query,start,LEFT",
    COHERE4 + ",QUERY,search_query,end,RIGHT",
  })
  void cohereHasItsOwnWordsForPurposeAndTruncation(
      String id, Purpose purpose, String inputType, String truncate, String word) {
    try (EmbeddingModel model = open(id + "?truncate=" + truncate)) {
      model.embed(new EmbedRequest(List.of("a"), purpose, Optional.of(1024)));
    }
    JsonNode body = JsonNode.parser().parse(server.requests().get(0).text());
    assertThat(body.field("input_type").orElseThrow().text()).isEqualTo(inputType);
    assertThat(body.field("truncate").orElseThrow().text()).isEqualTo(word);
    assertThat(body.field("output_dimension").isPresent()).isEqualTo(id.equals(COHERE4));
  }

  @Test
  void novaHasItsOwnWordsToo() {
    try (EmbeddingModel model = open(NOVA + "?truncate=end")) {
      model.embed(new EmbedRequest(List.of("a"), Purpose.QUERY, Optional.of(384)));
    }
    JsonNode body = JsonNode.parser().parse(server.requests().get(0).text());
    assertThat(BedrockModelContractTest.text(body, "taskType")).isEqualTo("SINGLE_EMBEDDING");
    JsonNode single = body.field("singleEmbeddingParams").orElseThrow();
    assertThat(BedrockModelContractTest.text(single, "embeddingPurpose"))
        .isEqualTo("TEXT_RETRIEVAL");
    assertThat(BedrockModelContractTest.text(single, "embeddingDimension")).isEqualTo("384");
    assertThat(BedrockModelContractTest.text(single, "text", "truncationMode")).isEqualTo("END");
  }

  @Test
  void titanDoesNotCutTextsSoTheyAreCutHere() {
    String text = "始".repeat(9_000) + "終";
    try (EmbeddingModel none = open(TITAN);
        EmbeddingModel end = open(TITAN + "?truncate=end");
        EmbeddingModel start = open(TITAN + "?truncate=start")) {
      assertThat(none.embed(text)[0]).isEqualTo(9_001);
      assertThat(end.embed(text)[0]).isEqualTo(7_500);
      assertThat(start.embed(text)[0]).isEqualTo(7_500);
      assertThat(start.embed("short")[0]).isEqualTo(5);
    }
    assertThat(server.requests().get(1).text()).doesNotContain("終");
    assertThat(server.requests().get(2).text()).contains("終");
  }

  @Test
  void aBatchThatFailsIsOneExceptionAndTellsWhatWasSpent() {
    AtomicInteger count = new AtomicInteger();
    behaviour = exchange -> {
      if (count.incrementAndGet() == 3) {
        exchange.respond(
            429,
            Wire.errorHeaders("ThrottlingException"),
            Wire.bytes("{\"message\": \"slow down\"}"));
      } else {
        answer(exchange);
      }
    };
    try (EmbeddingModel model = open(TITAN)) {
      ThrottledException e = catchThrowableOfType(
          ThrottledException.class,
          () -> model.embed(request(texts(200)), CallContext.create().withExecutor(refused -> {
            throw new RejectedExecutionException();
          })));
      assertThat(e.details().requestId()).contains("request-1");
      assertThat(e.attempts()).isEqualTo(1);
      assertThat(e.usage()).isEqualTo(TokenUsage.reported(6, 0));
    }
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void callsRunSideBySideButNotAllAtOnce() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch full = new CountDownLatch(Parallel.CONCURRENCY);
    behaviour = exchange -> {
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      full.countDown();
      assertThat(full.await(10, TimeUnit.SECONDS)).isTrue();
      running.decrementAndGet();
      answer(exchange);
    };
    try (EmbeddingModel model = open(TITAN)) {
      model.embed(request(texts(40)));
    }
    assertThat(most).hasValue(Parallel.CONCURRENCY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deadline", "cancel", "interrupt"})
  void givingUpReachesTheSocketsOfAllCalls(String how) throws Exception {
    Wire.warmUp();
    CountDownLatch begun = new CountDownLatch(4);
    CountDownLatch gone = new CountDownLatch(4);
    behaviour = exchange -> {
      begun.countDown();
      if (exchange.awaitClientGone(Duration.ofSeconds(10))) {
        gone.countDown();
      }
    };
    CallContext context = how.equals("deadline")
        ? CallContext.create().withDeadline(Duration.ofSeconds(1))
        : CallContext.create();
    AtomicBoolean stillInterrupted = new AtomicBoolean();
    try (EmbeddingModel model = open(TITAN)) {
      ModelException[] failure = new ModelException[1];
      Thread caller = new Thread(() -> {
        failure[0] = catchThrowableOfType(
            ModelException.class, () -> model.embed(request(texts(4)), context));
        stillInterrupted.set(Thread.currentThread().isInterrupted());
      });
      caller.start();
      assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
      if (how.equals("cancel")) {
        context.cancelToken().cancel("enough");
      } else if (how.equals("interrupt")) {
        caller.interrupt();
      }
      caller.join(10_000);
      assertThat(failure[0])
          .isInstanceOf(
              how.equals("deadline") ? TimedOutException.class : CancelledException.class);
      assertThat(stillInterrupted.get()).isEqualTo(how.equals("interrupt"));
      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"embedding\": []}",
        "{\"embedding\": [\"a\"]}",
        "{\"embedding\": null}"
      })
  void anAnswerWithoutNumbersIsMalformed(String body) {
    behaviour =
        exchange -> exchange.respond(200, Wire.headers("application/json"), Wire.bytes(body));
    try (EmbeddingModel model = open(TITAN)) {
      assertThatThrownBy(() -> model.embed("a"))
          .isInstanceOfSatisfying(
              MalformedAnswerException.class,
              e -> assertThat(e.details().requestId()).contains("request-1"));
    }
  }

  @Test
  void aMissingVectorIsMalformed() {
    behaviour = exchange -> exchange.respond(
        200, Wire.headers("application/json"), Wire.bytes("{\"embeddings\": [[1]]}"));
    try (EmbeddingModel model = open(COHERE3)) {
      assertThatThrownBy(() -> model.embed(EmbedRequest.of("a", "b")))
          .isInstanceOf(MalformedAnswerException.class)
          .hasMessageContaining("1 vectors for 2 texts");
    }
  }

  @Test
  void whoMayNotIsToldWhatToAllow() {
    behaviour = exchange -> exchange.respond(
        403, Wire.errorHeaders("AccessDeniedException"), Wire.bytes("{\"message\": \"no\"}"));
    try (EmbeddingModel model = open(TITAN)) {
      assertThatThrownBy(() -> model.embed("a"))
          .isInstanceOf(NotAuthorizedException.class)
          .hasMessageContaining("allow bedrock:InvokeModel");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bedrock:amazon.nova-lite-v1:0, family",
    TITAN + "?truncate=middle, 'none, start or end'",
    TITAN + "?api=invoke, unknown option"
  })
  void anIdThatCannotBeServedIsRefusedWhenItIsOpened(String id, String why) {
    assertThatThrownBy(() -> open(id))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining(why);
  }
}

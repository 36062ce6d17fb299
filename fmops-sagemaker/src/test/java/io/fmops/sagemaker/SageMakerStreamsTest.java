package io.fmops.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CallContext;
import io.fmops.model.CancelledException;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.model.StreamEvent;
import io.fmops.model.TimedOutException;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import io.fmops.model.spi.EventBuffer;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import io.fmops.testkit.loopback.EventStreamFrames;
import io.fmops.testkit.loopback.LoopbackServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What slow readers, slow servers and broken connections do. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SageMakerStreamsTest {

  private static final ModelId ID = ModelId.parse("sagemaker:my-endpoint?region=eu-west-1");
  private static final GenerateRequest REQUEST = GenerateRequest.of("hi");

  private LoopbackServer server;
  private ModelEngine engine;

  private FoundationModel open(LoopbackServer.Handler handler) {
    return open(Duration.ofMinutes(5), handler);
  }

  private FoundationModel open(Duration readTimeout, LoopbackServer.Handler handler) {
    server = LoopbackServer.start(handler);
    engine = SageMakerProvider.builder()
        .endpoint(server.uri())
        .credentials(SageMakerModelContractTest.CREDENTIALS)
        .readTimeout(readTimeout)
        .build()
        .open(ID);
    return FoundationModel.of(ID, engine);
  }

  @AfterEach
  void close() {
    engine.close();
    server.close();
    assertThat(server.problems()).isEmpty();
  }

  private static byte[] line(String delta, String finish) {
    return ChatWire.frame("data: " + ChatWire.chunk(delta, finish) + "\n\n");
  }

  private static String number(int i) {
    return "%06d".formatted(i) + " ".repeat(1018);
  }

  @Test
  void aReaderThatPausesHoldsTheServerBackAndLosesNothing() throws Exception {
    int count = 24_000;
    AtomicInteger sent = new AtomicInteger();
    FoundationModel model = open(exchange -> {
      exchange.begin(200, ChatWire.STREAM_HEADERS);
      for (int i = 0; i < count; i++) {
        exchange.write(line("{\"content\":\"" + number(i) + "\"}", "null"));
        sent.incrementAndGet();
      }
      exchange.write(line("{}", "\"stop\""));
      exchange.finish();
    });
    try (ModelStream stream = model.stream(REQUEST)) {
      Iterator<StreamEvent> events = stream.iterator();
      assertThat(events.next()).isEqualTo(new StreamEvent.TextDelta(0, number(0)));
      int before;
      do {
        before = sent.get();
        Thread.sleep(300);
      } while (sent.get() > before);
      assertThat(sent.get()).as("sent while nobody read").isLessThan(count);
      for (int i = 1; i < count; i++) {
        assertThat(((StreamEvent.TextDelta) events.next()).text()).startsWith("%06d ".formatted(i));
      }
      assertThat(events.next()).isInstanceOf(StreamEvent.Completed.class);
      assertThat(events.hasNext()).isFalse();
    }
    assertThat(1024L * count).isGreaterThan(4L * EventBuffer.DEFAULT_BYTES);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 20, 40})
  void aFailureDoesNotOvertakeTheEventsThatASlowReaderHasNotTaken(int afterTheBufferIsFull)
      throws Exception {
    int count = EventBuffer.DEFAULT_BYTES / (64 + 2 * 1024) + afterTheBufferIsFull;
    FoundationModel model = open(exchange -> {
      exchange.begin(200, ChatWire.STREAM_HEADERS);
      // The last ones in one piece, so that they wait in the SDK together with the failure.
      ByteArrayOutputStream last = new ByteArrayOutputStream();
      for (int i = 0; i < count; i++) {
        byte[] frame = line("{\"content\":\"" + number(i) + "\"}", "null");
        if (i < count - 45) {
          exchange.write(frame);
        } else {
          last.writeBytes(frame);
        }
      }
      last.writeBytes(EventStreamFrames.exception("InternalStreamFailure", "{\"Message\":\"x\"}"));
      exchange.write(last.toByteArray());
      exchange.finish();
    });
    try (ModelStream stream = model.stream(REQUEST)) {
      Iterator<StreamEvent> events = stream.iterator();
      events.next();
      Thread.sleep(700);
      for (int i = 1; i < count; i++) {
        assertThat(((StreamEvent.TextDelta) events.next()).text()).startsWith("%06d ".formatted(i));
      }
      assertThatThrownBy(events::next).isInstanceOf(UnavailableException.class);
    }
  }

  @Test
  void closingTheModelEndsItsCallsAndDoesNotWait() throws Exception {
    FoundationModel model = open(exchange -> {
      if (exchange.request().target().endsWith("stream")) {
        exchange.begin(200, ChatWire.STREAM_HEADERS);
        exchange.write(line("{\"content\":\"so far\"}", "null"));
      }
      exchange.awaitClientGone(Duration.ofSeconds(20));
    });
    CompletableFuture<GenerateResponse> whole = model.generateAsync(REQUEST);
    try (ModelStream stream = model.stream(REQUEST)) {
      CompletableFuture<GenerateResponse> streamed =
          CompletableFuture.supplyAsync(stream::response);
      while (server.requests().size() < 2) {
        Thread.sleep(5);
      }
      Thread.sleep(200);
      long start = System.nanoTime();
      model.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
      assertThatThrownBy(() -> whole.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(ModelException.class);
      assertThatThrownBy(() -> streamed.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(ModelException.class);
    }
  }

  @Test
  void aPauseOfTheReaderIsNotSilenceOfTheServer() throws Exception {
    FoundationModel model = open(Duration.ofMillis(300), exchange -> {
      exchange.begin(200, ChatWire.STREAM_HEADERS);
      for (int i = 0; i < 5; i++) {
        exchange.write(line("{\"content\":\"a\"}", "null"));
      }
      exchange.write(line("{}", "\"stop\""));
      exchange.finish();
    });
    try (ModelStream stream = model.stream(REQUEST)) {
      Iterator<StreamEvent> events = stream.iterator();
      events.next();
      Thread.sleep(1000);
      assertThat(stream.response().text()).isEqualTo("aaaaa");
    }
  }

  @Test
  void silenceOfTheServerEndsTheWait() {
    FoundationModel model = open(Duration.ofMillis(400), exchange -> {
      if (exchange.request().target().endsWith("stream")) {
        exchange.begin(200, ChatWire.STREAM_HEADERS);
        exchange.write(line("{\"content\":\"a\"}", "null"));
      }
      exchange.awaitClientGone(Duration.ofSeconds(20));
    });
    try (ModelStream stream = model.stream(REQUEST)) {
      TimedOutException gap = catchThrowableOfType(TimedOutException.class, stream::response);
      assertThat(gap.limit()).isEqualTo(TimedOutException.Limit.GAP);
    }
    TimedOutException first =
        catchThrowableOfType(TimedOutException.class, () -> model.generate(REQUEST));
    assertThat(first.limit()).isEqualTo(TimedOutException.Limit.FIRST_TOKEN);
    assertThat(first.retryable()).isTrue();
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aConnectionThatBreaksAfterTheFinishIsAWholeAnswer() {
    FoundationModel model = open(exchange -> {
      exchange.begin(200, ChatWire.STREAM_HEADERS);
      exchange.write(line("{\"content\":\"all\"}", "\"stop\""));
      Thread.sleep(200);
      exchange.reset();
    });
    try (ModelStream stream = model.stream(REQUEST)) {
      assertThat(stream.response().text()).isEqualTo("all");
    }
  }

  @Test
  void aFrameCutInItsMiddleIsATruncatedStream() {
    FoundationModel model = open(exchange -> {
      exchange.begin(200, ChatWire.STREAM_HEADERS);
      exchange.write(line("{\"content\":\"so far\"}", "null"));
      byte[] frame = line("{\"content\":\" and on\"}", "\"stop\"");
      exchange.write(Arrays.copyOf(frame, frame.length / 2));
      exchange.cut();
    });
    try (ModelStream stream = model.stream(REQUEST)) {
      ModelException problem = catchThrowableOfType(ModelException.class, stream::response);
      assertThat(problem).isInstanceOf(TruncatedStreamException.class);
      assertThat(problem.partialContent()).hasSize(1);
    }
  }

  @Test
  void aWholeAnswerThatIsCutIsNoAnswer() {
    FoundationModel model = open(exchange -> {
      exchange.raw(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
              + "Content-Length: 1000\r\n\r\n{\"choices\":[")
          .getBytes(StandardCharsets.UTF_8));
      exchange.cut();
    });
    ModelException problem =
        catchThrowableOfType(ModelException.class, () -> model.generate(REQUEST));
    assertThat(problem).isNotNull();
    assertThat(problem.retryable()).as(problem.toString()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingACallThatWaitsForItsAnswerAbortsTheExchangeAtOnce(boolean streaming)
      throws Exception {
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    open(exchange -> {
      if (!streaming) {
        // The abort has to reach a body that is being read, too.
        exchange.begin(200, Map.of("Content-Type", "application/json"));
        exchange.write("{\"choices\":".getBytes(StandardCharsets.UTF_8));
      }
      gone.complete(exchange.awaitClientGone(Duration.ofSeconds(20)));
    });
    EventSource source = source(streaming);
    CompletableFuture<StreamEvent> reader = CompletableFuture.supplyAsync(() -> {
      try {
        return source.next();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    while (server.requests().isEmpty()) {
      Thread.sleep(5);
    }
    Thread.sleep(100);
    long start = System.nanoTime();
    source.close();
    assertThatThrownBy(() -> reader.get(5, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ModelException.class);
    assertThat(gone.get(5, TimeUnit.SECONDS)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    source.close();
  }

  private EventSource source(boolean streaming) {
    EventSource[] opened = new EventSource[1];
    FoundationModel catching = FoundationModel.of(ID, (request, context) -> {
      opened[0] = engine.open(request, context);
      return opened[0];
    });
    if (streaming) {
      // Only opened: nothing is read through the model.
      ModelStream unused = catching.stream(REQUEST);
    } else {
      opened[0] = engine.open(REQUEST, CallContext.create());
    }
    return opened[0];
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCallThatIsClosedBeforeItBeginsSendsNothing(boolean streaming) throws Exception {
    open(exchange -> exchange.respond(200, "application/json", "{}"));
    EventSource source = source(streaming);
    source.close();
    assertThatThrownBy(source::next).isInstanceOf(CancelledException.class);
    Thread.sleep(200);
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void callsThatAreClosedAtAnyMomentEndAndLeaveNoExchangeBehind(boolean streaming)
      throws Exception {
    AtomicInteger running = new AtomicInteger();
    open(exchange -> {
      running.incrementAndGet();
      exchange.awaitClientGone(Duration.ofSeconds(30));
      running.decrementAndGet();
    });
    for (int i = 0; i < 60; i++) {
      EventSource source = source(streaming);
      CompletableFuture<Throwable> reader = CompletableFuture.supplyAsync(
          () -> catchThrowableOfType(ModelException.class, source::next));
      Thread.sleep(i / 6);
      source.close();
      assertThat(reader.get(5, TimeUnit.SECONDS)).isInstanceOf(ModelException.class);
    }
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (running.get() > 0) {
      assertThat(System.nanoTime() - end).as("%s exchanges go on", running).isNegative();
      Thread.sleep(10);
    }
  }

  @Test
  void oneModelStreamsManyAnswersAtOnce() {
    FoundationModel model = open(exchange -> {
      exchange.begin(200, ChatWire.STREAM_HEADERS);
      for (int i = 0; i < 20; i++) {
        exchange.write(line("{\"content\":\"a\"}", "null"));
        Thread.sleep(2);
      }
      exchange.write(line("{}", "\"stop\""));
      exchange.finish();
    });
    CompletableFuture<?>[] calls = new CompletableFuture<?>[64];
    for (int i = 0; i < calls.length; i++) {
      CompletableFuture<GenerateResponse> call = new CompletableFuture<>();
      calls[i] = call.thenAccept(response -> assertThat(response.text()).isEqualTo("a".repeat(20)));
      Thread thread = new Thread(() -> {
        try (ModelStream stream = model.stream(REQUEST)) {
          call.complete(stream.response());
        } catch (RuntimeException e) {
          call.completeExceptionally(e);
        }
      });
      thread.start();
    }
    CompletableFuture.allOf(calls).join();
  }

  @Test
  void aStreamThatNobodyReadsIsGivenUpInTheEndAndTheServerIsNotBlamed() throws Exception {
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    server = LoopbackServer.start(exchange -> {
      exchange.begin(200, ChatWire.STREAM_HEADERS);
      try {
        for (int i = 0; i < 24_000; i++) {
          exchange.write(line("{\"content\":\"" + number(i) + "\"}", "null"));
        }
        gone.complete(false);
      } catch (IOException e) {
        gone.complete(true);
      }
    });
    SageMakerProvider provider = SageMakerProvider.builder()
        .endpoint(server.uri())
        .credentials(SageMakerModelContractTest.CREDENTIALS)
        .readTimeout(Duration.ofSeconds(1))
        .build();
    Endpoint endpoint = Endpoint.of(ID);
    engine = new SageMakerEngine(
        endpoint, provider.settings(endpoint), new ChatPayload(endpoint), Duration.ofSeconds(2));
    try (ModelStream stream = FoundationModel.of(ID, engine).stream(REQUEST)) {
      stream.iterator().next();
      assertThat(gone.get(20, TimeUnit.SECONDS)).isTrue();
      TimedOutException problem = catchThrowableOfType(TimedOutException.class, stream::response);
      assertThat(problem).hasMessageContaining("nobody read it");
      assertThat(problem.partialContent()).isNotEmpty();
    }
  }
}

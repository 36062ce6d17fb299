package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.aws.AwsSettings;
import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.model.StreamEvent;
import io.fmops.model.TimedOutException;
import io.fmops.model.TruncatedStreamException;
import io.fmops.testkit.loopback.EventStreamFrames;
import io.fmops.testkit.loopback.Exchange;
import io.fmops.testkit.loopback.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BedrockBackPressureTest {

  @BeforeAll
  static void warmUp() {
    Wire.warmUp();
  }

  private static final GenerateRequest REQUEST = GenerateRequest.of("hello");

  /** With the buffers of both sockets, this is far more than can be under way at once. */
  private static final int CHUNKS = 20_000;

  private static final String PADDING = "・".repeat(600);

  private final AtomicInteger sent = new AtomicInteger();

  private void sendChunks(Exchange exchange) throws IOException {
    exchange.begin(200, Wire.headers(EventStreamFrames.CONTENT_TYPE));
    exchange.write(Wire.start());
    for (int i = 0; i < CHUNKS; i++) {
      exchange.write(Wire.delta(0, Wire.text(i + PADDING)));
      sent.incrementAndGet();
    }
  }

  private static void sendEnd(Exchange exchange) throws IOException {
    exchange.write(Wire.blockStop(0));
    exchange.write(Wire.stop("end_turn"));
    exchange.write(Wire.metadata(Wire.usage(1, CHUNKS)));
    exchange.finish();
  }

  private static int readAll(Iterator<StreamEvent> events, int from) {
    int next = from;
    while (events.hasNext()) {
      if (events.next() instanceof StreamEvent.TextDelta delta) {
        assertThat(delta.text()).isEqualTo(next + PADDING);
        next++;
      }
    }
    return next;
  }

  /** Waits until the server cannot send any more, because nobody reads. */
  private void awaitStall() throws InterruptedException {
    int before = -1;
    while (before != sent.get()) {
      before = sent.get();
      Thread.sleep(1000);
    }
  }

  @Test
  @Tag("long")
  void aSlowReaderSlowsTheServerDownAndLosesNothing() throws Exception {
    try (LoopbackServer server = LoopbackServer.start(exchange -> {
          sendChunks(exchange);
          sendEnd(exchange);
        });
        FoundationModel model = Wire.model(server.uri(), Duration.ofSeconds(2));
        ModelStream stream = model.stream(REQUEST)) {
      Iterator<StreamEvent> events = stream.iterator();
      events.next();
      awaitStall();
      // Far longer than the read time-out: a pause of the reader is not silence of the server.
      Thread.sleep(2000);
      assertThat(sent.get()).as("sent to a reader that pauses").isLessThan(CHUNKS);
      assertThat(readAll(events, 1)).isEqualTo(CHUNKS);
      assertThat(stream.response().usage().output()).isEqualTo(CHUNKS);
    }
  }

  @Test
  void aConnectionThatBreaksWhileTheReaderPausesTakesNothingOfWhatHadArrived() throws Exception {
    try (LoopbackServer server = LoopbackServer.start(exchange -> {
          exchange.begin(200, Wire.headers(EventStreamFrames.CONTENT_TYPE));
          exchange.write(Wire.start());
          for (int i = 0; i < 4000; i++) {
            exchange.write(Wire.delta(0, Wire.text(i + PADDING)));
          }
          exchange.cut();
          sent.set(4000);
        });
        FoundationModel model = Wire.model(server.uri(), Duration.ofSeconds(5));
        ModelStream stream = model.stream(REQUEST)) {
      while (sent.get() < 4000) {
        Thread.sleep(20);
      }
      Thread.sleep(300);
      ModelException problem = catchThrowableOfType(ModelException.class, stream::response);
      assertThat(problem).isInstanceOf(TruncatedStreamException.class);
      assertThat(ContentBlock.visibleText(problem.partialContent()))
          .startsWith("0" + PADDING)
          .endsWith("3999" + PADDING);
    }
  }

  @Test
  void aStreamThatNobodyReadsIsGivenUpInTheEndAndTheServerIsNotBlamed() throws Exception {
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    try (LoopbackServer server = LoopbackServer.start(exchange -> {
      try {
        sendChunks(exchange);
        gone.complete(false);
      } catch (IOException e) {
        gone.complete(true);
      }
    })) {
      try (FoundationModel model = abandoning(server.uri());
          ModelStream stream = model.stream(REQUEST)) {
        assertThat(gone.get(20, TimeUnit.SECONDS)).isTrue();
        ModelException problem = catchThrowableOfType(ModelException.class, stream::response);
        assertThat(problem)
            .isInstanceOf(TimedOutException.class)
            .hasMessageContaining("nobody read it");
        assertThat(problem.partialContent()).isNotEmpty();
      }
    }
  }

  private static FoundationModel abandoning(URI endpoint) {
    ModelId id = ModelId.of("bedrock", Wire.MODEL);
    AwsSettings settings =
        Wire.provider(endpoint).readTimeout(Duration.ofSeconds(1)).build().settings(id);
    return FoundationModel.of(id, new BedrockEngine(id, settings, Duration.ofSeconds(2)));
  }
}

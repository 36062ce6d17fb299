package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.model.TimedOutException;
import io.fmops.model.UnavailableException;
import io.fmops.testkit.loopback.EventStreamFrames;
import io.fmops.testkit.loopback.LoopbackServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BedrockCancellationTest {

  @BeforeAll
  static void warmUp() {
    Wire.warmUp();
  }

  private static final GenerateRequest HASTY =
      GenerateRequest.builder().user("hello").deadline(Duration.ofMillis(400)).build();

  private static ModelException failure(FoundationModel model, boolean streaming) {
    return catchThrowableOfType(ModelException.class, () -> {
      if (streaming) {
        try (ModelStream stream = model.stream(HASTY)) {
          stream.response();
        }
      } else {
        model.generate(HASTY);
      }
    });
  }

  private static void assertQuick(FoundationModel model, boolean streaming) {
    long start = System.nanoTime();
    assertThat(failure(model, streaming)).isInstanceOf(TimedOutException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(390), Duration.ofSeconds(3));
  }

  /** A port at which connections are neither taken nor refused. */
  private static List<Socket> fillBacklog(ServerSocket listener) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    while (sockets.size() < 20) {
      Socket socket = new Socket();
      try {
        socket.connect(listener.getLocalSocketAddress(), 200);
        sockets.add(socket);
      } catch (IOException e) {
        socket.close();
        return sockets;
      }
    }
    throw new AssertionError("the backlog never fills");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theDeadlineHoldsWhileTheConnectionComesAbout(boolean streaming) throws Exception {
    try (ServerSocket listener =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      List<Socket> fillers = fillBacklog(listener);
      URI endpoint = URI.create("http://127.0.0.1:" + listener.getLocalPort());
      FoundationModel model = Wire.model(endpoint);
      assertQuick(model, streaming);
      long start = System.nanoTime();
      model.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
      for (Socket filler : fillers) {
        filler.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theDeadlineHoldsWhileAllConnectionsAreInUse(boolean streaming) throws Exception {
    try (LoopbackServer server =
        LoopbackServer.start(exchange -> exchange.awaitClientGone(Duration.ofSeconds(20)))) {
      ModelId id = ModelId.of("bedrock", Wire.MODEL);
      try (FoundationModel model = FoundationModel.of(
              id, Wire.provider(server.uri()).maxConnections(1).build().open(id));
          ModelStream first = model.stream(GenerateRequest.of("first"))) {
        CompletableFuture<GenerateResponse> whole =
            model.generateAsync(GenerateRequest.of("first"));
        while (server.requests().size() < 2) {
          Thread.sleep(5);
        }
        assertQuick(model, streaming);
        assertThat(server.requests()).hasSize(2);
        whole.cancel(true);
        first.close();
      }
    }
  }

  @Test
  void theDeadlineHoldsInTheMiddleOfAWholeAnswer() throws Exception {
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    try (LoopbackServer server = LoopbackServer.start(exchange -> {
          byte[] body = Wire.bytes(Wire.converse(Wire.text("x"), "end_turn", Wire.usage(1, 1)));
          exchange.begin(200, Wire.headers("application/json"));
          exchange.write(Arrays.copyOf(body, body.length / 2));
          gone.complete(exchange.awaitClientGone(Duration.ofSeconds(20)));
        });
        FoundationModel model = Wire.model(server.uri())) {
      assertQuick(model, false);
      assertThat(gone.get(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aCallThatIsClosedBeforeItBeginsIsNeverSent() {
    try (LoopbackServer server =
            LoopbackServer.start(exchange -> exchange.respond(500, "text/plain", ""));
        FoundationModel model = Wire.model(server.uri())) {
      ModelStream stream = model.stream(GenerateRequest.of("x"));
      stream.close();
      assertThatThrownBy(stream::response).isInstanceOf(CancelledException.class);

      ConverseCall call = new ConverseCall(
          model.id(),
          new Clients(model.id(), new BedrockProvider().settings(model.id()), Clients.ABANDONED),
          new ConverseRequests(model.id(), GenerateRequest.of("x")).whole());
      call.close();
      assertThatThrownBy(call::next).isInstanceOf(CancelledException.class);
      assertThat(server.requests()).hasSizeLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingTheModelEndsItsCalls(boolean inMidStream) throws Exception {
    try (LoopbackServer server = LoopbackServer.start(exchange -> {
      if (inMidStream && exchange.request().target().endsWith("-stream")) {
        exchange.begin(200, Wire.headers(EventStreamFrames.CONTENT_TYPE));
        exchange.write(Wire.start());
        exchange.write(Wire.delta(0, Wire.text("so far")));
      }
      exchange.awaitClientGone(Duration.ofSeconds(20));
    })) {
      FoundationModel model = Wire.model(server.uri());
      CompletableFuture<GenerateResponse> whole = model.generateAsync(GenerateRequest.of("x"));
      ModelStream stream = model.stream(GenerateRequest.of("x"));
      CompletableFuture<GenerateResponse> streamed =
          CompletableFuture.supplyAsync(stream::response);
      while (server.requests().size() < 2) {
        Thread.sleep(5);
      }
      Thread.sleep(200);
      model.close();
      assertThatThrownBy(() -> whole.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(ModelException.class);
      assertThatThrownBy(() -> streamed.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(ModelException.class);
    }
  }

  @Test
  void aFullPoolIsUnavailableWithTheRemedy() {
    // As both clients were seen to tell it after 30 seconds, which no test shall wait for.
    Throwable apache = SdkClientException.create(
        "Unable to execute HTTP request",
        new ConnectionRequestTimeoutException("Timeout deadline: 30000 MILLISECONDS"));
    Throwable netty = new Throwable(
        "Acquire operation took longer than the configured maximum time.",
        new TimeoutException("Acquire operation took longer than 30000 milliseconds."));
    for (Throwable problem : List.of(apache, netty)) {
      assertThat(AwsErrors.translate(ModelId.of("bedrock", "m"), problem, null, false))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("maxConnections");
    }
  }

  /** With more than one event loop, about every tenth refusal went unnoticed. */
  @Test
  void refusedConnectionsAreNoticedAtOnceEachTime() throws Exception {
    for (int i = 0; i < 40; i++) {
      URI nobody;
      try (ServerSocket free = new ServerSocket(0)) {
        nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
      }
      try (FoundationModel model = Wire.model(nobody);
          ModelStream stream = model.stream(GenerateRequest.of("x"))) {
        assertThatThrownBy(stream::response).hasMessageContaining("cannot be reached");
      }
    }
  }

  /** A bound on the median: a single try may be unlucky on a busy machine, most of them are not. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theServerSeesTheEndOfACancelledCallAtOnce(boolean streaming) throws Exception {
    BlockingQueue<Long> gone = new LinkedBlockingQueue<>();
    List<Duration> taken = new ArrayList<>();
    try (LoopbackServer server = LoopbackServer.start(exchange -> {
          exchange.awaitClientGone(Duration.ofSeconds(20));
          gone.add(System.nanoTime());
        });
        FoundationModel model = Wire.model(server.uri())) {
      for (int i = 1; i <= 9; i++) {
        CancelToken token = new CancelToken();
        CallContext context = CallContext.create().withCancelToken(token);
        CompletableFuture<Throwable> outcome =
            CompletableFuture.supplyAsync(() -> catchThrowable(() -> {
              if (streaming) {
                try (ModelStream stream = model.stream(GenerateRequest.of("x"), context)) {
                  stream.response();
                }
              } else {
                model.generate(GenerateRequest.of("x"), context);
              }
            }));
        while (server.requests().size() < i) {
          Thread.sleep(1);
        }
        long start = System.nanoTime();
        token.cancel("enough");
        Long seen = gone.poll(10, TimeUnit.SECONDS);
        assertThat(seen).as("the server saw the connection end").isNotNull();
        taken.add(Duration.ofNanos(seen - start));
        assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
      }
    }
    Collections.sort(taken);
    assertThat(taken.get(taken.size() / 2))
        .as("median of " + taken)
        .isLessThan(Duration.ofMillis(100));
  }
}

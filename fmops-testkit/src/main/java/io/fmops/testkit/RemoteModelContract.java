package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.ModelStream;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import io.fmops.testkit.loopback.Exchange;
import io.fmops.testkit.loopback.LoopbackServer;
import io.fmops.testkit.loopback.RecordedRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every model behind HTTP promises beyond {@link FoundationModelContract}: each fault of the
 * wire is one exception of the right kind, made by one request; whoever gives up a call ends its
 * connection. The kit plays the server and breaks it; the provider's test says only how its wire
 * format looks.
 */
public abstract class RemoteModelContract extends FoundationModelContract {

  private static final WireText ANSWER = new WireText(
      List.of("Hel", "lo, ", "wörld. ", "日本", "語も 🎌", "."), StopReason.END_TURN, 7, 5);

  private static final Duration SOON = Duration.ofSeconds(5);

  private volatile LoopbackServer.Handler behaviour = exchange -> answer(exchange, ANSWER);
  private @Nullable LoopbackServer server;

  /** For subclasses. */
  protected RemoteModelContract() {}

  /**
   * Opens a model that sends its requests to an endpoint.
   *
   * @param endpoint a server on 127.0.0.1
   * @return the model
   */
  protected abstract FoundationModel open(URI endpoint);

  /**
   * Whether a request is for a stream. Called on the server's thread; a good place to check the
   * request's path, body and signature with assertions, too.
   *
   * @param request what came over the wire
   * @return true for a stream, false for a whole answer
   */
  protected abstract boolean wantsStream(RecordedRequest request);

  /**
   * An answer in the provider's wire format.
   *
   * @param text what to answer
   * @param stream whether as a stream, one part an event, or whole, in one part
   * @return the answer
   */
  protected abstract WireAnswer wire(WireText text, boolean stream);

  /**
   * An error instead of an answer, in the provider's wire format.
   *
   * @param error which error
   * @return the answer, of a status that is not 2xx
   */
  protected abstract WireAnswer wire(WireError error);

  /**
   * An error inside a stream, in the provider's wire format.
   *
   * @param error which error; {@link WireError#THROTTLED} or {@link WireError#UNAVAILABLE}
   * @return the event
   */
  protected abstract byte[] wireInStream(WireError error);

  @BeforeEach
  void startServer() {
    server = LoopbackServer.start(exchange -> behaviour.handle(exchange));
  }

  @AfterEach
  void stopServer() {
    server().close();
    assertThat(server().problems()).isEmpty();
  }

  /**
   * The server of the running test.
   *
   * @return the server
   */
  protected final LoopbackServer server() {
    return java.util.Objects.requireNonNull(server, "the server runs during tests only");
  }

  /**
   * Makes the server behave otherwise than answering {@link #request()}.
   *
   * @param handler what the server does
   */
  protected final void serve(LoopbackServer.Handler handler) {
    behaviour = handler;
  }

  @Override
  protected final FoundationModel open() {
    return open(server().uri());
  }

  @Override
  protected GenerateRequest request() {
    return GenerateRequest.builder()
        .system("Answer in one line. 一行で。")
        .user("Say hello: こんにちは 🎌 \"quoted\" \\ </document>")
        .maxTokens(64)
        .temperature(0)
        .stopSequences("\n\n")
        .build();
  }

  @Override
  protected final String expectedText() {
    return String.join("", ANSWER.chunks());
  }

  private void answer(Exchange exchange, WireText text) throws IOException {
    boolean stream = wantsStream(exchange.request());
    send(exchange, wire(text, stream), stream, Integer.MAX_VALUE);
  }

  private static void send(Exchange exchange, WireAnswer answer, boolean chunked, int partSize)
      throws IOException {
    if (!chunked) {
      exchange.respond(answer.status(), answer.headers(), answer.parts().get(0));
      return;
    }
    exchange.begin(answer.status(), answer.headers());
    for (byte[] part : answer.parts()) {
      for (int from = 0; from < part.length; from += Math.min(partSize, part.length - from)) {
        exchange.write(
            Arrays.copyOfRange(part, from, from + Math.min(partSize, part.length - from)));
      }
    }
    exchange.finish();
  }

  /** Sends the beginning of a stream: its first parts, with some of the text among them. */
  private void sendBeginning(Exchange exchange) throws IOException {
    WireAnswer answer = wire(ANSWER, true);
    exchange.begin(answer.status(), answer.headers());
    for (byte[] part : answer.parts().subList(0, answer.parts().size() / 2)) {
      exchange.write(part);
    }
  }

  private int requestsMade() {
    return server().requests().size();
  }

  @Test
  void aStreamMayBeSplitAtEveryByte() {
    serve(exchange -> send(exchange, wire(ANSWER, wantsStream(exchange.request())), true, 1));
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      assertThat(stream.response().text()).isEqualTo(expectedText());
    }
  }

  @Test
  void theUsageIsWhatTheProviderReports() {
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      assertThat(stream.response().usage()).isEqualTo(TokenUsage.reported(7, 5));
      assertThat(model.generate(request()).usage()).isEqualTo(TokenUsage.reported(7, 5));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerCutOffByTheTokenLimitSaysSo(boolean streaming) {
    serve(exchange ->
        answer(exchange, new WireText(List.of("cut ", "off"), StopReason.MAX_TOKENS, 7, 2)));
    try (FoundationModel model = open()) {
      GenerateResponse response = call(model, streaming);
      assertThat(response.truncated()).isTrue();
      assertThat(response.stopReason()).isEqualTo(StopReason.MAX_TOKENS);
      assertThat(response.text()).isEqualTo("cut off");
    }
  }

  @ParameterizedTest
  @EnumSource(WireError.class)
  void anErrorIsOneExceptionOfItsKindAfterOneRequest(WireError error) {
    serve(exchange -> {
      WireAnswer answer = wire(error);
      send(exchange, answer, false, 0);
    });
    try (FoundationModel model = open()) {
      for (boolean streaming : new boolean[] {false, true}) {
        int before = requestsMade();
        ModelException problem =
            catchThrowableOfType(ModelException.class, () -> call(model, streaming));
        assertThat(problem)
            .as(streaming ? "stream" : "generate")
            .isInstanceOf(expectedException(error));
        assertThat(problem.retryable())
            .isEqualTo(error == WireError.THROTTLED || error == WireError.UNAVAILABLE);
        assertThat(problem.getMessage()).doesNotContain("\n").doesNotContain("こんにちは");
        assertThat(requestsMade() - before).as("requests for one call").isEqualTo(1);
      }
    }
  }

  private static Class<? extends ModelException> expectedException(WireError error) {
    return switch (error) {
      case THROTTLED -> ThrottledException.class;
      case UNAVAILABLE -> UnavailableException.class;
      case REJECTED -> RejectedInputException.class;
      case NOT_AUTHORIZED -> NotAuthorizedException.class;
      case NOT_FOUND -> ModelNotFoundException.class;
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = WireError.class,
      names = {"THROTTLED", "UNAVAILABLE"})
  void anErrorInMidStreamComesOnceWithTheTextSoFarAndIsNotRetried(WireError error) {
    serve(exchange -> {
      sendBeginning(exchange);
      exchange.write(wireInStream(error));
      exchange.finish();
    });
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      ModelException problem = catchThrowableOfType(ModelException.class, stream::response);
      assertThat(problem).isInstanceOf(expectedException(error));
      assertPartialText(problem);
      assertThat(requestsMade()).isEqualTo(1);
      assertThat(stream.outcome().toCompletableFuture()).isCompletedExceptionally();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"properly ended", "cut", "reset"})
  void aStreamThatStopsInTheMiddleIsAnErrorAndNotAShortAnswer(String how) {
    serve(exchange -> {
      sendBeginning(exchange);
      Thread.sleep(
          200); // an HTTP client may discard what it has buffered when the connection breaks
      switch (how) {
        case "properly ended" -> exchange.finish();
        case "cut" -> exchange.cut();
        default -> exchange.reset();
      }
    });
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      ModelException problem = catchThrowableOfType(ModelException.class, stream::response);
      assertThat(problem).isInstanceOf(TruncatedStreamException.class);
      assertThat(problem.retryable()).isTrue();
      assertPartialText(problem);
      assertThat(requestsMade()).isEqualTo(1);
    }
  }

  private void assertPartialText(ModelException problem) {
    String partial = ContentBlock.visibleText(problem.partialContent());
    assertThat(partial).isNotEmpty().isNotEqualTo(expectedText());
    assertThat(expectedText()).startsWith(partial);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnectionThatIsResetBeforeTheAnswerIsUnavailable(boolean streaming) {
    serve(Exchange::reset);
    try (FoundationModel model = open()) {
      assertThatThrownBy(() -> call(model, streaming)).isInstanceOf(UnavailableException.class);
      assertThat(requestsMade()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aServerThatIsNotThereIsUnavailable(boolean streaming) throws IOException {
    URI nobody;
    try (ServerSocket free = new ServerSocket(0)) {
      nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
    try (FoundationModel model = open(nobody)) {
      assertThatThrownBy(() -> call(model, streaming))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining(model.id().provider());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void garbageIsAMalformedAnswer(boolean streaming) {
    serve(exchange -> {
      WireAnswer proper = wire(ANSWER, wantsStream(exchange.request()));
      exchange.respond(
          200,
          proper.headers(),
          "<html>I am a proxy, and this is no answer</html>".getBytes(StandardCharsets.UTF_8));
    });
    try (FoundationModel model = open()) {
      assertThatThrownBy(() -> call(model, streaming)).isInstanceOf(MalformedAnswerException.class);
      assertThat(requestsMade()).isEqualTo(1);
    }
  }

  private GenerateResponse call(FoundationModel model, boolean streaming) {
    if (!streaming) {
      return model.generate(request());
    }
    try (ModelStream stream = model.stream(request())) {
      return stream.response();
    }
  }

  /** A server that says nothing, and tells when its client has gone. */
  private CompletableFuture<Boolean> serveSilence(boolean afterTheBeginning) {
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    serve(exchange -> {
      if (afterTheBeginning) {
        sendBeginning(exchange);
      }
      gone.complete(exchange.awaitClientGone(Duration.ofSeconds(20)));
    });
    return gone;
  }

  private static void assertGone(CompletableFuture<Boolean> gone) throws Exception {
    assertThat(gone.get(SOON.toSeconds(), TimeUnit.SECONDS))
        .as("the server saw the connection end")
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPassedDeadlineEndsTheConnection(boolean streaming) throws Exception {
    CompletableFuture<Boolean> gone = serveSilence(false);
    try (FoundationModel model = open()) {
      GenerateRequest hasty =
          request().toBuilder().deadline(Duration.ofMillis(300)).build();
      long start = System.nanoTime();
      TimedOutException problem = catchThrowableOfType(TimedOutException.class, () -> {
        if (streaming) {
          try (ModelStream stream = model.stream(hasty)) {
            stream.response();
          }
        } else {
          model.generate(hasty);
        }
      });
      assertThat(problem).isNotNull();
      assertThat(problem.limit()).isEqualTo(TimedOutException.Limit.DEADLINE);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
      assertGone(gone);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingASilentStreamFromAnotherThreadEndsItAndTheConnection(boolean afterTheBeginning)
      throws Exception {
    CompletableFuture<Boolean> gone = serveSilence(afterTheBeginning);
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      CompletableFuture<GenerateResponse> reader = CompletableFuture.supplyAsync(stream::response);
      Thread.sleep(300);
      stream.close();
      assertThatThrownBy(() -> reader.get(SOON.toSeconds(), TimeUnit.SECONDS))
          .hasCauseInstanceOf(CancelledException.class);
      assertGone(gone);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void interruptingTheWaitingThreadEndsTheConnection(boolean streaming) throws Exception {
    CompletableFuture<Boolean> gone = serveSilence(false);
    CompletableFuture<Throwable> caught = new CompletableFuture<>();
    try (FoundationModel model = open()) {
      Thread caller = new Thread(() -> {
        Throwable problem =
            catchThrowableOfType(ModelException.class, () -> call(model, streaming));
        caught.complete(
            Thread.currentThread().isInterrupted()
                ? problem
                : new AssertionError("the interrupt was lost", problem));
      });
      caller.start();
      Thread.sleep(300);
      caller.interrupt();
      assertThat(caught.get(SOON.toSeconds(), TimeUnit.SECONDS))
          .isInstanceOf(CancelledException.class);
      assertGone(gone);
    }
  }

  @Test
  void cancellingTheFutureEndsTheConnection() throws Exception {
    CompletableFuture<Boolean> gone = serveSilence(false);
    try (FoundationModel model = open()) {
      CompletableFuture<GenerateResponse> future = model.generateAsync(request());
      Thread.sleep(300);
      assertThat(future.cancel(true)).isTrue();
      assertGone(gone);
    }
  }

  @Test
  void cancellingTheTokenEndsTheConnection() throws Exception {
    CompletableFuture<Boolean> gone = serveSilence(false);
    CancelToken token = new CancelToken();
    try (FoundationModel model = open()) {
      CompletableFuture<GenerateResponse> future =
          model.generateAsync(request(), CallContext.create().withCancelToken(token));
      Thread.sleep(300);
      token.cancel("enough");
      assertThatThrownBy(() -> future.get(SOON.toSeconds(), TimeUnit.SECONDS))
          .hasCauseInstanceOf(CancelledException.class);
      assertGone(gone);
    }
  }

  @Test
  void cancellingTheSubscriptionEndsTheConnection() throws Exception {
    CompletableFuture<Boolean> gone = serveSilence(true);
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      CollectingSubscriber subscriber = new CollectingSubscriber();
      stream.publisher().subscribe(subscriber);
      subscriber.subscription().request(1);
      subscriber.awaitMoreThan(0);
      subscriber.subscription().cancel();
      assertGone(gone);
      assertThat(subscriber.done).isNotDone();
    }
  }

  @Test
  void aReaderThatPausesLosesNothing() throws Exception {
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      StringBuilder text = new StringBuilder();
      for (Iterator<StreamEvent> events = stream.iterator(); events.hasNext(); ) {
        if (events.next() instanceof StreamEvent.TextDelta delta) {
          text.append(delta.text());
          Thread.sleep(50);
        }
      }
      assertThat(text).hasToString(expectedText());
    }
  }
}

package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelStream;
import io.fmops.model.StopReason;
import io.fmops.testkit.loopback.Exchange;
import io.fmops.testkit.loopback.LoopbackServer;
import io.fmops.testkit.loopback.RecordedRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the tests of models behind HTTP stand on: a server that the test plays, in the provider's
 * words.
 */
abstract class RemoteModelHarness extends FoundationModelContract {

  static final WireText ANSWER = new WireText(
      List.of("Hel", "lo, ", "wörld. ", "日本", "語も 🎌", "."), StopReason.END_TURN, 7, 5);

  static final Duration SOON = Duration.ofSeconds(10);

  private volatile LoopbackServer.Handler behaviour = exchange -> answer(exchange, ANSWER);
  private @Nullable LoopbackServer server;

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

  void answer(Exchange exchange, WireText text) throws IOException {
    boolean stream = wantsStream(exchange.request());
    send(exchange, wire(text, stream), stream, Integer.MAX_VALUE);
  }

  static void send(Exchange exchange, WireAnswer answer, boolean chunked, int partSize)
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
  void sendBeginning(Exchange exchange) throws IOException {
    WireAnswer answer = wire(ANSWER, true);
    exchange.begin(answer.status(), answer.headers());
    for (byte[] part : answer.parts().subList(0, answer.parts().size() / 2)) {
      exchange.write(part);
    }
  }

  int requestsMade() {
    return server().requests().size();
  }

  GenerateResponse call(FoundationModel model, boolean streaming) {
    if (!streaming) {
      return model.generate(request());
    }
    try (ModelStream stream = model.stream(request())) {
      return stream.response();
    }
  }
}

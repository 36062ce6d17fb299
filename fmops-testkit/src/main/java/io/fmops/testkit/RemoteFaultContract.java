package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.ModelStream;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import io.fmops.testkit.loopback.Exchange;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault of the wire is one exception of the right kind, made by one request. */
abstract class RemoteFaultContract extends RemoteCancellationContract {

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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("thorough")
  void anAnswerOfTenMegabytesArrivesWhole(boolean streaming) {
    String text = "0123456789アイウエオ".repeat(400_000);
    List<String> chunks = new ArrayList<>();
    for (int from = 0; from < text.length(); from += 15_000) {
      chunks.add(text.substring(from, Math.min(from + 15_000, text.length())));
    }
    serve(exchange -> answer(exchange, new WireText(chunks, StopReason.END_TURN, 7, 5)));
    try (FoundationModel model = open()) {
      assertThat(call(model, streaming).text().equals(text)).as("the same text").isTrue();
    }
  }

  @Test
  @Tag("thorough")
  void twentyThousandChunksArriveInOrder() {
    List<String> chunks = IntStream.range(0, 20_000).mapToObj(i -> i + "番 ").toList();
    serve(exchange -> answer(exchange, new WireText(chunks, StopReason.END_TURN, 7, 5)));
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      StringBuilder text = new StringBuilder();
      for (StreamEvent event : stream) {
        if (event instanceof StreamEvent.TextDelta delta) {
          text.append(delta.text());
        }
      }
      assertThat(text.toString().equals(String.join("", chunks)))
          .as("the same text")
          .isTrue();
    }
  }

  @Test
  @Tag("thorough")
  void whateverHappenedSocketsAndThreadsAreGivenBack() throws Exception {
    everyFault(1);
    Set<Thread> before = threads();
    everyFault(2);
    for (int i = 0; i < 1_000; i++) {
      if (i % 100 == 99) {
        // The JDK's HTTP client, before Java 21, gives back only when it is collected.
        System.gc();
      }
      Set<Thread> more = threads();
      more.removeAll(before);
      if (server().openConnections() == 0 && more.isEmpty()) {
        return;
      }
      Thread.sleep(10);
    }
    Set<Thread> more = threads();
    more.removeAll(before);
    assertThat(server().openConnections()).as("open connections").isZero();
    assertThat(more).as("threads that were not there before").isEmpty();
  }

  /** Does to an exchange what the fault says. */
  final void doWrong(WireFault fault, Exchange exchange) throws IOException {
    switch (fault) {
      case THROTTLED, UNAVAILABLE, REJECTED, NOT_AUTHORIZED, NOT_FOUND ->
        send(exchange, wire(WireError.valueOf(fault.name())), false, 0);
      case RESET -> exchange.reset();
      case GARBAGE -> exchange.respond(200, "text/html", "<html>no answer</html>");
      case SILENCE -> exchange.awaitClientGone(SOON);
      case THROTTLED_IN_STREAM -> {
        sendBeginning(exchange);
        exchange.write(wireInStream(WireError.THROTTLED));
        exchange.finish();
      }
      case CUT -> {
        sendBeginning(exchange);
        exchange.cut();
      }
      case STALL -> {
        sendBeginning(exchange);
        exchange.awaitClientGone(SOON);
      }
    }
  }

  private void everyFault(int times) {
    try (FoundationModel model = open()) {
      for (WireFault fault : WireFault.values()) {
        serve(exchange -> doWrong(fault, exchange));
        // Who waits for a silent server waits until the deadline.
        boolean silent = fault == WireFault.SILENCE || fault == WireFault.STALL;
        call(model, Duration.ofMillis(silent ? 150 : 300), times);
      }
      serve(exchange -> answer(exchange, ANSWER));
      call(model, Duration.ofMillis(300), times);
    }
  }

  private void call(FoundationModel model, Duration deadline, int times) {
    GenerateRequest request = request().toBuilder().deadline(deadline).build();
    for (int i = 0; i < times; i++) {
      try (ModelStream stream = model.stream(request)) {
        stream.response();
      } catch (ModelException e) {
        // How each fault ends is what the other tests are about.
      }
      try {
        model.generate(request);
      } catch (ModelException e) {
        // as above
      }
    }
  }

  /**
   * Not ours to give back: the server's, the idle ones of the core's shared pool, the JVM's own.
   */
  private static final Pattern OTHERS =
      Pattern.compile("(loopback|fmops-call|fmops-watch|ForkJoin).*");

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !OTHERS.matcher(thread.getName()).matches())
        .filter(thread -> thread.getThreadGroup() != null
            && !thread.getThreadGroup().getName().equals("system"))
        .collect(Collectors.toCollection(HashSet::new));
  }
}

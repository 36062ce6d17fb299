package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import io.fmops.model.TimedOutException;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import io.fmops.testkit.loopback.EventStreamFrames;
import io.fmops.testkit.loopback.Exchange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BedrockStreamFaultsTest extends FaultFixture {

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
          throttlingException         | ThrottledException
          serviceUnavailableException | UnavailableException
          internalServerException     | UnavailableException
          modelStreamErrorException   | UnavailableException
          validationException         | RejectedInputException
          modelTimeoutException       | TimedOutException
          neverHeardOfException       | UnavailableException
          """)
  void everyErrorInsideAStreamIsAnExceptionOfItsKindWithTheRequestId(String type, String kind) {
    behaviour = exchange -> {
      exchange.begin(200, Wire.headers(EventStreamFrames.CONTENT_TYPE));
      exchange.write(Wire.start());
      exchange.write(Wire.delta(0, Wire.text("so far")));
      exchange.write(EventStreamFrames.exception(type, "{\"message\": \"told\"}"));
      exchange.finish();
    };
    ModelException problem = failure(true);
    assertThat(problem.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(problem).hasMessageContaining("told");
    assertThat(problem.details().code().orElseThrow()).isEqualToIgnoringCase(type);
    assertThat(problem.details().requestId()).contains("request-1");
    assertThat(problem.partialContent()).containsExactly(ContentBlock.text("so far"));
    assertThat(server.requests()).as("requests for one call").hasSize(1);
  }

  @Test
  void anErrorFrameThatTheServiceDoesNotModelIsAnExceptionWithItsCode() {
    behaviour = exchange -> {
      send(exchange, List.of(Wire.start(), Wire.delta(0, Wire.text("so far"))));
      exchange.write(Wire.frame(Map.of(
          ":message-type", "error",
          ":error-code", "InternalFailure",
          ":error-message", "told")));
      exchange.finish();
    };
    ModelException problem = failure(true);
    assertThat(problem).isInstanceOf(UnavailableException.class).hasMessageContaining("told");
    assertThat(problem.details().code()).contains("InternalFailure");
    assertThat(problem.details().requestId()).contains("request-1");
  }

  @Test
  void aFrameWithAWrongChecksumIsMalformed() {
    behaviour = exchange -> {
      byte[] frame = Wire.delta(0, Wire.text("there"));
      frame[frame.length - 10] ^= 1;
      send(exchange, List.of(Wire.start(), Wire.delta(0, Wire.text("hello ")), frame));
      exchange.finish();
    };
    ModelException problem = failure(true);
    assertThat(problem).isInstanceOf(MalformedAnswerException.class);
    assertThat(problem.partialContent()).hasSize(1);
    assertThat(problem.details().requestId()).contains("request-1");
  }

  @Test
  void anEventWithABrokenPayloadIsMalformed() {
    behaviour = exchange -> {
      send(
          exchange,
          List.of(Wire.start(), EventStreamFrames.event("contentBlockDelta", "{\"delta\": {{")));
      exchange.finish();
    };
    assertThat(failure(true)).isInstanceOf(MalformedAnswerException.class);
  }

  @Test
  void anEventWithoutItsBlockNumberIsMalformed() {
    behaviour = exchange -> {
      send(
          exchange,
          List.of(
              Wire.start(),
              EventStreamFrames.event("contentBlockDelta", "{\"delta\": {\"text\": \"x\"}}")));
      exchange.finish();
    };
    assertThat(failure(true)).isInstanceOf(MalformedAnswerException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStreamWithoutItsStopOrItsUsageIsTruncated(boolean withStop) {
    behaviour = exchange -> {
      send(exchange, List.of(Wire.start(), Wire.delta(0, Wire.text("all")), Wire.blockStop(0)));
      exchange.write(withStop ? Wire.stop("end_turn") : Wire.metadata(Wire.usage(1, 1)));
      exchange.finish();
    };
    ModelException problem = failure(true);
    assertThat(problem).isInstanceOf(TruncatedStreamException.class);
    assertThat(problem.details().requestId()).contains("request-1");
    assertThat(problem.partialContent()).containsExactly(ContentBlock.text("all"));
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aConnectionThatIsCutInTheMiddleOfACallOfAToolIsTruncatedAndShowsTheCall() {
    behaviour = exchange -> {
      send(
          exchange,
          List.of(
              Wire.start(),
              Wire.blockStart(0, "{\"toolUse\": {\"toolUseId\": \"t1\", \"name\": \"weather\"}}"),
              Wire.delta(0, "{\"toolUse\": {\"input\": \"{\\\"ci\"}}")));
      Thread.sleep(100);
      exchange.cut();
    };
    ModelException problem = failure(true);
    assertThat(problem).isInstanceOf(TruncatedStreamException.class);
    assertThat(problem.partialContent())
        .containsExactly(new ContentBlock.ToolCall("t1", "weather", "{\"ci"));
    assertThat(problem.details().requestId()).contains("request-1");
  }

  @Test
  void anEventOfTomorrowAtAnyPlaceIsPassedOver() {
    behaviour = exchange -> {
      byte[] unknown = EventStreamFrames.event("hologram", "{\"a\": [1, {\"b\": null}]}");
      exchange.begin(200, Wire.headers(EventStreamFrames.CONTENT_TYPE));
      for (byte[] frame : Wire.stream(List.of(Wire.text("all")), "end_turn", Wire.usage(1, 1))) {
        exchange.write(unknown);
        exchange.write(frame);
      }
      exchange.write(unknown);
      exchange.finish();
    };
    try (ModelStream stream = model.stream(REQUEST)) {
      assertThat(stream.response().content()).containsExactly(ContentBlock.text("all"));
    }
  }

  @Test
  void aStreamThatSaidAllIsCompleteEvenIfItsConnectionBreaksThen() {
    behaviour = exchange -> {
      send(exchange, Wire.stream(List.of(Wire.text("all")), "end_turn", Wire.usage(1, 1)));
      Thread.sleep(100);
      exchange.reset();
    };
    assertThat(failure(true)).isNull();
  }

  @Test
  void silenceInMidStreamPassesTheReadTimeoutAsAGap() {
    behaviour = exchange -> {
      send(exchange, List.of(Wire.start(), Wire.delta(0, Wire.text("so far"))));
      exchange.awaitClientGone(Duration.ofSeconds(20));
    };
    try (FoundationModel hasty = Wire.model(server.uri(), Duration.ofMillis(1500));
        ModelStream stream = hasty.stream(REQUEST)) {
      TimedOutException problem = catchThrowableOfType(TimedOutException.class, stream::response);
      assertThat(problem.limit()).isEqualTo(TimedOutException.Limit.GAP);
      assertThat(problem.partialContent()).hasSize(1);
    }
  }

  private static void send(Exchange exchange, List<byte[]> frames) throws IOException {
    exchange.begin(200, Wire.headers(EventStreamFrames.CONTENT_TYPE));
    for (byte[] frame : frames) {
      exchange.write(frame);
    }
  }
}

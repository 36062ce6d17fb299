package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.FailedAttempt;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.UnavailableException;
import io.fmops.resilience.Retry;
import io.fmops.testkit.loopback.EventStreamFrames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Retries are made once, by the library, and not by the SDK as well. */
class BedrockRetryTest extends FaultFixture {

  private final FoundationModel retried =
      model.with(Retry.builder().backoff(Duration.ZERO, Duration.ZERO).build());

  private GenerateResponse ask(boolean streaming) {
    if (!streaming) {
      return retried.generate(REQUEST);
    }
    try (ModelStream stream = retried.stream(REQUEST)) {
      return stream.response();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void threeAttemptsAreThreeRequests(boolean streaming) {
    behaviour = exchange -> exchange.respond(
        503, Wire.errorHeaders("ServiceUnavailableException"), Wire.bytes("{\"message\": \"x\"}"));
    UnavailableException problem =
        catchThrowableOfType(UnavailableException.class, () -> ask(streaming));
    assertThat(problem.attempts()).isEqualTo(3);
    assertThat(server.requests()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theServersWishToWaitIsHonoured(boolean streaming) {
    ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
    behaviour = exchange -> {
      times.add(System.nanoTime());
      if (times.size() == 1) {
        Map<String, String> headers = new LinkedHashMap<>(Wire.errorHeaders("ThrottlingException"));
        headers.put("Retry-After", "1");
        exchange.respond(429, headers, Wire.bytes("{\"message\": \"x\"}"));
      } else {
        Wire.answer(exchange);
      }
    };
    GenerateResponse response = ask(streaming);
    assertThat(response.text()).isEqualTo(streaming ? "streamed" : "whole");
    assertThat(response.notices())
        .extracting(StreamEvent.Notice::type)
        .contains(FailedAttempt.NOTICE);
    List<Long> both = new ArrayList<>(times);
    assertThat(both).hasSize(2);
    assertThat(both.get(1) - both.get(0)).isGreaterThanOrEqualTo(1_000_000_000L);
  }

  @Test
  void throttlingInMidStreamIsNotTriedAgainAndTheTextIsDeliveredOnce() {
    behaviour = exchange -> {
      exchange.begin(200, Wire.headers(EventStreamFrames.CONTENT_TYPE));
      exchange.write(Wire.start());
      exchange.write(Wire.delta(0, Wire.text("so far")));
      exchange.write(EventStreamFrames.exception("throttlingException", "{\"message\": \"told\"}"));
      exchange.finish();
    };
    List<StreamEvent> events = new ArrayList<>();
    try (ModelStream stream = retried.stream(REQUEST)) {
      ModelException problem =
          catchThrowableOfType(ModelException.class, () -> stream.forEach(events::add));
      assertThat(problem).isInstanceOf(ThrottledException.class);
      assertThat(problem.attempts()).isEqualTo(1);
    }
    assertThat(events).containsExactly(new StreamEvent.TextDelta(0, "so far"));
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void throttlingAtTheBeginningOfAStreamIsTriedAgain() {
    ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    behaviour = exchange -> {
      asked.add("");
      if (asked.size() == 1) {
        exchange.begin(200, Wire.headers(EventStreamFrames.CONTENT_TYPE));
        exchange.write(Wire.start());
        exchange.write(
            EventStreamFrames.exception("throttlingException", "{\"message\": \"told\"}"));
        exchange.finish();
      } else {
        Wire.answer(exchange);
      }
    };
    assertThat(ask(true).text()).isEqualTo("streamed");
    assertThat(server.requests()).hasSize(2);
  }
}

package io.fmops.resilience;

import static io.fmops.resilience.Backend.HANG;
import static io.fmops.resilience.Backend.REQUEST;
import static io.fmops.resilience.Backend.answer;
import static io.fmops.resilience.Backend.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.ModelStream;
import io.fmops.model.StreamEvent;
import io.fmops.model.TimedOutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TimeLimitsTest {

  private static final Duration SHORT = Duration.ofMillis(30);

  private static TimedOutException late(Backend backend, TimeLimits limits) {
    try (ModelStream stream = backend.model().with(limits).stream(REQUEST)) {
      return catchThrowableOfType(TimedOutException.class, stream::response);
    }
  }

  @Test
  void aStreamThatDoesNotBeginIsAborted() {
    Backend backend = Backend.of(List.of(HANG));
    TimedOutException late =
        late(backend, TimeLimits.builder().firstToken(SHORT).build());
    assertThat(late.limit()).isEqualTo(TimedOutException.Limit.FIRST_TOKEN);
    assertThat(late).hasMessage("scripted:a sent nothing of its answer within PT0.03S");
    assertThat(late.retryable()).isTrue();
    assertThat(backend.aborts).containsExactly(late);
    assertThat(backend.running).hasValue(0);
  }

  @Test
  void aNoticeIsNotTheBeginningOfTheAnswer() {
    Backend backend = Backend.of(List.of(new StreamEvent.Notice("a.b", 1), HANG));
    TimedOutException late = late(
        backend,
        TimeLimits.builder().firstToken(SHORT).gap(Duration.ofMinutes(1)).build());
    assertThat(late.limit()).isEqualTo(TimedOutException.Limit.FIRST_TOKEN);
  }

  @Test
  void aStreamThatFallsSilentIsAborted() {
    Backend backend = Backend.of(List.of(text("a"), HANG));
    TimedOutException late = late(backend, TimeLimits.builder().gap(SHORT).build());
    assertThat(late.limit()).isEqualTo(TimedOutException.Limit.GAP);
    assertThat(late.partialContent()).hasSize(1);
    assertThat(backend.aborts).containsExactly(late);
  }

  @Test
  void aStreamThatGoesOnForEverIsAborted() {
    List<Object> endless = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      endless.add(text("a"));
      endless.add(Duration.ofMillis(5));
    }
    TimedOutException late =
        late(Backend.of(endless), TimeLimits.builder().total(SHORT).build());
    assertThat(late.limit()).isEqualTo(TimedOutException.Limit.TOTAL);
    assertThat(late.retryable()).isTrue();
  }

  @Test
  void aReaderWhoPausesIsNoSilence() throws Exception {
    Backend backend = Backend.of(answer("a", "b"));
    TimeLimits limits = TimeLimits.builder().firstToken(SHORT).gap(SHORT).build();
    try (ModelStream stream = backend.model().with(limits).stream(REQUEST)) {
      Iterator<StreamEvent> events = stream.iterator();
      Thread.sleep(80);
      assertThat(events.next()).isEqualTo(text("a"));
      Thread.sleep(80);
      assertThat(events.next()).isEqualTo(text("b"));
      assertThat(stream.response().text()).isEqualTo("ab");
    }
    assertThat(backend.aborts).isEmpty();
  }

  @Test
  void aWholeAnswerHasOnlyTheTotalLimit() {
    List<Object> slow = new ArrayList<>(answer("yes"));
    slow.add(0, Duration.ofMillis(80));
    TimeLimits limits = TimeLimits.builder().firstToken(SHORT).gap(SHORT).build();
    assertThat(Backend.of(slow).model().with(limits).generate(REQUEST).text()).isEqualTo("yes");

    Backend hanging = Backend.of(List.of(HANG));
    assertThat(catchThrowableOfType(
                TimedOutException.class,
                () -> hanging
                    .model()
                    .with(TimeLimits.builder().total(SHORT).build())
                    .generate(REQUEST))
            .limit())
        .isEqualTo(TimedOutException.Limit.TOTAL);
  }

  @Test
  void eachAttemptHasItsLimitsAnew() {
    Backend backend = Backend.of(List.of(HANG), List.of(HANG), answer("yes"));
    assertThat(backend
            .model()
            .with(TimeLimits.builder().total(SHORT).build())
            .with(Retry.builder().backoff(Duration.ZERO, Duration.ZERO).build())
            .generate(REQUEST)
            .text())
        .isEqualTo("yes");
    assertThat(backend.aborts).hasSize(2);
  }
}

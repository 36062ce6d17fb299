package io.fmops.resilience;

import static io.fmops.resilience.Backend.HANG;
import static io.fmops.resilience.Backend.ID;
import static io.fmops.resilience.Backend.REQUEST;
import static io.fmops.resilience.Backend.answer;
import static io.fmops.resilience.Backend.text;
import static io.fmops.resilience.Backend.unavailable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CancelledException;
import io.fmops.model.FailedAttempt;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import io.fmops.model.RejectedInputException;
import io.fmops.model.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HedgeTest {

  private static final Duration SOON = Duration.ofMillis(5);

  private static List<FailedAttempt> failed(GenerateResponse response) {
    return response.notices().stream()
        .map(notice -> (FailedAttempt) notice.value())
        .toList();
  }

  private static FoundationModel hedged(Backend backend) {
    return backend.model().with(Hedge.builder().after(SOON).build());
  }

  private static List<Object> late(Duration wait, List<Object> steps) {
    List<Object> all = new ArrayList<>(steps);
    all.add(0, wait);
    return all;
  }

  @Test
  void aQuickAnswerNeedsNoSecondRequest() {
    Backend backend = Backend.of(answer("yes"));
    FoundationModel model =
        backend.model().with(Hedge.builder().after(Duration.ofMinutes(1)).build());
    assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
    assertThat(backend.begun).hasValue(1);
  }

  @Test
  void theSecondRequestAnswersIfTheFirstHangsAndTheLoserIsCancelledAndTold() throws Exception {
    Backend backend = Backend.of(List.of(text("never seen"), HANG), answer("second"));
    GenerateResponse response = hedged(backend).generate(REQUEST);
    assertThat(response.text()).isEqualTo("second");
    assertThat(backend.aborts).singleElement().isInstanceOf(CancelledException.class);
    assertThat(failed(response)).singleElement().satisfies(loser -> {
      assertThat(loser.layer()).isEqualTo("hedge");
      assertThat(loser.problem()).hasMessageContaining("another request answered");
      assertThat(loser.problem().usage().source()).isEqualTo(TokenUsage.Source.ESTIMATED);
      assertThat(loser.problem().usage().input()).isEqualTo(REQUEST.estimatedInputTokens());
      assertThat(loser.problem().usage().output()).isPositive();
    });
    Await.until(() -> backend.running.get() == 0);
  }

  @Test
  void theFirstRequestMayStillWin() throws Exception {
    Backend backend = Backend.of(late(Duration.ofMillis(100), answer("first")), List.of(HANG));
    GenerateResponse response = hedged(backend).generate(REQUEST);
    assertThat(response.text()).isEqualTo("first");
    assertThat(failed(response))
        .singleElement()
        .satisfies(loser ->
            assertThat(loser.problem().usage().input()).isEqualTo(REQUEST.estimatedInputTokens()));
    Await.until(() -> backend.running.get() == 0);
    assertThat(backend.aborts).hasSize(1);
  }

  @Test
  void aStreamIsDecidedByItsFirstContent() throws Exception {
    Backend backend = Backend.of(
        List.of(HANG), List.of(text("a"), Duration.ofMillis(20), text("b"), TokenUsage.UNKNOWN));
    try (ModelStream stream = hedged(backend).stream(REQUEST)) {
      GenerateResponse response = stream.response();
      assertThat(response.text()).isEqualTo("ab");
      assertThat(failed(response)).hasSize(1);
    }
    Await.until(() -> backend.running.get() == 0);

    Backend decided = Backend.of(
        List.of(text("a"), Duration.ofMillis(80), text("b"), TokenUsage.UNKNOWN), answer("no"));
    try (ModelStream stream = hedged(decided).stream(REQUEST)) {
      assertThat(stream.response().text()).isEqualTo("ab");
    }
    assertThat(decided.begun).hasValue(1);
  }

  @Test
  void anErrorBeforeTheSecondRequestIsTheCalls() {
    Backend backend = Backend.of(List.of(unavailable()), answer("never"));
    assertThat(catchThrowableOfType(
            ModelException.class,
            () -> backend
                .model()
                .with(Hedge.builder().after(Duration.ofMinutes(1)).build())
                .generate(REQUEST)))
        .hasMessage("503");
    assertThat(backend.begun).hasValue(1);
  }

  @Test
  void ifTheFirstFailsTheSecondDecides() {
    Backend backend = Backend.of(
        late(Duration.ofMillis(100), List.of(unavailable())),
        late(Duration.ofMillis(200), answer("second")));
    GenerateResponse response = hedged(backend).generate(REQUEST);
    assertThat(response.text()).isEqualTo("second");
    assertThat(failed(response))
        .singleElement()
        .satisfies(loser -> assertThat(loser.problem()).hasMessage("503"));
  }

  @Test
  void ifTheSecondFailsTheFirstDecides() {
    Backend backend =
        Backend.of(late(Duration.ofMillis(200), answer("first")), List.of(unavailable()));
    GenerateResponse response = hedged(backend).generate(REQUEST);
    assertThat(response.text()).isEqualTo("first");
    assertThat(failed(response)).hasSize(1);
  }

  @Test
  void ifBothFailTheFirstErrorIsThrownAndHoldsTheOther() {
    Backend backend = Backend.of(
        late(Duration.ofMillis(100), List.of(unavailable())),
        List.of(new io.fmops.model.ThrottledException("429")));
    ModelException problem =
        catchThrowableOfType(ModelException.class, () -> hedged(backend).generate(REQUEST));
    assertThat(problem).hasMessage("503");
    assertThat(problem.getSuppressed())
        .singleElement()
        .satisfies(other -> assertThat(other).hasMessage("429"));
    assertThat(problem.attempts()).isEqualTo(2);
  }

  @Test
  void anErrorThatTheOtherWouldGetTooEndsTheRace() throws Exception {
    Backend backend = Backend.of(
        late(Duration.ofMillis(100), List.of(new RejectedInputException("bad"))), List.of(HANG));
    assertThat(catchThrowableOfType(ModelException.class, () -> hedged(backend).generate(REQUEST)))
        .hasMessage("bad");
    Await.until(() -> backend.running.get() == 0);
  }

  @Test
  void closingEndsBothRequests() throws Exception {
    Backend backend = Backend.of(List.of(HANG));
    try (ModelStream stream = hedged(backend).stream(REQUEST)) {
      CompletableFuture<ModelException> reader = CompletableFuture.supplyAsync(
          () -> catchThrowableOfType(ModelException.class, stream::response));
      Await.until(() -> backend.running.get() == 2);
      stream.close();
      ModelException problem = reader.get(5, TimeUnit.SECONDS);
      assertThat(problem).isInstanceOf(CancelledException.class);
      assertThat(problem.attempts()).as("the second request is billed, too").isEqualTo(2);
    }
    Await.until(() -> backend.running.get() == 0);
  }

  @Test
  void theSecondRequestMayGoToAnotherModel() {
    Backend elsewhere = Backend.named("elsewhere", answer("from afar"));
    FoundationModel model = Backend.of(List.of(HANG))
        .model()
        .with(Hedge.builder().after(SOON).to(elsewhere.model()).build());
    assertThat(model.generate(REQUEST).model()).isEqualTo(elsewhere.id);
  }

  @Test
  void secondRequestsAreBounded() {
    Backend backend = new Backend(ID, n -> late(Duration.ofMillis(60), answer("yes")));
    FoundationModel model =
        backend.model().with(Hedge.builder().after(SOON).maxShare(0.001, 2).build());
    for (int i = 0; i < 5; i++) {
      assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
    }
    assertThat(backend.begun).hasValue(5 + 2);
  }

  @Test
  void thePercentileOfTheLatestLatenciesDecidesOnceThereAreEnough() {
    Latencies latencies = new Latencies(0.95, 20);
    for (int i = 1; i <= 19; i++) {
      latencies.add(i);
      assertThat(latencies.percentile()).isEmpty();
    }
    latencies.add(20);
    assertThat(latencies.percentile()).contains(Duration.ofNanos(19));
    for (int i = 0; i < 10_000; i++) {
      latencies.add(500);
    }
    assertThat(latencies.percentile()).contains(Duration.ofNanos(500));
    Hedge hedge = Hedge.builder().build();
    assertThat(hedge.delay(true)).isEqualTo(Duration.ofSeconds(2));
  }
}

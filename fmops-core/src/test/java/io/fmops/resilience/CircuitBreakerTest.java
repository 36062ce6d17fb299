package io.fmops.resilience;

import static io.fmops.resilience.Backend.HANG;
import static io.fmops.resilience.Backend.ID;
import static io.fmops.resilience.Backend.REQUEST;
import static io.fmops.resilience.Backend.answer;
import static io.fmops.resilience.Backend.text;
import static io.fmops.resilience.Backend.unavailable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CallContext;
import io.fmops.model.ErrorDetails;
import io.fmops.model.FoundationModel;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class CircuitBreakerTest {

  private static final class Hand extends Clock {
    private volatile Instant now = Instant.parse("2026-11-25T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }

    void pass(Duration time) {
      now = now.plus(time);
    }
  }

  private final Hand clock = new Hand();

  private CircuitBreaker.Builder small() {
    return CircuitBreaker.builder().window(4).minimumCalls(4).trialCalls(2).clock(clock);
  }

  private static ModelException failure(FoundationModel model) {
    return catchThrowableOfType(ModelException.class, () -> model.generate(REQUEST));
  }

  private static void open(FoundationModel model) {
    for (int i = 0; i < 4; i++) {
      assertThat(failure(model).details().code()).isEmpty();
    }
  }

  @Test
  void opensWhenHalfOfTheCallsFailAndTellsHowLongItStaysOpen() {
    CircuitBreaker breaker = small().build();
    Backend backend = new Backend(ID, n -> n % 2 == 0 ? List.of(unavailable()) : answer("yes"));
    FoundationModel model = backend.model().with(breaker);
    for (int i = 1; i <= 4; i++) {
      assertThat(breaker.state(ID)).isEqualTo(CircuitBreaker.State.CLOSED);
      if (i % 2 == 0) {
        assertThat(failure(model)).hasMessage("503");
      } else {
        assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
      }
    }
    assertThat(breaker.state(ID)).isEqualTo(CircuitBreaker.State.OPEN);
    clock.pass(Duration.ofSeconds(12));
    ModelException refused = failure(model);
    assertThat(refused)
        .isInstanceOf(UnavailableException.class)
        .hasMessage("scripted:a has failed too often; its circuit is open, the call was not made");
    assertThat(refused.retryable()).isTrue();
    assertThat(refused.details().code()).contains(CircuitBreaker.OPEN);
    assertThat(refused.details().retryAfter()).contains(Duration.ofSeconds(18));
    assertThat(backend.begun).hasValue(4);
  }

  @Test
  void aFewCallsTryAndCloseTheCircuitAgain() {
    CircuitBreaker breaker = small().build();
    Backend backend = new Backend(ID, n -> n <= 4 ? List.of(unavailable()) : answer("yes"));
    FoundationModel model = backend.model().with(breaker);
    open(model);
    clock.pass(Duration.ofMillis(30_001));
    assertThat(breaker.state(ID)).isEqualTo(CircuitBreaker.State.HALF_OPEN);
    assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
    assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
    assertThat(breaker.state(ID)).isEqualTo(CircuitBreaker.State.CLOSED);
  }

  @Test
  void moreThanAFewAreRefusedWhileTheyTryAndACancelledTrialIsGivenBack() {
    CircuitBreaker breaker = small().build();
    Backend backend = new Backend(
        ID,
        n -> n <= 4 ? List.of(unavailable()) : n <= 6 ? List.of(text("a"), HANG) : answer("yes"));
    FoundationModel model = backend.model().with(breaker);
    open(model);
    clock.pass(Duration.ofMillis(30_001));
    try (ModelStream one = model.stream(REQUEST);
        ModelStream two = model.stream(REQUEST)) {
      assertThat(one.iterator().next()).isEqualTo(text("a"));
      assertThat(two.iterator().next()).isEqualTo(text("a"));
      assertThat(failure(model).details().code()).contains(CircuitBreaker.OPEN);
    }
    assertThat(breaker.state(ID)).isEqualTo(CircuitBreaker.State.HALF_OPEN);
    assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
    assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
    assertThat(breaker.state(ID)).isEqualTo(CircuitBreaker.State.CLOSED);
  }

  @Test
  void whatBeganBeforeTheCircuitOpenedSaysNothingAboutTheTrials() {
    CircuitBreaker breaker = small().build();
    Backend backend = new Backend(
        ID,
        n -> n == 1
            ? List.of(text("a"), HANG)
            : n <= 5 ? List.of(unavailable()) : List.of(text("b"), HANG));
    FoundationModel model = backend.model().with(breaker);
    try (ModelStream old = model.stream(REQUEST)) {
      assertThat(old.iterator().next()).isEqualTo(text("a"));
      open(model);
      clock.pass(Duration.ofMillis(30_001));
      try (ModelStream one = model.stream(REQUEST);
          ModelStream two = model.stream(REQUEST)) {
        assertThat(one.iterator().next()).isEqualTo(text("b"));
        assertThat(two.iterator().next()).isEqualTo(text("b"));
        old.close();
        assertThat(failure(model).details().code())
            .as("the old call's end is no third trial")
            .contains(CircuitBreaker.OPEN);
      }
    }
  }

  static List<ModelException> ill() {
    return List.of(
        unavailable(),
        new TruncatedStreamException("cut"),
        new MalformedAnswerException("garbage"),
        new TimedOutException("late", TimedOutException.Limit.GAP, ErrorDetails.NONE, null),
        new TimedOutException("late", TimedOutException.Limit.PROVIDER, ErrorDetails.NONE, null));
  }

  static List<ModelException> notIll() {
    return List.of(
        new ThrottledException("429"),
        new RejectedInputException("bad"),
        new NotAuthorizedException("no"),
        new TimedOutException("late", TimedOutException.Limit.DEADLINE, ErrorDetails.NONE, null));
  }

  @ParameterizedTest
  @MethodSource("ill")
  void aBackendThatIsIllOpensTheCircuit(ModelException problem) {
    CircuitBreaker breaker = small().build();
    open(Backend.of(List.of(problem)).model().with(breaker));
    assertThat(breaker.state(ID)).isEqualTo(CircuitBreaker.State.OPEN);
  }

  @ParameterizedTest
  @MethodSource("notIll")
  void whatIsNoIllnessDoesNot(ModelException problem) {
    CircuitBreaker breaker = small().build();
    open(Backend.of(List.of(problem)).model().with(breaker));
    assertThat(breaker.state(ID)).isEqualTo(CircuitBreaker.State.CLOSED);
  }

  @Test
  void throttlingCountsIfAskedButNotThisProcessesOwn() {
    CircuitBreaker breaker = small().countThrottling(true).build();
    FoundationModel full = Backend.of(List.of(text("a"), HANG))
        .model()
        .with(Bulkhead.builder().maxConcurrent(1).maxQueue(0).build())
        .with(breaker);
    try (ModelStream stream = full.stream(REQUEST)) {
      assertThat(stream.iterator().next()).isEqualTo(text("a"));
      for (int i = 0; i < 8; i++) {
        assertThat(failure(full).details().code()).contains(Bulkhead.FULL);
      }
    }
    assertThat(breaker.state(ID)).isEqualTo(CircuitBreaker.State.CLOSED);
    open(Backend.of(List.of(new ThrottledException("429"))).model().with(breaker));
    assertThat(breaker.state(ID)).isEqualTo(CircuitBreaker.State.OPEN);
  }

  @Test
  void eachModelHasACircuitOfItsOwn() {
    CircuitBreaker breaker = small().build();
    open(Backend.of(List.of(unavailable())).model().with(breaker));
    FoundationModel other = Backend.named("b", answer("yes")).model().with(breaker);
    assertThat(other.generate(REQUEST).text()).isEqualTo("yes");
  }

  @Test
  void slowCallsOpenItIfAskedAndSoDoCallersWhoGaveUpOnThem() {
    CircuitBreaker breaker = small().slowCalls(Duration.ofMillis(2), 1).build();
    Backend backend = new Backend(ID, n -> {
      List<Object> steps = new ArrayList<>(answer("yes"));
      steps.add(0, n % 2 == 0 ? HANG : Duration.ofMillis(5));
      return steps;
    });
    FoundationModel model = backend.model().with(breaker);
    for (int i = 0; i < 4; i++) {
      if (i % 2 == 0) {
        assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
      } else {
        assertThat(catchThrowableOfType(
                TimedOutException.class,
                () -> model.generate(
                    REQUEST, CallContext.create().withDeadline(Duration.ofMillis(300)))))
            .isNotNull();
      }
    }
    assertThat(breaker.state(ID)).isEqualTo(CircuitBreaker.State.OPEN);
  }

  @Test
  void timeInThisProcessesQueueDoesNotMakeABackendSlow() throws Exception {
    CircuitBreaker breaker =
        small().window(1).minimumCalls(1).slowCalls(Duration.ofSeconds(1), 1).build();
    LocalWait wait = new LocalWait();
    CallContext context = CallContext.create().with(LocalWait.class, wait);
    LocalWait.add(context, 5_000_000L);
    assertThat(wait.nanos()).isEqualTo(5_000_000L);
    // The bulkhead inside adds its wait to the breaker's own account.
    FoundationModel model = FoundationModel.of(ID, (request, inner) -> {
          LocalWait.add(inner, Duration.ofHours(1).toNanos());
          return Backend.of(answer("yes")).open(request, inner);
        })
        .with(breaker);
    assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
    assertThat(breaker.state(ID)).isEqualTo(CircuitBreaker.State.CLOSED);
  }
}

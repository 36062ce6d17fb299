package io.fmops.resilience;

import static io.fmops.resilience.Backend.HANG;
import static io.fmops.resilience.Backend.REQUEST;
import static io.fmops.resilience.Backend.answer;
import static io.fmops.resilience.Backend.text;
import static io.fmops.resilience.Backend.throttled;
import static io.fmops.resilience.Backend.unavailable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.BudgetExceededException;
import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.FailedAttempt;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.ModelStream;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.ProviderException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.model.TruncatedStreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class RetryTest {

  private static Retry.Builder quick() {
    return Retry.builder().backoff(Duration.ZERO, Duration.ZERO);
  }

  private static FoundationModel retried(Backend backend) {
    return backend.model().with(quick().build());
  }

  private static List<FailedAttempt> failed(GenerateResponse response) {
    return response.notices().stream()
        .filter(notice -> notice.type().equals(FailedAttempt.NOTICE))
        .map(notice -> (FailedAttempt) notice.value())
        .toList();
  }

  static List<ModelException> retryable() {
    return List.of(
        unavailable(),
        new ThrottledException("429"),
        new TruncatedStreamException("cut"),
        timedOut(TimedOutException.Limit.FIRST_TOKEN),
        timedOut(TimedOutException.Limit.GAP),
        timedOut(TimedOutException.Limit.TOTAL),
        timedOut(TimedOutException.Limit.PROVIDER));
  }

  static List<ModelException> lost() {
    return List.of(
        new BlockedByGuardrailException("blocked"),
        new BudgetExceededException("spent"),
        new CancelledException("gone"),
        new MalformedAnswerException("garbage"),
        new ModelNotFoundException("none"),
        new NotAuthorizedException("no"),
        new ProviderException("?", ErrorDetails.NONE, null),
        new RejectedInputException("bad"),
        timedOut(TimedOutException.Limit.DEADLINE));
  }

  private static TimedOutException timedOut(TimedOutException.Limit limit) {
    return new TimedOutException("late", limit, ErrorDetails.NONE, null);
  }

  @ParameterizedTest
  @MethodSource("retryable")
  void whatMayHelpIsTriedAgainAndToldOnce(ModelException problem) {
    Backend backend = Backend.of(List.of(problem), answer("yes"));
    GenerateResponse response = retried(backend).generate(REQUEST);
    assertThat(response.text()).isEqualTo("yes");
    assertThat(backend.begun).hasValue(2);
    assertThat(failed(response)).singleElement().satisfies(attempt -> {
      assertThat(attempt.problem()).isSameAs(problem);
      assertThat(attempt.model()).isEqualTo(Backend.ID);
      assertThat(attempt.layer()).isEqualTo("retry");
      assertThat(attempt.problem().usage()).isNotEqualTo(TokenUsage.UNKNOWN);
    });
  }

  @ParameterizedTest
  @MethodSource("lost")
  void whatCannotHelpIsNotTriedAgain(ModelException problem) {
    Backend backend = Backend.of(List.of(problem), answer("never"));
    assertThat(catchThrowableOfType(ModelException.class, () -> retried(backend).generate(REQUEST)))
        .isSameAs(problem);
    assertThat(backend.begun).hasValue(1);
    assertThat(problem.attempts()).isEqualTo(1);
  }

  @Test
  void theLastErrorIsThrownWithTheEarlierOnesSuppressed() {
    List<ModelException> problems = List.of(unavailable(), throttled(Duration.ZERO), unavailable());
    Backend backend = new Backend(Backend.ID, n -> List.of(problems.get(n - 1)));
    ModelException last =
        catchThrowableOfType(ModelException.class, () -> retried(backend).generate(REQUEST));
    assertThat(last).isSameAs(problems.get(2));
    assertThat(last.getSuppressed()).containsExactly(problems.get(0), problems.get(1));
    assertThat(last.attempts()).isEqualTo(3);
    assertThat(backend.begun).hasValue(3);
    assertThat(last.usage())
        .as("refused requests use nothing")
        .isEqualTo(TokenUsage.estimated(0, 0));
  }

  @Test
  void anEngineThatThrowsTheSameExceptionForEverGathersNothing() {
    ModelException same = unavailable();
    Backend backend = Backend.of(List.of(same));
    for (int i = 0; i < 3; i++) {
      assertThat(
              catchThrowableOfType(ModelException.class, () -> retried(backend).generate(REQUEST)))
          .isSameAs(same);
    }
    assertThat(same.getSuppressed()).isEmpty();
    assertThat(backend.begun).hasValue(9);
  }

  @Test
  void aCallThatCannotBeginIsTriedAgainLikeAnyOther() {
    List<Integer> opened = new ArrayList<>();
    FoundationModel model = FoundationModel.of(Backend.ID, (request, context) -> {
      opened.add(1);
      throw unavailable();
    });
    assertThat(catchThrowableOfType(
                ModelException.class, () -> model.with(quick().build()).generate(REQUEST))
            .attempts())
        .isEqualTo(3);
    assertThat(opened).hasSize(3);
  }

  @Test
  void aStreamIsNotTriedAgainOnceItsContentWasHandedOver() {
    Backend backend = Backend.of(List.of(text("half"), unavailable()), answer("never"));
    List<StreamEvent> events = new ArrayList<>();
    try (ModelStream stream = retried(backend).stream(REQUEST)) {
      ModelException problem =
          catchThrowableOfType(ModelException.class, () -> stream.forEach(events::add));
      assertThat(problem.partialContent()).hasSize(1);
    }
    assertThat(events).containsExactly(text("half"));
    assertThat(backend.begun).hasValue(1);
  }

  @Test
  void aWholeAnswerIsTriedAgainFromTheBeginningBecauseNobodyHasSeenIt() {
    Backend backend =
        Backend.of(List.of(text("half of it"), unavailable()), answer("the ", "whole"));
    GenerateResponse response = retried(backend).generate(REQUEST);
    assertThat(response.text()).isEqualTo("the whole");
    assertThat(response.usage()).isEqualTo(TokenUsage.reported(3, 2));
    assertThat(failed(response)).singleElement().satisfies(attempt -> {
      assertThat(attempt.problem().partialContent()).hasSize(1);
      assertThat(attempt.problem().usage().input()).isEqualTo(REQUEST.estimatedInputTokens());
      assertThat(attempt.problem().usage().output()).isPositive();
    });
  }

  @Test
  void aRestartedStreamSaysSoAndItsResponseHoldsTheLastAttemptOnly() {
    Backend backend = Backend.of(List.of(text("half"), unavailable()), answer("the ", "whole"));
    FoundationModel model = backend.model().with(quick().restart(true).build());
    try (ModelStream stream = model.stream(REQUEST)) {
      List<StreamEvent> events = new ArrayList<>();
      stream.forEach(events::add);
      assertThat(events.stream().map(e -> e instanceof StreamEvent.Notice n ? n.type() : e))
          .startsWith(
              text("half"),
              FailedAttempt.NOTICE,
              FailedAttempt.RESTART,
              text("the "),
              text("whole"))
          .hasSize(6);
      assertThat(stream.response().text()).isEqualTo("the whole");
      assertThat(failed(stream.response()).get(0).problem().usage().output()).isPositive();
    }
  }

  @Test
  void aRestartedStreamThatFailsForGoodTellsTheLastAttemptsContentOnly() {
    Backend backend =
        Backend.of(List.of(text("first"), unavailable()), List.of(text("second"), unavailable()));
    FoundationModel model =
        backend.model().with(quick().maxAttempts(2).restart(true).build());
    try (ModelStream stream = model.stream(REQUEST)) {
      ModelException problem = catchThrowableOfType(ModelException.class, () -> stream.response());
      assertThat(problem.partialContent())
          .containsExactly(new io.fmops.model.ContentBlock.Text("second"));
    }
  }

  @Test
  void aWishToWaitIsHonouredUpToItsBound() {
    Retry retry = quick().maxRetryAfter(Duration.ofMillis(50)).build();
    Backend granted = Backend.of(List.of(throttled(Duration.ofMillis(50))), answer("yes"));
    long start = System.nanoTime();
    assertThat(granted.model().with(retry).generate(REQUEST).text()).isEqualTo("yes");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000L);

    Backend refused = Backend.of(List.of(throttled(Duration.ofMillis(51))), answer("never"));
    assertThat(catchThrowableOfType(
                ThrottledException.class, () -> refused.model().with(retry).generate(REQUEST))
            .attempts())
        .isEqualTo(1);
  }

  @Test
  void nobodySleepsPastTheDeadline() {
    ModelException problem = throttled(Duration.ofSeconds(9));
    Backend backend = Backend.of(List.of(problem), answer("never"));
    CallContext context = CallContext.create().withDeadline(Duration.ofSeconds(8));
    assertThat(catchThrowableOfType(
            ModelException.class, () -> retried(backend).generate(REQUEST, context)))
        .as("the error it has, and not a time-out 8 seconds later")
        .isSameAs(problem);
  }

  @Test
  void aPassedDeadlineKeepsWhatWentWrongBefore() {
    Backend backend = Backend.of(List.of(unavailable()), List.of(HANG));
    CallContext context = CallContext.create().withDeadline(Duration.ofMillis(100));
    TimedOutException late = catchThrowableOfType(
        TimedOutException.class, () -> retried(backend).generate(REQUEST, context));
    assertThat(late.limit()).isEqualTo(TimedOutException.Limit.DEADLINE);
    assertThat(late.getSuppressed())
        .singleElement()
        .satisfies(earlier -> assertThat(earlier).hasMessage("503"));
    assertThat(late.attempts()).isEqualTo(2);
  }

  @Test
  void aCallThatSleepsEndsAtOnceWhenItIsCancelled() throws Exception {
    CancelToken token = new CancelToken();
    Backend backend = Backend.of(List.of(throttled(Duration.ofSeconds(9))), answer("never"));
    CompletableFuture<GenerateResponse> call =
        retried(backend).generateAsync(REQUEST, CallContext.create().withCancelToken(token));
    Await.until(() -> backend.begun.get() == 1);
    token.cancel("enough");
    assertThat(call.handle((response, problem) -> problem).get(5, TimeUnit.SECONDS))
        .isInstanceOf(CancelledException.class);
    assertThat(backend.begun).hasValue(1);
  }

  @Test
  void closingReachesTheExchangeThatRuns() throws Exception {
    Backend backend = Backend.of(List.of(unavailable()), List.of(HANG));
    try (ModelStream stream = retried(backend).stream(REQUEST)) {
      CompletableFuture<Throwable> reader = CompletableFuture.supplyAsync(
          () -> catchThrowableOfType(ModelException.class, stream::response));
      Await.until(() -> backend.running.get() == 1 && backend.begun.get() == 2);
      stream.close();
      assertThat(reader.get(5, TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
    }
    assertThat(backend.running).hasValue(0);
    assertThat(backend.aborts).hasSize(1);
  }

  @Test
  void anOutageDoesNotMultiplyTheLoad() {
    Backend backend = new Backend(Backend.ID, n -> List.of(unavailable()));
    FoundationModel model = backend.model().with(quick().reserve(10).build());
    for (int i = 0; i < 100; i++) {
      assertThat(catchThrowableOfType(ModelException.class, () -> model.generate(REQUEST)))
          .isNotNull();
    }
    assertThat(backend.begun).hasValue(110);
  }

  @Test
  void retriesThatHelpCostNothingAndSuccessesFillTheReserve() {
    Backend backend =
        new Backend(Backend.ID, n -> n % 2 == 1 ? List.of(unavailable()) : answer("yes"));
    FoundationModel model = backend.model().with(quick().reserve(1).build());
    for (int i = 0; i < 50; i++) {
      assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
    }
    Allowance allowance = new Allowance(1, 0.2);
    assertThat(allowance.take()).isTrue();
    for (int i = 0; i < 4; i++) {
      allowance.success();
      assertThat(allowance.take()).isFalse();
    }
    allowance.success();
    assertThat(allowance.take()).isTrue();
  }

  @Test
  void noReserveMeansNoBound() {
    Backend backend = new Backend(Backend.ID, n -> List.of(unavailable()));
    FoundationModel model = backend.model().with(quick().unlimitedReserve().build());
    for (int i = 0; i < 200; i++) {
      assertThat(catchThrowableOfType(ModelException.class, () -> model.generate(REQUEST)))
          .isNotNull();
    }
    assertThat(backend.begun).hasValue(600);
  }

  @Property
  void theWaitIsAnythingUpToTheDoubledBaseAndNeverAboveTheCap(
      @ForAll @IntRange(min = 1, max = 2_000) int attempt,
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long base,
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long cap,
      @ForAll @IntRange(min = 0, max = 999_999) int millionths) {
    double chance = millionths / 1e6;
    Retry.Builder builder = Retry.builder().backoff(Duration.ofNanos(base), Duration.ofNanos(cap));
    double most = base == 0 ? 0 : Math.min((double) cap, base * Math.pow(2, attempt - 1));
    Duration wait = builder.random(new Fixed(chance)).build().backoff(attempt);
    assertThat((double) wait.toNanos()).isBetween(0d, most);
    assertThat((double) wait.toNanos())
        .isCloseTo(most * chance, org.assertj.core.api.Assertions.within(1d));
  }

  private record Fixed(double value) implements java.util.random.RandomGenerator {
    @Override
    public long nextLong() {
      return 0;
    }

    @Override
    public double nextDouble() {
      return value;
    }
  }

  @Test
  void wrongSettingsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Retry.builder().maxAttempts(0))
        .withMessageContaining("maxAttempts is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Retry.builder().backoff(Duration.ofSeconds(-1), Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> Retry.builder().reserve(-1));
  }
}

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
import io.fmops.model.CancelledException;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RateLimitTest {

  private final AtomicLong now = new AtomicLong();

  private RateLimit.Builder onFakeTime() {
    return RateLimit.builder().clock(now::get);
  }

  private static GenerateRequest upTo(int maxTokens) {
    return GenerateRequest.builder()
        .user("four words of text")
        .maxTokens(maxTokens)
        .build();
  }

  @Test
  void moreRequestsThanTheLimitAreRefusedIfTheyMayNotWait() {
    RateLimit limit =
        onFakeTime().requestsPerMinute(2).maxWait(Duration.ofSeconds(59)).build();
    Backend backend = Backend.of(answer("yes"));
    FoundationModel model = backend.model().with(limit);
    assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
    assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
    ThrottledException problem =
        catchThrowableOfType(ThrottledException.class, () -> model.generate(REQUEST));
    assertThat(problem.details().code()).contains(RateLimit.EXCEEDED);
    assertThat(problem.details().retryAfter()).contains(Duration.ofSeconds(61));
    assertThat(problem)
        .hasMessage("scripted:a was not called, to keep within the limit of requests"
            + " and tokens: the call may wait for PT59S");
    assertThat(backend.begun).hasValue(2);
    now.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
  }

  @Test
  void whatTheAnswerDidNotUseIsGivenBackAndWhatItUsedMoreIsTaken() {
    RateLimit limit = onFakeTime().tokensPerMinute(1_000).build();
    assertThat(Backend.of(answer("yes")).model().with(limit).generate(upTo(900)).text())
        .isEqualTo("yes");
    assertThat(limit.tokensInUse()).isEqualTo(5);
    Backend greedy = Backend.of(List.of(text("a"), TokenUsage.reported(700, 80)));
    assertThat(greedy.model().with(limit).generate(upTo(1)).text()).isEqualTo("a");
    assertThat(limit.tokensInUse()).isEqualTo(785);
  }

  @Test
  void theEstimateCountsWhileTheCallRuns() {
    RateLimit limit = onFakeTime().tokensPerMinute(1_000).build();
    Backend backend = Backend.of(List.of(text("a"), HANG));
    try (ModelStream stream = backend.model().with(limit).stream(upTo(900))) {
      assertThat(stream.iterator().next()).isEqualTo(text("a"));
      assertThat(limit.tokensInUse()).isEqualTo(REQUEST.estimatedInputTokens() + 900);
    }
    assertThat(limit.tokensInUse())
        .as("a cancelled call has used its prompt and what came")
        .isEqualTo(REQUEST.estimatedInputTokens() + 1);
  }

  @Test
  void aRefusedRequestHasUsedNoTokens() {
    RateLimit limit = onFakeTime().tokensPerMinute(1_000).build();
    FoundationModel model = Backend.of(List.of(unavailable())).model().with(limit);
    assertThat(catchThrowableOfType(ModelException.class, () -> model.generate(upTo(900))))
        .isNotNull();
    assertThat(limit.tokensInUse()).isZero();
  }

  @Test
  void cachedTokensAreFreeOutputMayWeighMoreAndUnknownUsageIsTheEstimate() {
    RateLimit limit = onFakeTime().tokensPerMinute(100_000).outputWeight(5).build();
    Backend cached = Backend.of(
        List.of(text("a"), new TokenUsage(10, 20, 1_000, 30, TokenUsage.Source.REPORTED)));
    assertThat(cached.model().with(limit).generate(upTo(1)).text()).isEqualTo("a");
    assertThat(limit.tokensInUse()).isEqualTo(10 + 30 + 5 * 20);
    Backend silent = Backend.of(List.of(text("a"), TokenUsage.UNKNOWN));
    assertThat(silent.model().with(limit).generate(upTo(7)).text()).isEqualTo("a");
    assertThat(limit.tokensInUse()).isEqualTo(140 + REQUEST.estimatedInputTokens() + 5 * 7);
  }

  @Test
  void oneLimitAroundTwoModelsIsOneLimit() {
    RateLimit limit = onFakeTime().requestsPerMinute(1).maxWait(Duration.ZERO).build();
    assertThat(Backend.of(answer("yes")).model().with(limit).generate(REQUEST).text())
        .isEqualTo("yes");
    FoundationModel other = Backend.named("b", answer("no")).model().with(limit);
    assertThat(catchThrowableOfType(ThrottledException.class, () -> other.generate(REQUEST)))
        .hasMessageContaining("scripted:b");
  }

  @Test
  void whatCannotBeServedBeforeItsDeadlineIsRefusedAtOnce() {
    RateLimit limit = onFakeTime().requestsPerMinute(1).build();
    FoundationModel model = Backend.of(answer("yes")).model().with(limit);
    assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
    CallContext context = CallContext.create().withDeadline(Duration.ofSeconds(20));
    assertThat(
            catchThrowableOfType(ThrottledException.class, () -> model.generate(REQUEST, context)))
        .as("and not a time-out after 20 seconds")
        .isNotNull();
  }

  @Test
  void whoWaitsIsServedInOrderAsSoonAsAnotherGivesBack() throws Exception {
    RateLimit limit = RateLimit.builder().tokensPerMinute(1_000).build();
    ConcurrentLinkedQueue<String> served = new ConcurrentLinkedQueue<>();
    Backend first = Backend.of(List.of(text("a"), HANG));
    List<CompletableFuture<GenerateResponse>> calls = new ArrayList<>();
    try (ModelStream stream = first.model().with(limit).stream(upTo(500))) {
      assertThat(stream.iterator().next()).isEqualTo(text("a"));
      for (int i = 0; i < 5; i++) {
        String name = "m" + i;
        int waiting = i + 1;
        // The small ones would fit beside the first, but have come after large ones.
        FoundationModel model = FoundationModel.of(ID, (request, context) -> {
              served.add(name);
              return Backend.of(answer("yes")).open(request, context);
            })
            .with(limit);
        calls.add(model.generateAsync(upTo(i % 2 == 0 ? 900 : 100)));
        Await.until(() -> limit.waiting() == waiting);
      }
      assertThat(served).isEmpty();
    }
    for (CompletableFuture<GenerateResponse> call : calls) {
      assertThat(call.get(10, TimeUnit.SECONDS).text()).isEqualTo("yes");
    }
    assertThat(served).containsExactly("m0", "m1", "m2", "m3", "m4");
  }

  @Test
  void whoIsCancelledInTheQueueLeavesAtOnceAndLetsTheNextThrough() throws Exception {
    RateLimit limit = RateLimit.builder().tokensPerMinute(1_000).build();
    Backend backend = Backend.of(List.of(text("a"), HANG), answer("yes"));
    FoundationModel model = backend.model().with(limit);
    try (ModelStream stream = model.stream(upTo(500))) {
      assertThat(stream.iterator().next()).isEqualTo(text("a"));
      CompletableFuture<GenerateResponse> large = model.generateAsync(upTo(900));
      Await.until(() -> limit.waiting() == 1);
      CompletableFuture<GenerateResponse> small = model.generateAsync(upTo(10));
      Await.until(() -> limit.waiting() == 2);
      large.cancel(true);
      assertThat(small.get(10, TimeUnit.SECONDS).text()).isEqualTo("yes");
    }
    assertThat(limit.waiting()).isZero();
  }

  @Test
  void aFullQueueRefuses() throws Exception {
    RateLimit limit = RateLimit.builder()
        .requestsPerMinute(1)
        .maxQueue(1)
        .maxWait(Duration.ofDays(1))
        .build();
    FoundationModel model = Backend.of(answer("yes")).model().with(limit);
    assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
    CompletableFuture<GenerateResponse> waiting = model.generateAsync(REQUEST);
    Await.until(() -> limit.waiting() == 1);
    assertThat(catchThrowableOfType(ThrottledException.class, () -> model.generate(REQUEST)))
        .hasMessageContaining("1 calls wait already");
    waiting.cancel(true);
    Await.until(() -> limit.waiting() == 0);
  }

  @Test
  void whoHasWaitedAsLongAsItMayIsRefused() {
    RateLimit limit = RateLimit.builder()
        .tokensPerMinute(1_000)
        .maxWait(Duration.ofMillis(20))
        .build();
    Backend backend = Backend.of(List.of(text("a"), HANG), answer("never"));
    FoundationModel model = backend.model().with(limit);
    try (ModelStream stream = model.stream(upTo(900))) {
      assertThat(stream.iterator().next()).isEqualTo(text("a"));
      assertThat(catchThrowableOfType(ThrottledException.class, () -> model.generate(upTo(500))))
          .hasMessageContaining("there was no room within PT0.02S");
    }
  }

  @Test
  void waitingCallsGoOnWhenTheWindowMovesOn() {
    RateLimit limit =
        RateLimit.builder().requestsPerMinute(5).period(Duration.ofMillis(60)).build();
    Backend backend = Backend.of(answer("yes"));
    FoundationModel model = backend.model().with(limit);
    long start = System.nanoTime();
    for (int i = 0; i < 16; i++) {
      assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
    }
    assertThat(System.nanoTime() - start)
        .as("the 16th begins three periods after the first at the earliest")
        .isGreaterThanOrEqualTo(Duration.ofMillis(180).toNanos());
  }

  @Test
  void aCancelledWaitIsACancelledCall() throws Exception {
    RateLimit limit =
        RateLimit.builder().requestsPerMinute(1).maxWait(Duration.ofDays(1)).build();
    FoundationModel model = Backend.of(answer("yes")).model().with(limit);
    assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
    try (ModelStream stream = model.stream(REQUEST)) {
      CompletableFuture<ModelException> reader = CompletableFuture.supplyAsync(
          () -> catchThrowableOfType(ModelException.class, stream::response));
      Await.until(() -> limit.waiting() == 1);
      stream.close();
      assertThat(reader.get(5, TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
    }
  }
}

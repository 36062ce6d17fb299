package io.fmops.resilience;

import static io.fmops.resilience.Backend.ID;
import static io.fmops.resilience.Backend.REQUEST;
import static io.fmops.resilience.Backend.answer;
import static io.fmops.resilience.Backend.unavailable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.ModelException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EmbeddingEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ResilienceTest {

  private static final Retry QUICK =
      Retry.builder().backoff(Duration.ZERO, Duration.ZERO).build();

  @Test
  void theDefaultsTryAgainAndStopAskingABackendThatIsDown() {
    Backend backend = new Backend(ID, n -> n == 1 ? List.of(unavailable()) : answer("yes"));
    assertThat(backend.model().with(Resilience.defaults()).generate(REQUEST).text())
        .isEqualTo("yes");

    Backend down = new Backend(ID, n -> List.of(unavailable()));
    var model = down.model().with(Resilience.builder().retry(QUICK).build());
    for (int i = 0; i < 20; i++) {
      assertThat(catchThrowableOfType(ModelException.class, () -> model.generate(REQUEST)))
          .isNotNull();
    }
    assertThat(down.begun).as("the circuit opens after ten").hasValue(10);
  }

  @Test
  void aCallThatWaitsForItsNextAttemptHoldsNoPlace() {
    Bulkhead bulkhead = Bulkhead.builder().maxConcurrent(1).maxQueue(0).build();
    List<Integer> running = new ArrayList<>();
    Backend backend = new Backend(ID, n -> {
      running.add(bulkhead.running());
      return n < 3 ? List.of(unavailable()) : answer("yes");
    });
    var model = backend
        .model()
        .with(Resilience.builder().retry(QUICK).bulkhead(bulkhead).build());
    assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
    assertThat(running)
        .as("one place a time, so each attempt took it anew")
        .containsExactly(1, 1, 1);
    assertThat(bulkhead.running()).isZero();
  }

  @Test
  void anOpenCircuitIsNotWaitedForButLeadsOnToAnotherModel() {
    Backend down = new Backend(ID, n -> List.of(unavailable()));
    var group = Fallback.builder("chat")
        .model(down.model().with(Resilience.builder().retry(QUICK).build()))
        .model(Backend.named("b", answer("other")).model())
        .build();
    for (int i = 0; i < 10; i++) {
      assertThat(group.generate(REQUEST).text()).isEqualTo("other");
    }
    assertThat(down.begun).hasValue(10);
  }

  private static EmbedResponse vectors(EmbedRequest request, long tokens) {
    return new EmbedResponse(
        ID,
        request.texts().stream().map(text -> new float[] {text.length()}).toList(),
        TokenUsage.reported(tokens, 0));
  }

  @Test
  void embeddingsAreTriedAgainAndCountTowardsTheLimit() {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    EmbeddingModel model = EmbeddingModel.of(ID, new EmbeddingEngine() {
      @Override
      public EmbedResponse embed(EmbedRequest request, CallContext context) {
        if (asked.incrementAndGet() < 3) {
          throw unavailable();
        }
        return vectors(request, 70);
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    });
    RateLimit limit = RateLimit.builder().tokensPerMinute(1_000).build();
    EmbeddingModel resilient = Resilience.around(model, limit, QUICK);
    EmbedResponse response = resilient.embed(EmbedRequest.of("one", "three"));
    assertThat(response.vectors()).containsExactly(new float[] {3}, new float[] {5});
    assertThat(response.usage()).isEqualTo(TokenUsage.reported(70, 0));
    assertThat(asked).hasValue(3);
    assertThat(limit.tokensInUse()).isEqualTo(70);
    assertThat(resilient.id()).isEqualTo(ID);
    resilient.close();
    assertThat(closed).hasValue(1);
  }

  @Test
  void errorsOfEmbeddingsStayWhatTheyAre() {
    EmbeddingModel model = EmbeddingModel.of(ID, (request, context) -> {
      throw new RejectedInputException("too long");
    });
    assertThat(catchThrowableOfType(
            RejectedInputException.class,
            () -> Resilience.around(model, Resilience.defaults()).embed("text")))
        .hasMessage("too long");
  }

  @Test
  void anEmbeddingCallIsCancelledByItsTokenAndItsDeadline() throws Exception {
    EmbeddingModel model = EmbeddingModel.of(ID, (request, context) -> {
      CountDownLatch gone = new CountDownLatch(1);
      try (var registration = context.cancelToken().onCancel(gone::countDown)) {
        gone.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new CancelledException("cancelled");
    });
    EmbeddingModel resilient = Resilience.around(model, QUICK);
    CancelToken token = new CancelToken();
    CompletableFuture<ModelException> call =
        CompletableFuture.supplyAsync(() -> catchThrowableOfType(
            ModelException.class,
            () -> resilient.embed(
                EmbedRequest.of("a"), CallContext.create().withCancelToken(token))));
    token.cancel("enough");
    assertThat(call.get(5, TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
    CallContext late = CallContext.create().withDeadline(Duration.ofMillis(20));
    assertThat(catchThrowableOfType(
            TimedOutException.class, () -> resilient.embed(EmbedRequest.of("a"), late)))
        .isNotNull();
  }
}

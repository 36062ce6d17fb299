package io.fmops.telemetry;

import static io.fmops.telemetry.Script.MODEL;
import static io.fmops.telemetry.Script.completed;
import static io.fmops.telemetry.Script.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.Cost;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.ErrorDetails;
import io.fmops.model.FailedAttempt;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import io.fmops.replay.Replay;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TelemetryTest {

  private static final GenerateRequest REQUEST = GenerateRequest.of("東京の天気は？");

  private final Heard heard = new Heard();

  private FoundationModel model(Script script) {
    return FoundationModel.of(MODEL, script)
        .with(Telemetry.builder().prices(Prices.UNITS).listener(heard).build());
  }

  private static TruncatedStreamException cut(long input, long output) {
    return Script.used(
        new TruncatedStreamException("cut", ErrorDetails.of(MODEL), null), input, output);
  }

  @Test
  void anAnswerHasItsCostAndOneOutcome() throws InterruptedException {
    GenerateResponse response =
        model(new Script(text("晴れ"), completed(TokenUsage.reported(10, 2)))).generate(REQUEST);

    assertThat(response.cost().map(Cost::amount).orElseThrow()).isEqualByComparingTo("16");
    assertThat(response.cost().orElseThrow().estimated()).isFalse();
    CallOutcome outcome = heard.outcome();
    assertThat(outcome.response()).contains(response);
    assertThat(outcome.cost()).isEqualTo(response.cost());
    assertThat(outcome.requestId()).contains("request-1");
    assertThat(outcome.exchanges()).isEqualTo(1);
    // A whole answer has no first token.
    assertThat(heard.lines).containsExactly("started", "finished");
  }

  @Test
  void theFirstTokenOfAStreamIsToldOnce() throws InterruptedException {
    try (ModelStream stream = model(new Script(
            new StreamEvent.Notice("x", 1),
            text("a"),
            text("b"),
            completed(TokenUsage.reported(1, 1))))
        .stream(REQUEST)) {
      stream.response();
    }
    assertThat(heard.lines).containsExactly("started", "first token", "finished");
    assertThat(heard.outcome().timeToFirstToken()).isPresent();
  }

  @Test
  void eachExchangeIsPaidOnceHoweverOftenItIsTold() throws InterruptedException {
    TruncatedStreamException cut = cut(10, 1);
    ThrottledException throttled = new ThrottledException("slow down");
    FailedAttempt onDear = new FailedAttempt(ModelId.of("bedrock", "dear"), cut(1, 1), "fallback");

    Cost cost = model(new Script(
            new FailedAttempt(MODEL, cut, "retry").notice(),
            new FailedAttempt(MODEL, cut, "retry").notice(),
            new FailedAttempt(MODEL, throttled, "retry").notice(),
            onDear.notice(),
            text("x"),
            completed(TokenUsage.reported(10, 2))))
        .generate(REQUEST)
        .cost()
        .orElseThrow();

    // 10 + 3 for the cut stream, 0 for the refused one, 10 + 30 for the dear one, 10 + 6.
    assertThat(cost.amount()).isEqualByComparingTo("69");
    assertThat(cost.estimated()).isTrue();
    assertThat(heard.outcome().exchanges()).isEqualTo(4);
    assertThat(heard.outcome().usage().input()).isEqualTo(21);
  }

  @Test
  void attemptsBehindAFailureArePaidTooAndOnce() throws InterruptedException {
    TruncatedStreamException first = cut(10, 1);
    TruncatedStreamException last = cut(10, 2);
    last.addSuppressed(first);
    FoundationModel model =
        model(new Script(new FailedAttempt(MODEL, first, "retry").notice(), last));

    assertThatThrownBy(() -> model.generate(REQUEST)).isSameAs(last);
    assertThat(heard.outcome().cost().orElseThrow().amount()).isEqualByComparingTo("29");
    assertThat(heard.outcome().problem()).contains(last);
    assertThat(heard.outcome().cancelled()).isFalse();
  }

  @Test
  void aRefusedAttemptLeavesAReportedUsageReported() throws InterruptedException {
    model(new Script(
            new FailedAttempt(MODEL, new ThrottledException("slow down"), "retry").notice(),
            completed(TokenUsage.reported(10, 2))))
        .generate(REQUEST);
    assertThat(heard.outcome().usage()).isEqualTo(TokenUsage.reported(10, 2));
  }

  @Test
  void anAnswerFromARecordingCostsNothingButWhatWasPaidBeforeItDoes() throws InterruptedException {
    Cost cost = model(new Script(
            new FailedAttempt(MODEL, cut(1, 1), "fallback").notice(),
            new StreamEvent.Notice(Replay.NOTICE, "file"),
            new FailedAttempt(MODEL, cut(100, 100), "retry").notice(),
            text("x"),
            completed(TokenUsage.reported(10, 2))))
        .generate(REQUEST)
        .cost()
        .orElseThrow();
    assertThat(cost.amount()).isEqualByComparingTo("4");
    assertThat(heard.outcome().exchanges()).isEqualTo(1);
  }

  @Test
  void whatIsNotReportedIsEstimatedAndWhatHasNoPriceHasNoCost() {
    GenerateResponse estimated =
        model(new Script(text("晴れです"), completed(TokenUsage.UNKNOWN))).generate(REQUEST);
    assertThat(estimated.cost().orElseThrow().estimated()).isTrue();
    assertThat(estimated.cost().orElseThrow().amount()).isPositive();
    assertThat(estimated.usage()).isEqualTo(TokenUsage.UNKNOWN);

    GenerateResponse unknown = model(
            new Script(completed(ModelId.of("bedrock", "new"), TokenUsage.reported(1, 1))))
        .generate(REQUEST);
    assertThat(unknown.cost()).isEmpty();
  }

  private void givenUp(Class<? extends ModelException> type) throws InterruptedException {
    CallOutcome outcome = heard.outcome();
    assertThat(outcome.problem().orElseThrow()).isInstanceOf(type);
    assertThat(outcome.usage().source()).isEqualTo(TokenUsage.Source.ESTIMATED);
    assertThat(outcome.usage().output()).isPositive();
    assertThat(outcome.cost().orElseThrow().estimated()).isTrue();
    assertThat(heard.outcomes).hasSize(1);
    assertThat(heard.lines).endsWith("finished");
  }

  @Test
  void aClosedStreamIsOneCancellation() throws InterruptedException {
    ModelStream stream = model(new Script(text("晴れです"), Script.HANG)).stream(REQUEST);
    stream.iterator().next();
    stream.close();
    stream.close();
    givenUp(CancelledException.class);
    assertThat(heard.threads).containsExactly(Thread.currentThread().getName());
  }

  @Test
  void aCancelledTokenIsOneCancellation() throws InterruptedException {
    Script script = new Script(text("晴れです"), Script.HANG);
    CancelToken token = new CancelToken();
    CompletableFuture<Void> cancelling = CompletableFuture.runAsync(() -> {
      await(script);
      token.cancel("enough");
    });
    assertThatThrownBy(
            () -> model(script).generate(REQUEST, CallContext.create().withCancelToken(token)))
        .isInstanceOf(CancelledException.class);
    cancelling.join();
    givenUp(CancelledException.class);
  }

  @Test
  void aPassedDeadlineIsOneFailureAndNotToldByTheThreadThatWatchesAll()
      throws InterruptedException {
    FoundationModel model = model(new Script(text("晴れです"), Script.HANG));
    assertThatThrownBy(() ->
            model.generate(REQUEST.toBuilder().deadline(Duration.ofMillis(50)).build()))
        .isInstanceOf(TimedOutException.class);
    givenUp(TimedOutException.class);
    assertThat(heard.threads.get(0))
        .doesNotStartWith("fmops-watch")
        .doesNotStartWith("fmops-abort");
  }

  @Test
  void aCancelledFutureIsOneCancellation() throws InterruptedException {
    Script script = new Script(text("晴れです"), Script.HANG);
    CompletableFuture<GenerateResponse> future = model(script).generateAsync(REQUEST);
    await(script);
    future.cancel(true);
    givenUp(CancelledException.class);
  }

  @Test
  void anInterruptedThreadIsOneCancellation() throws InterruptedException {
    Script script = new Script(text("晴れです"), Script.HANG);
    Thread caller = new Thread(() -> {
      try {
        model(script).generate(REQUEST);
      } catch (CancelledException e) {
        heard.lines.add(0, "cancelled");
      }
    });
    caller.start();
    await(script);
    caller.interrupt();
    caller.join();
    givenUp(CancelledException.class);
    assertThat(heard.lines).startsWith("cancelled");
  }

  private static void await(Script script) {
    try {
      script.hanging.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aCallThatCannotBeginIsAnOutcomeToo() throws InterruptedException {
    RejectedInputException refused = new RejectedInputException("no tools here");
    FoundationModel model = FoundationModel.of(MODEL, (request, context) -> {
          throw refused;
        })
        .with(Telemetry.builder().listener(heard).build());
    assertThatThrownBy(() -> model.stream(REQUEST)).isSameAs(refused);
    assertThat(heard.outcome().problem()).contains(refused);
    assertThat(heard.outcome().usage().total()).isZero();
    assertThat(heard.outcomes).hasSize(1);
  }

  @Test
  void anEngineThatThrowsSomethingElseIsOneFailure() throws InterruptedException {
    FoundationModel model = model(new Script(text("a"), new IllegalStateException("bug")));
    assertThatThrownBy(() -> model.generate(REQUEST)).hasMessageContaining("unexpected");
    assertThat(heard.outcome().problem().orElseThrow().getCause()).hasMessage("bug");
    assertThat(heard.outcomes).hasSize(1);
  }

  @Test
  void aListenerThatThrowsHarmsNeitherTheCallNorTheOthers() throws InterruptedException {
    ModelListener broken = new ModelListener() {
      @Override
      public CallContext surround(ModelCall call, CallContext context) {
        throw new IllegalStateException("surround");
      }

      @Override
      public void started(ModelCall call) {
        throw new IllegalStateException("started");
      }

      @Override
      public void firstToken(ModelCall call, Duration after) {
        throw new AssertionError("first token");
      }

      @Override
      public void finished(ModelCall call, CallOutcome outcome) {
        throw new NoClassDefFoundError("finished");
      }
    };
    FoundationModel model = FoundationModel.of(
            MODEL, new Script(text("a"), completed(TokenUsage.reported(1, 1))))
        .with(Telemetry.builder().listener(broken).listener(heard).build());
    try (ModelStream stream = model.stream(REQUEST)) {
      assertThat(stream.response().text()).isEqualTo("a");
    }
    assertThat(heard.lines).containsExactly("started", "first token", "finished");
  }

  @Test
  void layersFurtherInFindTheCallInTheirContext() {
    Script script = new Script(completed(TokenUsage.reported(1, 1)));
    model(script).generate(REQUEST);
    assertThat(script.lastContext.find(ModelCall.class).map(ModelCall::id))
        .contains(heard.calls.get(0).id());
  }

  @Test
  void embeddingsAreToldWithTheirCost() throws InterruptedException {
    EmbeddingModel model = Telemetry.builder()
        .prices(Prices.UNITS)
        .listener(heard)
        .build()
        .around(EmbeddingModel.of(
            MODEL,
            (request, context) ->
                new EmbedResponse(MODEL, List.of(new float[] {1}), TokenUsage.reported(7, 0))));
    assertThat(model.embed("猫")).containsExactly(1);
    assertThat(heard.outcome().cost().orElseThrow().amount()).isEqualByComparingTo("7");
    assertThat(heard.calls.get(0).operation()).isEqualTo(ModelCall.Operation.EMBEDDINGS);
  }

  @Test
  void embeddingsThatFailAreToldAsFailures() throws InterruptedException {
    UnavailableException down = new UnavailableException("down");
    EmbeddingModel model = Telemetry.builder()
        .listener(heard)
        .build()
        .around(EmbeddingModel.of(MODEL, (request, context) -> {
          throw down;
        }));
    assertThatThrownBy(() -> model.embed(EmbedRequest.of("a"))).isSameAs(down);
    assertThat(heard.outcome().problem()).isEqualTo(Optional.of(down));
  }

  @Test
  void aFutureOfAFailedCallHoldsTheSameProblem() {
    UnavailableException down = new UnavailableException("down");
    CompletableFuture<GenerateResponse> future = model(new Script(down)).generateAsync(REQUEST);
    assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class).hasCause(down);
  }
}

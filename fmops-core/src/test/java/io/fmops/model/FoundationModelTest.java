package io.fmops.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.spi.EventSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FoundationModelTest {

  private static final GenerateRequest REQUEST = GenerateRequest.of("hello");

  @Test
  void aWholeAnswerIsTheFoldOfTheEvents() {
    ScriptedEngine engine = new ScriptedEngine(
        new StreamEvent.ReasoningDelta(0, "let me ", ""),
        new StreamEvent.ReasoningDelta(0, "think", "sig"),
        new StreamEvent.Notice("x", 1),
        new StreamEvent.TextDelta(1, "Hello "),
        new StreamEvent.TextDelta(1, "world"),
        new StreamEvent.WholeBlock(2, new ContentBlock.Opaque("p", "t", "v")),
        new StreamEvent.TextDelta(3, "!"),
        ScriptedEngine.completed());
    GenerateResponse response = engine.model().generate(REQUEST);
    assertThat(response.content())
        .containsExactly(
            new ContentBlock.Reasoning("let me think", Optional.of("sig")),
            ContentBlock.text("Hello world"),
            new ContentBlock.Opaque("p", "t", "v"),
            ContentBlock.text("!"));
    assertThat(response.text()).isEqualTo("Hello world!");
    assertThat(response.usage()).isEqualTo(TokenUsage.reported(3, 2));
    assertThat(engine.closed).hasValue(1);
  }

  @Test
  void contentInTheEnginesLastEventIsReplacedByWhatWasStreamed() {
    GenerateResponse told = GenerateResponse.builder(ScriptedEngine.ID)
        .content(List.of(ContentBlock.text("something else")))
        .build();
    ScriptedEngine engine = new ScriptedEngine(
        new StreamEvent.TextDelta(0, "streamed"), new StreamEvent.Completed(told));
    assertThat(engine.model().generate(REQUEST).text()).isEqualTo("streamed");
  }

  @Test
  void aStreamWithoutItsEndIsTruncatedAndKeepsWhatArrived() {
    ScriptedEngine engine = new ScriptedEngine(new StreamEvent.TextDelta(0, "half"));
    TruncatedStreamException problem = catchThrowableOfType(
        TruncatedStreamException.class, () -> engine.model().generate(REQUEST));
    assertThat(problem.partialContent()).containsExactly(ContentBlock.text("half"));
    assertThat(problem.retryable()).isTrue();
    assertThat(engine.closed).hasValue(1);
  }

  @Test
  void aFailureInMidStreamIsTheOutcomeAndStaysIt() {
    ThrottledException cause = new ThrottledException("slow down");
    ScriptedEngine engine = new ScriptedEngine(new StreamEvent.TextDelta(0, "par"), cause);
    try (ModelStream stream = engine.model().stream(REQUEST)) {
      Iterator<StreamEvent> events = stream.iterator();
      events.next();
      assertThatThrownBy(events::next).isSameAs(cause);
      assertThatThrownBy(events::next).isSameAs(cause);
      assertThatThrownBy(stream::response).isSameAs(cause);
      stream.close();
      assertThatThrownBy(() -> stream.outcome().toCompletableFuture().join()).hasCause(cause);
      assertThat(cause.partialContent()).containsExactly(ContentBlock.text("par"));
    }
  }

  @Test
  void anUnexpectedExceptionOfAnEngineIsAProviderExceptionAndNotRetryable() {
    ScriptedEngine engine = new ScriptedEngine(new IllegalStateException("bug"));
    assertThatThrownBy(() -> engine.model().generate(REQUEST))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("scripted:test")
        .hasMessageContaining("bug")
        .hasCauseInstanceOf(IllegalStateException.class)
        .extracting(e -> ((ModelException) e).retryable())
        .isEqualTo(false);
  }

  @Test
  void anErrorOfTheJvmPassesThroughButTheExchangeIsClosed() {
    ScriptedEngine engine = new ScriptedEngine(new AssertionError("x"));
    assertThatThrownBy(() -> engine.model().generate(REQUEST)).isInstanceOf(AssertionError.class);
    assertThat(engine.closed).hasValue(1);
  }

  @Test
  void anExceptionWhileOpeningIsNotSwallowed() {
    FoundationModel model = FoundationModel.of(ScriptedEngine.ID, (request, context) -> {
      throw new RejectedInputException("no");
    });
    assertThatThrownBy(() -> model.generate(REQUEST)).isInstanceOf(RejectedInputException.class);
    assertThatThrownBy(() -> model.stream(REQUEST)).isInstanceOf(RejectedInputException.class);
    assertThatThrownBy(() -> model.generateAsync(REQUEST).join())
        .hasCauseInstanceOf(RejectedInputException.class);
  }

  @Test
  void aPassedDeadlineClosesTheEngineAndIsNotRetryable() {
    ScriptedEngine engine =
        new ScriptedEngine(new StreamEvent.TextDelta(0, "so far"), ScriptedEngine.WAIT);
    GenerateRequest hasty = REQUEST.toBuilder().deadline(Duration.ofMillis(50)).build();
    TimedOutException problem =
        catchThrowableOfType(TimedOutException.class, () -> engine.model().generate(hasty));
    assertThat(problem.limit()).isEqualTo(TimedOutException.Limit.DEADLINE);
    assertThat(problem.retryable()).isFalse();
    assertThat(problem.partialContent()).containsExactly(ContentBlock.text("so far"));
    assertThat(engine.closed).hasValue(1);
  }

  @Test
  void theEarlierOfTwoDeadlinesHolds() {
    ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.WAIT);
    CallContext context = CallContext.create().withDeadline(Duration.ofMillis(50));
    GenerateRequest patient =
        REQUEST.toBuilder().deadline(Duration.ofDays(400_000)).build();
    assertThatThrownBy(() -> engine.model().generate(patient, context))
        .isInstanceOf(TimedOutException.class);
  }

  @Test
  void closingFromAnotherThreadEndsTheWait() throws Exception {
    ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.WAIT);
    try (ModelStream stream = engine.model().stream(REQUEST)) {
      CompletableFuture<GenerateResponse> reader = CompletableFuture.supplyAsync(stream::response);
      Thread.sleep(50);
      stream.close();
      assertThatThrownBy(() -> reader.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(CancelledException.class);
      assertThat(engine.closed).hasValue(1);
    }
  }

  @Test
  void closingAfterTheEndChangesNothing() {
    ScriptedEngine engine = ScriptedEngine.answering("done");
    ModelStream stream = engine.model().stream(REQUEST);
    GenerateResponse response = stream.response();
    stream.close();
    assertThat(stream.response()).isSameAs(response);
    assertThat(stream.outcome().toCompletableFuture()).isCompletedWithValue(response);
  }

  @Test
  void anInterruptEndsTheWaitAndStaysSet() throws Exception {
    ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.WAIT);
    AtomicReference<Throwable> problem = new AtomicReference<>();
    AtomicReference<Boolean> kept = new AtomicReference<>();
    Thread caller = new Thread(() -> {
      try {
        engine.model().generate(REQUEST);
      } catch (ModelException e) {
        problem.set(e);
        kept.set(Thread.currentThread().isInterrupted());
      }
    });
    caller.start();
    Thread.sleep(50);
    caller.interrupt();
    caller.join(5_000);
    assertThat(problem.get()).isInstanceOf(CancelledException.class);
    assertThat(kept.get()).isTrue();
  }

  @Test
  void anInterruptedThreadGetsNothingFromAnEngineThatNeverWaitsEither() {
    FoundationModel model = ScriptedEngine.answering("quick").model();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> model.generate(REQUEST)).isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aTokenThatIsCancelledWhileTheCallOpensEndsItOnce() {
    CancelToken token = new CancelToken();
    ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.WAIT);
    FoundationModel model = FoundationModel.of(ScriptedEngine.ID, (request, context) -> {
      token.cancel("in the middle of opening");
      return engine.open(request, context);
    });
    CallContext context = CallContext.create().withCancelToken(token);
    assertThatThrownBy(() -> model.generate(REQUEST, context))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("in the middle of opening");
    assertThat(engine.closed).hasValue(1);
  }

  @Test
  void aDeadlineHoldsWhileNobodyReads() throws Exception {
    ScriptedEngine engine = ScriptedEngine.answering("a", "b");
    GenerateRequest hasty = REQUEST.toBuilder().deadline(Duration.ofMillis(50)).build();
    try (ModelStream stream = engine.model().stream(hasty)) {
      Iterator<StreamEvent> events = stream.iterator();
      events.next();
      Thread.sleep(300);
      assertThat(engine.closed).hasValue(1);
      assertThatThrownBy(events::next).isInstanceOf(TimedOutException.class);
    }
  }

  @Test
  void whoeverGetsTheExceptionFindsTheCallsEndWrittenDown() {
    AtomicBoolean written = new AtomicBoolean();
    FoundationModel model =
        FoundationModel.of(ScriptedEngine.ID, (request, context) -> new EventSource() {
          private final CountDownLatch woken = new CountDownLatch(1);

          @Override
          public StreamEvent next() throws InterruptedException {
            woken.await();
            throw new CancelledException("woken");
          }

          @Override
          public void close() {
            // The reader is awake before the layers above have heard of it.
            woken.countDown();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            written.set(true);
          }
        });
    assertThatThrownBy(
            () -> model.generate(REQUEST, CallContext.create().withDeadline(Duration.ofMillis(20))))
        .isInstanceOf(TimedOutException.class);
    assertThat(written).isTrue();
  }

  @Test
  void aDeadlineThatHasPassedMeansThatNothingIsAsked() {
    ScriptedEngine engine = ScriptedEngine.answering("a");
    CallContext late = CallContext.create().withDeadline(Duration.ofHours(-1));
    assertThatThrownBy(() -> engine.model().generate(REQUEST, late))
        .isInstanceOf(TimedOutException.class);
    assertThat(engine.opened).hasValue(0);
  }

  @Test
  void aCallbackThatBlocksDoesNotHoldUpTheDeadlinesOfOthers() {
    ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.WAIT);
    GenerateRequest hasty = REQUEST.toBuilder().deadline(Duration.ofMillis(50)).build();
    java.util.concurrent.CountDownLatch blocked = new java.util.concurrent.CountDownLatch(1);
    java.util.concurrent.CountDownLatch release = new java.util.concurrent.CountDownLatch(1);
    try (ModelStream stream = engine.model().stream(hasty)) {
      stream.outcome().whenComplete((response, problem) -> {
        blocked.countDown();
        try {
          release.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      });
      blocked.await(5, TimeUnit.SECONDS);
      assertThatThrownBy(() -> new ScriptedEngine(ScriptedEngine.WAIT).model().generate(hasty))
          .isInstanceOf(TimedOutException.class);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      release.countDown();
    }
  }

  @Test
  void aFutureThatWaitsForAThreadKnowsItsDeadlineAndItsToken() {
    CancelToken token = new CancelToken();
    CallContext busy = CallContext.create().withExecutor(task -> {}).withCancelToken(token);
    CompletableFuture<GenerateResponse> late = ScriptedEngine.answering("x")
        .model()
        .generateAsync(REQUEST.toBuilder().deadline(Duration.ofMillis(50)).build(), busy);
    assertThatThrownBy(() -> late.get(5, TimeUnit.SECONDS))
        .hasCauseInstanceOf(TimedOutException.class);
    CompletableFuture<GenerateResponse> unwanted =
        ScriptedEngine.answering("x").model().generateAsync(REQUEST, busy);
    token.cancel("enough");
    assertThatThrownBy(() -> unwanted.get(5, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CancelledException.class);
  }

  @Test
  void closingALayeredModelClosesTheEngineUnderIt() {
    AtomicReference<Boolean> closed = new AtomicReference<>(false);
    io.fmops.model.spi.ModelEngine engine = new io.fmops.model.spi.ModelEngine() {
      @Override
      public io.fmops.model.spi.EventSource open(GenerateRequest request, CallContext context) {
        throw new RejectedInputException("unused");
      }

      @Override
      public void close() {
        closed.set(true);
      }
    };
    FoundationModel.of(ScriptedEngine.ID, engine)
        .with((id, inner) -> (request, context) -> inner.open(request, context))
        .close();
    assertThat(closed.get()).isTrue();
  }

  @Test
  void cancellingTheFutureClosesTheEngine() throws Exception {
    ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.WAIT);
    CompletableFuture<GenerateResponse> future = engine.model().generateAsync(REQUEST);
    while (engine.opened.get() == 0) {
      Thread.sleep(1);
    }
    Thread.sleep(20);
    future.cancel(true);
    for (int i = 0; i < 500 && engine.closed.get() == 0; i++) {
      Thread.sleep(1);
    }
    assertThat(engine.closed).hasValue(1);
  }

  @Test
  void aFinishedCallLeavesNothingBehindInItsToken() {
    CancelToken token = new CancelToken();
    ScriptedEngine engine = ScriptedEngine.answering("x");
    CallContext context = CallContext.create().withCancelToken(token);
    engine.model().generate(REQUEST, context);
    token.cancel("late");
    assertThat(engine.closed).as("closed once, at its end").hasValue(1);
  }

  @Test
  void anExecutorThatRefusesIsUnavailable() {
    CallContext context = CallContext.create().withExecutor(task -> {
      throw new java.util.concurrent.RejectedExecutionException("full");
    });
    assertThatThrownBy(() -> ScriptedEngine.answering("x")
            .model()
            .generateAsync(REQUEST, context)
            .join())
        .hasCauseInstanceOf(UnavailableException.class);
  }

  @Test
  void aStreamIsReadOnlyOnce() {
    try (ModelStream stream = ScriptedEngine.answering("a", "b").model().stream(REQUEST)) {
      List<StreamEvent> events = new ArrayList<>();
      Iterator<StreamEvent> iterator = stream.iterator();
      iterator.forEachRemaining(events::add);
      assertThat(events).hasSize(3);
      assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
      assertThatThrownBy(stream::iterator).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aResponseCanBeAskedForAfterSomeEventsWereRead() {
    try (ModelStream stream = ScriptedEngine.answering("a", "b", "c").model().stream(REQUEST)) {
      stream.iterator().next();
      assertThat(stream.response().text()).isEqualTo("abc");
    }
  }

  @Test
  void onlyAStreamHasATimeToItsFirstToken() {
    FoundationModel model = ScriptedEngine.answering("a").model();
    assertThat(model.generate(REQUEST).latency().timeToFirstToken()).isEmpty();
    try (ModelStream stream = model.stream(REQUEST)) {
      assertThat(stream.response().latency().timeToFirstToken()).isPresent();
    }
  }

  @Test
  void aLayerSeesEveryCallHoweverItIsMade() {
    ScriptedEngine engine = ScriptedEngine.answering("quiet");
    FoundationModel loud = engine.model().with((id, inner) -> (request, context) -> {
      var source = inner.open(request, context);
      return new io.fmops.model.spi.EventSource() {
        @Override
        public StreamEvent next() throws InterruptedException {
          StreamEvent event = source.next();
          return event instanceof StreamEvent.TextDelta delta
              ? new StreamEvent.TextDelta(
                  delta.block(), delta.text().toUpperCase(java.util.Locale.ROOT))
              : event;
        }

        @Override
        public void close() {
          source.close();
        }
      };
    });
    assertThat(loud.generate(REQUEST).text()).isEqualTo("QUIET");
    assertThat(loud.generateAsync(REQUEST).join().text()).isEqualTo("QUIET");
    try (ModelStream stream = loud.stream(REQUEST)) {
      assertThat(stream.response().text()).isEqualTo("QUIET");
    }
  }

  @Test
  void requestsAndResponsesKeepTheirTextOutOfLogs() {
    GenerateRequest secret =
        GenerateRequest.builder().system("my secret").user("my secret").build();
    assertThat(secret.toString()).doesNotContain("secret");
    assertThat(ScriptedEngine.answering("my secret").model().generate(secret).toString())
        .doesNotContain("secret");
  }
}

package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Message;
import io.fmops.model.ModelStream;
import io.fmops.model.RejectedInputException;
import io.fmops.model.Role;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every model promises, whatever is behind it. Extend it, say how to open a model and what it
 * answers to one request; the tests do the rest.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class FoundationModelContract {

  /** For subclasses. */
  protected FoundationModelContract() {}

  /**
   * Opens the model under test.
   *
   * @return a model that answers {@link #request()} with {@link #expectedText()}
   */
  protected abstract FoundationModel open();

  /**
   * A request that the model can answer.
   *
   * @return the request
   */
  protected abstract GenerateRequest request();

  /**
   * What the model answers to {@link #request()}.
   *
   * @return the exact text, better with several words
   */
  protected abstract String expectedText();

  @Test
  void theWholeAnswerIsTheExpectedText() {
    try (FoundationModel model = open()) {
      GenerateResponse response = model.generate(request());
      assertThat(response.text()).isEqualTo(expectedText());
      assertThat(response.model().provider()).isEqualTo(model.id().provider());
      assertThat(response.latency().total()).isPositive();
    }
  }

  @Test
  void theAnswerTellsItsUsage() {
    try (FoundationModel model = open()) {
      TokenUsage usage = model.generate(request()).usage();
      assertThat(usage.source()).isNotEqualTo(TokenUsage.Source.UNKNOWN);
      assertThat(usage.input()).isPositive();
      assertThat(usage.output()).isPositive();
    }
  }

  @Test
  void theTextDeltasOfAStreamTogetherAreTheAnswer() {
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      StringBuilder text = new StringBuilder();
      for (StreamEvent event : stream) {
        if (event instanceof StreamEvent.TextDelta delta) {
          text.append(delta.text());
        }
      }
      assertThat(text).hasToString(expectedText());
    }
  }

  @Test
  void aStreamEndsWithTheResponseThatGenerateGives() {
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      GenerateResponse whole = model.generate(request());
      GenerateResponse streamed = stream.response();
      assertThat(streamed.content()).isEqualTo(whole.content());
      assertThat(streamed.stopReason()).isEqualTo(whole.stopReason());
      assertThat(streamed.rawStopReason()).isEqualTo(whole.rawStopReason());
      assertThat(streamed.usage()).isEqualTo(whole.usage());
      assertThat(streamed.model()).isEqualTo(whole.model());
    }
  }

  @Test
  void theLastEventAndOnlyThatIsCompleted() {
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      List<StreamEvent> events = new ArrayList<>();
      stream.forEach(events::add);
      assertThat(events).hasSizeGreaterThanOrEqualTo(2);
      assertThat(events.get(events.size() - 1)).isInstanceOf(StreamEvent.Completed.class);
      assertThat(events.subList(0, events.size() - 1))
          .noneMatch(StreamEvent.Completed.class::isInstance);
      assertThat(stream.outcome().toCompletableFuture()).isCompletedWithValue(stream.response());
    }
  }

  @Test
  void aStreamMeasuresTheTimeToItsFirstToken() {
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      GenerateResponse response = stream.response();
      assertThat(response.latency().timeToFirstToken()).isPresent();
      assertThat(response.latency().timeToFirstToken().orElseThrow())
          .isLessThanOrEqualTo(response.latency().total());
    }
  }

  @Test
  void thePublisherGivesOneEventForEachOneAskedFor() throws Exception {
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      CollectingSubscriber subscriber = new CollectingSubscriber();
      stream.publisher().subscribe(subscriber);
      while (!subscriber.done.isDone()) {
        int before = subscriber.events.size();
        subscriber.subscription().request(1);
        subscriber.awaitMoreThan(before);
        assertThat(subscriber.events).hasSizeLessThanOrEqualTo(before + 1);
      }
      subscriber.done.get(5, TimeUnit.SECONDS);
      assertThat(subscriber.text()).isEqualTo(expectedText());
      assertThat(subscriber.events.get(subscriber.events.size() - 1))
          .isInstanceOf(StreamEvent.Completed.class);
    }
  }

  @Test
  void anAsynchronousCallGivesTheSameAnswer() throws Exception {
    try (FoundationModel model = open()) {
      CompletableFuture<GenerateResponse> future = model.generateAsync(request());
      assertThat(future.get(30, TimeUnit.SECONDS).text()).isEqualTo(expectedText());
    }
  }

  @Test
  void aStreamClosedAfterItsFirstEventGivesNoMore() {
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      Iterator<StreamEvent> events = stream.iterator();
      assertThat(events.next()).isNotInstanceOf(StreamEvent.Completed.class);
      stream.close();
      assertThatThrownBy(events::next).isInstanceOf(CancelledException.class);
      assertThat(stream.outcome().toCompletableFuture()).isCompletedExceptionally();
    }
  }

  @Test
  void anEngineThatIsClosedInMidStreamGivesNoMoreEvents() throws Exception {
    try (FoundationModel model = open().with((id, inner) -> new ClosingEngine(inner));
        ModelStream stream = model.stream(request())) {
      assertThatThrownBy(stream::response)
          .as("after close(), the engine's next() must end in an exception")
          .isInstanceOf(CancelledException.class);
    }
  }

  @Test
  void aTokenCancelledBeforehandEndsTheCallBeforeItBegins() {
    CancelToken token = new CancelToken();
    token.cancel("not needed");
    try (FoundationModel model = open()) {
      CallContext context = CallContext.create().withCancelToken(token);
      assertThatThrownBy(() -> model.generate(request(), context))
          .isInstanceOf(CancelledException.class)
          .hasMessageContaining("not needed");
    }
  }

  @Test
  void anInterruptedThreadGetsNoAnswerAndKeepsItsInterrupt() {
    try (FoundationModel model = open()) {
      Thread.currentThread().interrupt();
      Throwable problem = catchThrowableOfType(Throwable.class, () -> model.generate(request()));
      boolean kept = Thread.interrupted(); // and cleared for the next test
      assertThat(problem).isInstanceOf(CancelledException.class);
      assertThat(kept).as("the interrupt is still set").isTrue();
    }
  }

  @Test
  void oneModelServesManyCallsAtOnce() {
    try (FoundationModel model = open()) {
      List<CompletableFuture<GenerateResponse>> calls = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        calls.add(model.generateAsync(request()));
      }
      assertThat(calls)
          .allSatisfy(
              call -> assertThat(call.get(30, TimeUnit.SECONDS).text()).isEqualTo(expectedText()));
    }
  }

  @Test
  void contentOfAnotherProvidersIsRefusedAndNotDropped() {
    GenerateRequest foreign = request().toBuilder()
        .message(
            new Message(Role.USER, List.of(new ContentBlock.Opaque("another-provider", "x", "y"))))
        .build();
    try (FoundationModel model = open()) {
      assertThatThrownBy(() -> model.generate(foreign))
          .isInstanceOf(RejectedInputException.class)
          .hasMessageContaining("another-provider");
    }
  }

  @Test
  void aGenerousDeadlineChangesNothing() {
    try (FoundationModel model = open()) {
      GenerateRequest patient =
          request().toBuilder().deadline(Duration.ofMinutes(5)).build();
      assertThat(model.generate(patient).text()).isEqualTo(expectedText());
    }
  }
}

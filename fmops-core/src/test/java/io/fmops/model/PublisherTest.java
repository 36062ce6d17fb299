package io.fmops.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PublisherTest {

  private static final GenerateRequest REQUEST = GenerateRequest.of("hello");

  /** Asks for a number of events at once and keeps what comes. */
  private static class Subscriber implements Flow.Subscriber<StreamEvent> {
    final List<StreamEvent> events = new CopyOnWriteArrayList<>();
    final CompletableFuture<String> end = new CompletableFuture<>();
    final long first;
    Flow.Subscription subscription;

    Subscriber(long first) {
      this.first = first;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(first);
    }

    @Override
    public void onNext(StreamEvent event) {
      events.add(event);
    }

    @Override
    public void onError(Throwable problem) {
      end.completeExceptionally(problem);
    }

    @Override
    public void onComplete() {
      end.complete("complete");
    }
  }

  @Test
  void allEventsComeInOrderAndThenTheCompletion() throws Exception {
    String[] chunks = new String[1000];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = i + " ";
    }
    try (ModelStream stream = ScriptedEngine.answering(chunks).model().stream(REQUEST)) {
      Subscriber subscriber = new Subscriber(Long.MAX_VALUE);
      stream.publisher().subscribe(subscriber);
      assertThat(subscriber.end.get(5, TimeUnit.SECONDS)).isEqualTo("complete");
      assertThat(subscriber.events).hasSize(1001);
      assertThat(subscriber.events.get(700)).isEqualTo(new StreamEvent.TextDelta(0, "700 "));
    }
  }

  @Test
  void noMoreComesThanWasAskedFor() throws Exception {
    try (ModelStream stream = ScriptedEngine.answering("a", "b", "c").model().stream(REQUEST)) {
      Subscriber subscriber = new Subscriber(2);
      stream.publisher().subscribe(subscriber);
      Thread.sleep(100);
      assertThat(subscriber.events).hasSize(2);
      assertThat(subscriber.end).isNotDone();
      subscriber.subscription.request(2);
      assertThat(subscriber.end.get(5, TimeUnit.SECONDS)).isEqualTo("complete");
    }
  }

  @Test
  void aFailureComesOnceAndNothingAfterIt() throws Exception {
    ScriptedEngine engine =
        new ScriptedEngine(new StreamEvent.TextDelta(0, "a"), new ThrottledException("no"));
    try (ModelStream stream = engine.model().stream(REQUEST)) {
      Subscriber subscriber = new Subscriber(Long.MAX_VALUE);
      stream.publisher().subscribe(subscriber);
      assertThatThrownBy(() -> subscriber.end.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(ThrottledException.class);
      assertThat(subscriber.events).hasSize(1);
    }
  }

  @Test
  void cancellingWhileTheEngineWaitsClosesItWithoutASignal() throws Exception {
    ScriptedEngine engine =
        new ScriptedEngine(new StreamEvent.TextDelta(0, "a"), ScriptedEngine.WAIT);
    try (ModelStream stream = engine.model().stream(REQUEST)) {
      Subscriber subscriber = new Subscriber(Long.MAX_VALUE);
      stream.publisher().subscribe(subscriber);
      Thread.sleep(50);
      subscriber.subscription.cancel();
      Thread.sleep(50);
      assertThat(engine.closed).hasValue(1);
      assertThat(subscriber.end).isNotDone();
      assertThat(stream.outcome().toCompletableFuture()).isCompletedExceptionally();
    }
  }

  @Test
  void askingForLessThanOneEventIsAnError() throws Exception {
    try (ModelStream stream = ScriptedEngine.answering("a").model().stream(REQUEST)) {
      Subscriber subscriber = new Subscriber(0);
      stream.publisher().subscribe(subscriber);
      assertThatThrownBy(() -> subscriber.end.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anErrorOfTheJvmIsToldToTheSubscriberToo() {
    ScriptedEngine engine = new ScriptedEngine(new NoClassDefFoundError("x"));
    try (ModelStream stream = engine.model().stream(REQUEST)) {
      Subscriber subscriber = new Subscriber(1);
      stream.publisher().subscribe(subscriber);
      assertThatThrownBy(() -> subscriber.end.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(NoClassDefFoundError.class);
      assertThat(engine.closed).hasValue(1);
    }
  }

  @Test
  void askingForNothingWhileAnEventIsAwaitedIsTheErrorThatIsTold() throws Exception {
    ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.WAIT);
    try (ModelStream stream = engine.model().stream(REQUEST)) {
      Subscriber subscriber = new Subscriber(1);
      stream.publisher().subscribe(subscriber);
      Thread.sleep(50);
      subscriber.subscription.request(0);
      assertThatThrownBy(() -> subscriber.end.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aSecondSubscriberIsRefused() throws Exception {
    try (ModelStream stream = ScriptedEngine.answering("a").model().stream(REQUEST)) {
      Flow.Publisher<StreamEvent> publisher = stream.publisher();
      Subscriber first = new Subscriber(Long.MAX_VALUE);
      Subscriber second = new Subscriber(1);
      publisher.subscribe(first);
      publisher.subscribe(second);
      assertThatThrownBy(() -> second.end.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IllegalStateException.class);
      assertThat(first.end.get(5, TimeUnit.SECONDS)).isEqualTo("complete");
    }
  }

  @Test
  void aSubscriberThatThrowsEndsTheExchange() throws Exception {
    ScriptedEngine engine =
        new ScriptedEngine(new StreamEvent.TextDelta(0, "a"), ScriptedEngine.WAIT);
    try (ModelStream stream = engine.model().stream(REQUEST)) {
      Subscriber subscriber = new Subscriber(Long.MAX_VALUE) {
        @Override
        public void onNext(StreamEvent event) {
          throw new IllegalStateException("my bug");
        }
      };
      stream.publisher().subscribe(subscriber);
      assertThatThrownBy(() -> subscriber.end.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IllegalStateException.class);
      assertThat(engine.closed).hasValue(1);
    }
  }
}

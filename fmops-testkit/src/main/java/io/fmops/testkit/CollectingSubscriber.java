package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.StreamEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps what a publisher gives and checks that it keeps to the rules of Flow. */
final class CollectingSubscriber implements Flow.Subscriber<StreamEvent> {

  final List<StreamEvent> events = new CopyOnWriteArrayList<>();
  final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile Flow.@Nullable Subscription subscription;

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
  }

  @Override
  public void onNext(StreamEvent event) {
    assertThat(done).as("no event after the end").isNotDone();
    events.add(event);
  }

  @Override
  public void onError(Throwable problem) {
    assertThat(done.completeExceptionally(problem)).as("one end only").isTrue();
  }

  @Override
  public void onComplete() {
    assertThat(done.complete(null)).as("one end only").isTrue();
  }

  Flow.Subscription subscription() {
    Flow.Subscription given = subscription;
    assertThat(given).isNotNull();
    return java.util.Objects.requireNonNull(given);
  }

  void awaitMoreThan(int count) throws InterruptedException {
    long end = System.nanoTime() + 10_000_000_000L;
    while (events.size() <= count && !done.isDone()) {
      assertThat(System.nanoTime() - end).as("an event within 10 s").isNegative();
      Thread.sleep(1);
    }
    if (!events.isEmpty() && events.get(events.size() - 1) instanceof StreamEvent.Completed) {
      done.exceptionally(e -> null)
          .orTimeout(5, java.util.concurrent.TimeUnit.SECONDS)
          .join();
    }
  }

  String text() {
    return events.stream()
        .filter(StreamEvent.TextDelta.class::isInstance)
        .map(event -> ((StreamEvent.TextDelta) event).text())
        .collect(Collectors.joining());
  }
}

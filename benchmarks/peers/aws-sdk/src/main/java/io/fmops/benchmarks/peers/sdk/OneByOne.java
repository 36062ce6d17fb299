package io.fmops.benchmarks.peers.sdk;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Hands events to a reader on its own thread, and asks for the next one when the reader is done
 * with one, as back-pressure is meant.
 */
final class OneByOne<T> implements Subscriber<T> {

  /** An event, or the end if there is none. */
  private record Signal<T>(@Nullable T event) {}

  private final BlockingQueue<Signal<T>> signals = new LinkedBlockingQueue<>();
  private volatile @Nullable Subscription subscription;

  /** Reads to the end, however it comes about. */
  void read(Consumer<T> reader) throws InterruptedException {
    T event;
    while ((event = signals.take().event()) != null) {
      reader.accept(event);
      Subscription current = subscription;
      if (current != null) {
        current.request(1);
      }
    }
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(T event) {
    signals.add(new Signal<>(event));
  }

  @Override
  public void onError(Throwable problem) {
    signals.add(new Signal<>(null));
  }

  @Override
  public void onComplete() {
    signals.add(new Signal<>(null));
  }
}

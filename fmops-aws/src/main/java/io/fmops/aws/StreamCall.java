package io.fmops.aws;

import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.EventBuffer;
import io.fmops.model.spi.EventSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.awscore.eventstream.EventStreamResponseHandler;
import software.amazon.awssdk.core.async.SdkPublisher;

/**
 * A call for a stream. The SDK's event loop fills a buffer and never waits for the reader: when the
 * buffer is full, no more is asked of the SDK. {@link #close()} may come from any thread.
 *
 * <p>The SDK tells the end of a stream by up to four signals, takes a connection that was cut for a
 * proper end, and goes on when only one of subscription and future is cancelled; all of that is
 * evened out here.
 *
 * @param <R> the head of the service's answer
 * @param <E> the service's events
 */
public abstract class StreamCall<R, E>
    implements EventSource, EventBuffer.Producer, EventStreamResponseHandler<R, E>, Subscriber<E> {

  private final EventBuffer buffer;
  private final AbortableStream exchange = new AbortableStream();

  /**
   * A call that has not begun.
   *
   * @param model named in messages
   * @param readTimeout how long the reader waits for the next sign of an answer
   */
  @SuppressWarnings("this-escape") // The buffer only keeps it.
  protected StreamCall(ModelId model, Duration readTimeout) {
    this.buffer = new EventBuffer(model, this, EventBuffer.DEFAULT_BYTES, readTimeout);
  }

  /**
   * Makes events of what the service sent, and adds them to {@link #buffer()}.
   *
   * @param event what the service sent
   */
  protected abstract void read(E event);

  /**
   * What {@link #read} threw, for the reader.
   *
   * @param problem what it threw
   * @return ends the call
   */
  protected abstract ModelException unreadable(RuntimeException problem);

  /**
   * The exchange has ended; gives {@link #buffer()} the outcome. May be called more than once; the
   * buffer takes the first outcome.
   *
   * @param problem what the SDK told, or null if it takes this for a proper end, as it does with a
   *     connection that was cut
   */
  protected abstract void end(@Nullable Throwable problem);

  /**
   * Holds what the reader has not read yet.
   *
   * @return the buffer
   */
  protected final EventBuffer buffer() {
    return buffer;
  }

  /**
   * Begins the call without waiting for anything.
   *
   * @param <C> the service's client
   * @param client the client, now or soon
   * @param invoke sends the request, with this call as its handler
   */
  protected final <C> void begin(
      CompletableFuture<C> client, Function<C, CompletableFuture<Void>> invoke) {
    CompletableFuture<?> unused = client.whenComplete((made, problem) -> {
      if (problem != null) {
        end(problem);
      } else if (!exchange.aborted()) {
        send(made, invoke);
      }
    });
  }

  private <C> void send(C client, Function<C, CompletableFuture<Void>> invoke) {
    CompletableFuture<Void> sent;
    try {
      sent = invoke.apply(client);
    } catch (RuntimeException e) {
      end(e);
      return;
    }
    CompletableFuture<?> unused = sent.whenComplete((nothing, problem) -> endedOutside(problem));
    exchange.begun(sent);
  }

  @Override
  public StreamEvent next() throws InterruptedException {
    return buffer.next();
  }

  @Override
  public boolean endsOnInterrupt() {
    return buffer.endsOnInterrupt();
  }

  @Override
  public void close() {
    buffer.close();
  }

  @Override
  public final void resume() {
    exchange.request();
  }

  @Override
  public final void abort() {
    exchange.abort();
  }

  @Override
  public final void onEventStream(SdkPublisher<E> publisher) {
    publisher.subscribe(this);
  }

  @Override
  public final void onSubscribe(Subscription subscription) {
    exchange.subscribed(subscription);
  }

  @Override
  public final void onNext(E event) {
    exchange.received();
    try {
      read(event);
    } catch (RuntimeException e) {
      buffer.fail(unreadable(e));
      exchange.abort();
      return;
    }
    if (buffer.wantsMore()) {
      exchange.request();
    }
  }

  @Override
  public final void onComplete() {
    end(null);
  }

  @Override
  public final void onError(Throwable problem) {
    end(problem);
  }

  @Override
  public final void exceptionOccurred(Throwable problem) {
    endedOutside(problem);
  }

  @Override
  public final void complete() {
    // The subscription tells it.
  }

  /**
   * The exchange ended. Once there is a subscription, this is left to {@link #onError} and
   * {@link #onComplete}, which come after the last event, while this may come before events that
   * still wait in the SDK for a slow reader.
   */
  private void endedOutside(@Nullable Throwable problem) {
    if (!exchange.subscribed()) {
      end(problem);
    }
  }
}

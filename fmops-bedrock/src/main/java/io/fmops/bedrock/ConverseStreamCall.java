package io.fmops.bedrock;

import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.TimedOutException;
import io.fmops.model.spi.EventBuffer;
import io.fmops.model.spi.EventSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/**
 * A call for a stream. The SDK's event loop fills a buffer, and that is all that happens there.
 *
 * <p>The SDK tells the end of a stream by up to four signals, takes a connection that was cut for a
 * proper end, and goes on when only one of subscription and future is cancelled; all of that is
 * evened out here.
 */
final class ConverseStreamCall
    implements EventBuffer.Producer,
        ConverseStreamResponseHandler,
        Subscriber<ConverseStreamOutput> {

  private final ModelId model;
  private final EventBuffer buffer;
  private final StreamedAnswer answer;

  private final ReentrantLock lock = new ReentrantLock();
  private boolean aborted;
  private boolean begun;
  private @Nullable String requestId;
  private @Nullable Subscription subscription;
  private @Nullable CompletableFuture<Void> exchange;

  private ConverseStreamCall(ModelId model, Duration limit) {
    this.model = model;
    buffer = new EventBuffer(model, this, EventBuffer.DEFAULT_BYTES, limit);
    answer = new StreamedAnswer(model, this::add);
  }

  /** Begins the call without waiting for anything. */
  static EventSource begin(
      ModelId model, Clients clients, ConverseStreamRequest request, Duration limit) {
    ConverseStreamCall call = new ConverseStreamCall(model, limit);
    CompletableFuture<?> unused = clients.async().whenComplete((client, problem) -> {
      if (client == null) {
        call.end(problem);
      } else {
        call.send(client.client(), request);
      }
    });
    return call.buffer;
  }

  private void send(BedrockRuntimeAsyncClient client, ConverseStreamRequest request) {
    if (isAborted()) {
      return;
    }
    CompletableFuture<Void> sent;
    try {
      sent = client.converseStream(request, this);
    } catch (RuntimeException e) {
      end(e);
      return;
    }
    CompletableFuture<?> unused = sent.whenComplete((nothing, problem) -> {
      if (problem != null) {
        exceptionOccurred(problem);
      }
    });
    lock.lock();
    try {
      exchange = sent;
      if (!aborted) {
        return;
      }
    } finally {
      lock.unlock();
    }
    sent.cancel(true);
  }

  @Override
  public void responseReceived(ConverseStreamResponse response) {
    lock.lock();
    try {
      requestId = response.responseMetadata().requestId();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onEventStream(SdkPublisher<ConverseStreamOutput> publisher) {
    publisher.subscribe(this);
  }

  @Override
  public void onSubscribe(Subscription given) {
    lock.lock();
    try {
      subscription = given;
    } finally {
      lock.unlock();
    }
    if (isAborted()) {
      given.cancel();
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(ConverseStreamOutput event) {
    try {
      event.accept(answer);
    } catch (RuntimeException e) {
      buffer.fail(AwsErrors.malformed(model, e, AwsErrors.details(model, requestId()), e));
      abort();
      return;
    }
    if (buffer.wantsMore()) {
      resume();
    }
  }

  private void add(StreamEvent event) {
    if (event instanceof StreamEvent.Content) {
      lock.lock();
      try {
        begun = true;
      } finally {
        lock.unlock();
      }
    }
    buffer.add(event);
  }

  @Override
  public void onComplete() {
    end(null);
  }

  @Override
  public void onError(Throwable problem) {
    end(problem);
  }

  @Override
  public void complete() {
    // The subscriber has been told.
  }

  /**
   * The exchange failed. Once there is a subscription, this is left to {@link #onError}, which
   * comes after the last event, while this may come before events that still wait in the SDK.
   */
  @Override
  public void exceptionOccurred(Throwable problem) {
    if (subscription() == null) {
      end(problem);
    }
  }

  private void end(@Nullable Throwable problem) {
    try {
      StreamEvent.Completed completed = answer.completed(requestId());
      if (completed != null) {
        // All has been said: whatever then befell the connection makes no difference.
        buffer.add(completed);
        return;
      }
    } catch (ModelException e) {
      buffer.fail(e);
      return;
    }
    buffer.fail(
        problem == null
            ? AwsErrors.truncated(model, AwsErrors.details(model, requestId()), null)
            : failure(problem));
  }

  private ModelException failure(Throwable problem) {
    ModelException failure = AwsErrors.translate(model, problem, requestId(), hasBegun());
    if (failure instanceof TimedOutException timedOut
        && timedOut.limit() != TimedOutException.Limit.PROVIDER) {
      // The buffer ends the wait of a reader long before the event loop gives a connection up.
      return new TimedOutException(
          model + ": the stream was given up because nobody read it for too long",
          TimedOutException.Limit.GAP,
          failure.details(),
          problem);
    }
    return failure;
  }

  @Override
  public void resume() {
    Subscription source = subscription();
    if (source != null) {
      source.request(1);
    }
  }

  @Override
  public void abort() {
    Subscription source;
    CompletableFuture<Void> future;
    lock.lock();
    try {
      aborted = true;
      source = subscription;
      future = exchange;
    } finally {
      lock.unlock();
    }
    if (source != null) {
      source.cancel();
    }
    if (future != null) {
      future.cancel(true);
    }
  }

  private boolean isAborted() {
    lock.lock();
    try {
      return aborted;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Subscription subscription() {
    lock.lock();
    try {
      return subscription;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasBegun() {
    lock.lock();
    try {
      return begun;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable String requestId() {
    lock.lock();
    try {
      return requestId;
    } finally {
      lock.unlock();
    }
  }
}

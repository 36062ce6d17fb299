package io.fmops.sagemaker;

import io.fmops.model.ModelException;
import io.fmops.model.StreamEvent;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.spi.EventBuffer;
import io.fmops.model.spi.EventSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeAsyncClient;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointWithResponseStreamRequest;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointWithResponseStreamResponse;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.sagemakerruntime.model.PayloadPart;
import software.amazon.awssdk.services.sagemakerruntime.model.ResponseStream;

/**
 * One InvokeEndpointWithResponseStream, begun by the thread that asks for the first event. The
 * SDK's event loop fills the buffer and never waits for the reader: when the buffer is full, no
 * more is asked of the SDK. {@link #close()} may come from any thread.
 */
final class StreamedAnswer
    implements EventSource,
        EventBuffer.Producer,
        InvokeEndpointWithResponseStreamResponseHandler,
        Subscriber<ResponseStream> {

  private final Endpoint endpoint;
  private final SageMakerClients clients;
  private final PayloadCodec codec;
  private final InvokeEndpointWithResponseStreamRequest request;
  private final EventBuffer buffer;

  private final ReentrantLock lock = new ReentrantLock();
  private boolean started;
  private boolean aborted;
  private boolean begun;
  private PayloadCodec.@Nullable StreamDecoder decoder;
  private @Nullable InvokeEndpointWithResponseStreamResponse head;
  private @Nullable CompletableFuture<Void> exchange;
  private @Nullable Subscription subscription;

  StreamedAnswer(
      Endpoint endpoint,
      SageMakerClients clients,
      PayloadCodec codec,
      InvokeEndpointWithResponseStreamRequest request,
      Duration readTimeout) {
    this.endpoint = endpoint;
    this.clients = clients;
    this.codec = codec;
    this.request = request;
    this.buffer = new EventBuffer(endpoint.id(), this, EventBuffer.DEFAULT_BYTES, readTimeout);
  }

  @Override
  public StreamEvent next() throws InterruptedException {
    if (starts()) {
      start();
    }
    return buffer.next();
  }

  @Override
  public void close() {
    buffer.close();
  }

  private boolean starts() {
    lock.lock();
    try {
      boolean first = !started && !aborted;
      started = true;
      return first;
    } finally {
      lock.unlock();
    }
  }

  private void start() {
    CompletableFuture<?> unused = clients.async().whenComplete((async, problem) -> {
      if (problem != null) {
        fail(problem);
      } else {
        invoke(async.client());
      }
    });
  }

  private void invoke(SageMakerRuntimeAsyncClient client) {
    CompletableFuture<Void> future;
    try {
      if (isAborted()) {
        return;
      }
      future = client.invokeEndpointWithResponseStream(request, this);
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    lock.lock();
    try {
      exchange = future;
    } finally {
      lock.unlock();
    }
    CompletableFuture<?> unused = future.whenComplete((nothing, problem) -> {
      if (problem != null) {
        fail(problem);
      } else {
        complete();
        buffer.fail(noAnswer());
      }
    });
    cancelIfAborted();
  }

  @Override
  public void resume() {
    Subscription current;
    lock.lock();
    try {
      current = subscription;
    } finally {
      lock.unlock();
    }
    if (current != null) {
      current.request(1);
    }
  }

  @Override
  public void abort() {
    lock.lock();
    try {
      aborted = true;
    } finally {
      lock.unlock();
    }
    cancelIfAborted();
  }

  /** The subscription and the future come at their own times; whichever is there ends the call. */
  private void cancelIfAborted() {
    Subscription toCancel;
    CompletableFuture<Void> toEnd;
    lock.lock();
    try {
      if (!aborted) {
        return;
      }
      toCancel = subscription;
      toEnd = exchange;
    } finally {
      lock.unlock();
    }
    if (toCancel != null) {
      toCancel.cancel();
    }
    if (toEnd != null) {
      toEnd.cancel(true);
    }
  }

  @Override
  public void responseReceived(InvokeEndpointWithResponseStreamResponse response) {
    lock.lock();
    try {
      head = response;
      decoder = codec.decoder(Optional.ofNullable(response.responseMetadata().requestId()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onEventStream(SdkPublisher<ResponseStream> publisher) {
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
    given.request(1);
    cancelIfAborted();
  }

  @Override
  public void onNext(ResponseStream event) {
    try {
      if (event instanceof PayloadPart part && part.bytes() != null) {
        read(part.bytes().asByteArrayUnsafe()).forEach(buffer::add);
      }
    } catch (RuntimeException e) {
      fail(e);
      abort();
      return;
    }
    if (buffer.wantsMore()) {
      resume();
    }
  }

  private List<StreamEvent> read(byte[] part) {
    lock.lock();
    try {
      begun = true;
      return decoder == null ? List.of() : decoder.feed(part);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onError(Throwable problem) {
    fail(problem);
  }

  @Override
  public void exceptionOccurred(Throwable problem) {
    fail(problem);
  }

  @Override
  public void onComplete() {
    complete();
  }

  /** The bytes have ended, which the SDK says also of a connection that broke. */
  @Override
  public void complete() {
    try {
      end().forEach(buffer::add);
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Whatever the SDK does: when it says that it has finished, nobody waits any longer. */
  private ModelException noAnswer() {
    return new TruncatedStreamException(
        "the stream of %s ended before it began".formatted(endpoint.label()),
        endpoint.details(Optional.empty()),
        null);
  }

  private List<StreamEvent> end() {
    lock.lock();
    try {
      PayloadCodec.StreamDecoder ending = decoder;
      // Told by the subscription, the handler and the future, one after the other.
      decoder = null;
      if (ending == null) {
        return List.of();
      }
      return ending.end().stream()
          .map(event -> event instanceof StreamEvent.Completed completed
              ? new StreamEvent.Completed(
                  completed.response().toBuilder().raw(head).build())
              : event)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** The SDK tells one failure up to four times; the buffer takes the first. */
  private void fail(Throwable problem) {
    ModelException translated = new AwsErrors(endpoint).exception(problem, progress());
    if (translated instanceof TruncatedStreamException && finished()) {
      // The connection broke after the server had said all.
      complete();
    } else {
      buffer.fail(translated);
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

  private AwsErrors.Progress progress() {
    lock.lock();
    try {
      return begun
          ? AwsErrors.Progress.CONTENT
          : head != null ? AwsErrors.Progress.HEAD : AwsErrors.Progress.NOTHING;
    } finally {
      lock.unlock();
    }
  }

  private boolean finished() {
    lock.lock();
    try {
      return decoder != null && decoder.finished();
    } finally {
      lock.unlock();
    }
  }
}

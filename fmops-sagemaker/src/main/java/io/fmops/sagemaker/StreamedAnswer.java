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
import java.util.concurrent.atomic.AtomicBoolean;
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
 * One InvokeEndpointWithResponseStream, begun when the first event is asked for. The SDK's event
 * loop fills the buffer and never waits for the reader: when the buffer is full, no more is asked
 * of the SDK. {@link #close()} may come from any thread.
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
  private final AtomicBoolean started = new AtomicBoolean();
  private final AbortableStream exchange = new AbortableStream();

  /** The event loop reads, and other threads of the SDK's may tell that it failed. */
  private final ReentrantLock lock = new ReentrantLock();

  private AwsErrors.Progress progress = AwsErrors.Progress.NOTHING;
  private PayloadCodec.@Nullable StreamDecoder decoder;
  private @Nullable InvokeEndpointWithResponseStreamResponse head;

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
    if (started.compareAndSet(false, true)) {
      CompletableFuture<?> unused = clients.async().whenComplete((async, problem) -> {
        if (problem != null) {
          fail(problem);
        } else if (!exchange.aborted()) {
          invoke(async.client());
        }
      });
    }
    return buffer.next();
  }

  private void invoke(SageMakerRuntimeAsyncClient client) {
    CompletableFuture<Void> future;
    try {
      future = client.invokeEndpointWithResponseStream(request, this);
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    CompletableFuture<?> unused = future.whenComplete((nothing, problem) -> exceptionOccurred(
        problem != null
            ? problem
            : new TruncatedStreamException(
                "the stream of %s ended before it began".formatted(endpoint.label()),
                endpoint.details(Optional.empty()),
                null)));
    exchange.begun(future);
  }

  @Override
  public void close() {
    buffer.close();
  }

  @Override
  public void resume() {
    exchange.request();
  }

  @Override
  public void abort() {
    exchange.abort();
  }

  @Override
  public void responseReceived(InvokeEndpointWithResponseStreamResponse response) {
    lock.lock();
    try {
      progress = AwsErrors.Progress.HEAD;
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
  public void onSubscribe(Subscription subscription) {
    exchange.subscribed(subscription);
  }

  @Override
  public void onNext(ResponseStream event) {
    try {
      if (event instanceof PayloadPart part && part.bytes() != null) {
        read(part.bytes().asByteArrayUnsafe()).forEach(buffer::add);
      }
    } catch (RuntimeException e) {
      fail(e);
      exchange.abort();
      return;
    }
    if (buffer.wantsMore()) {
      exchange.request();
    }
  }

  private List<StreamEvent> read(byte[] part) {
    lock.lock();
    try {
      progress = AwsErrors.Progress.CONTENT;
      return decoder == null ? List.of() : decoder.feed(part);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onError(Throwable problem) {
    fail(problem);
  }

  /**
   * The exchange failed. Once there is a subscription, that is told by {@link #onError} after the
   * last event, while this may come before events that still wait in the SDK for a slow reader.
   */
  @Override
  public void exceptionOccurred(Throwable problem) {
    if (!exchange.subscribed()) {
      fail(problem);
    }
  }

  @Override
  public void complete() {
    // The subscription tells it.
  }

  /** The bytes have ended, which the SDK says also of a connection that was cut. */
  @Override
  public void onComplete() {
    try {
      end().forEach(buffer::add);
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private List<StreamEvent> end() {
    lock.lock();
    try {
      PayloadCodec.StreamDecoder ending = decoder;
      decoder = null;
      return ending == null
          ? List.of()
          : ending.end().stream().map(this::withHead).toList();
    } finally {
      lock.unlock();
    }
  }

  private StreamEvent withHead(StreamEvent event) {
    return event instanceof StreamEvent.Completed completed
        ? new StreamEvent.Completed(completed.response().toBuilder().raw(head).build())
        : event;
  }

  /** The SDK tells one failure up to four times; the buffer takes the first. */
  private void fail(Throwable problem) {
    boolean finished;
    ModelException translated;
    lock.lock();
    try {
      finished = decoder != null && decoder.finished();
      translated = new AwsErrors(endpoint).exception(problem, progress);
    } finally {
      lock.unlock();
    }
    if (finished && translated instanceof TruncatedStreamException) {
      // The connection broke after the server had said all.
      onComplete();
    } else {
      buffer.fail(translated);
    }
  }
}

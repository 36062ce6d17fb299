package io.fmops.sagemaker;

import io.fmops.aws.StreamCall;
import io.fmops.model.ModelException;
import io.fmops.model.StreamEvent;
import io.fmops.model.TimedOutException;
import io.fmops.model.TruncatedStreamException;
import io.fmops.openai.chat.StreamDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointWithResponseStreamRequest;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointWithResponseStreamResponse;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.sagemakerruntime.model.PayloadPart;
import software.amazon.awssdk.services.sagemakerruntime.model.ResponseStream;

/** One InvokeEndpointWithResponseStream, begun when the first event is asked for. */
final class StreamedAnswer
    extends StreamCall<InvokeEndpointWithResponseStreamResponse, ResponseStream>
    implements InvokeEndpointWithResponseStreamResponseHandler {

  private final Endpoint endpoint;
  private final SageMakerClients clients;
  private final Function<Optional<String>, StreamDecoder> decoders;
  private final InvokeEndpointWithResponseStreamRequest request;
  private final AtomicBoolean started = new AtomicBoolean();

  /** The event loop reads, and other threads of the SDK's may tell that it failed. */
  private final ReentrantLock lock = new ReentrantLock();

  private boolean begun;
  private @Nullable StreamDecoder decoder;
  private @Nullable InvokeEndpointWithResponseStreamResponse head;

  StreamedAnswer(
      Endpoint endpoint,
      SageMakerClients clients,
      Function<Optional<String>, StreamDecoder> decoders,
      InvokeEndpointWithResponseStreamRequest request,
      Duration readTimeout) {
    super(endpoint.id(), readTimeout);
    this.endpoint = endpoint;
    this.clients = clients;
    this.decoders = decoders;
    this.request = request;
  }

  @Override
  public StreamEvent next() throws InterruptedException {
    if (started.compareAndSet(false, true)) {
      begin(clients.async(), client -> client.invokeEndpointWithResponseStream(request, this));
    }
    return super.next();
  }

  @Override
  public void responseReceived(InvokeEndpointWithResponseStreamResponse response) {
    lock.lock();
    try {
      head = response;
      decoder = decoders.apply(Optional.ofNullable(response.responseMetadata().requestId()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected void read(ResponseStream event) {
    if (event instanceof PayloadPart part && part.bytes() != null) {
      feed(part.bytes().asByteArrayUnsafe()).forEach(buffer()::add);
    }
  }

  private List<StreamEvent> feed(byte[] part) {
    lock.lock();
    try {
      begun = true;
      return decoder == null ? List.of() : decoder.feed(part);
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected ModelException unreadable(RuntimeException problem) {
    return translated(problem);
  }

  @Override
  protected void end(@Nullable Throwable problem) {
    if (problem != null) {
      fail(problem);
      return;
    }
    try {
      finish().forEach(buffer()::add);
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private List<StreamEvent> finish() {
    lock.lock();
    try {
      StreamDecoder ending = decoder;
      decoder = null;
      if (ending != null) {
        return ending.end().stream().map(this::withHead).toList();
      }
    } finally {
      lock.unlock();
    }
    // If it has ended already, the buffer does not take this any more.
    throw new TruncatedStreamException(
        "the stream of %s ended before it began".formatted(endpoint.label()),
        endpoint.details(Optional.empty()),
        null);
  }

  private StreamEvent withHead(StreamEvent event) {
    return event instanceof StreamEvent.Completed completed
        ? new StreamEvent.Completed(completed.response().toBuilder().raw(head).build())
        : event;
  }

  private void fail(Throwable problem) {
    ModelException translated = translated(problem);
    if (translated instanceof TruncatedStreamException && finished()) {
      // The connection broke after the server had said all.
      end(null);
    } else {
      buffer().fail(blamed(translated, problem));
    }
  }

  /** The buffer ends the wait of a reader long before the event loop gives a connection up. */
  private ModelException blamed(ModelException failure, Throwable problem) {
    return failure instanceof TimedOutException timedOut
            && timedOut.limit() != TimedOutException.Limit.PROVIDER
        ? new TimedOutException(
            "the stream of %s was given up because nobody read it for too long"
                .formatted(endpoint.label()),
            TimedOutException.Limit.GAP,
            failure.details(),
            problem)
        : failure;
  }

  private boolean finished() {
    lock.lock();
    try {
      return decoder != null && decoder.finished();
    } finally {
      lock.unlock();
    }
  }

  private ModelException translated(Throwable problem) {
    lock.lock();
    try {
      return new AwsErrors(endpoint).exception(problem, begun);
    } finally {
      lock.unlock();
    }
  }
}

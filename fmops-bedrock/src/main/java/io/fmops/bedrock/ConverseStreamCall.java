package io.fmops.bedrock;

import io.fmops.aws.StreamCall;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.TimedOutException;
import io.fmops.model.spi.EventSource;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/** One ConverseStream. */
final class ConverseStreamCall extends StreamCall<ConverseStreamResponse, ConverseStreamOutput>
    implements ConverseStreamResponseHandler {

  private final ModelId model;
  private final StreamedAnswer answer;

  private final ReentrantLock lock = new ReentrantLock();
  private boolean begun;
  private @Nullable String requestId;

  private ConverseStreamCall(ModelId model, Duration limit) {
    super(model, limit);
    this.model = model;
    answer = new StreamedAnswer(model, this::add);
  }

  /** Begins the call without waiting for anything. */
  static EventSource begin(
      ModelId model, Clients clients, ConverseStreamRequest request, Duration limit) {
    ConverseStreamCall call = new ConverseStreamCall(model, limit);
    call.begin(clients.async(), client -> client.converseStream(request, call));
    return call;
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
  protected void read(ConverseStreamOutput event) {
    event.accept(answer);
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
    buffer().add(event);
  }

  @Override
  protected ModelException unreadable(RuntimeException problem) {
    return AwsErrors.malformed(model, problem, requestId());
  }

  @Override
  protected void end(@Nullable Throwable problem) {
    try {
      StreamEvent.Completed completed = answer.completed(requestId());
      if (completed != null) {
        // All has been said: whatever then befell the connection makes no difference.
        buffer().add(completed);
        return;
      }
    } catch (ModelException e) {
      buffer().fail(e);
      return;
    }
    buffer().fail(problem == null ? AwsErrors.truncated(model, requestId()) : failure(problem));
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

package io.fmops.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.aws.StreamCall;
import io.fmops.bedrock.internal.Json;
import io.fmops.bedrock.spi.InvokeAnswer;
import io.fmops.bedrock.spi.TextCodec;
import io.fmops.bedrock.spi.TextCodec.Finish;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EventSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.PayloadPart;
import software.amazon.awssdk.services.bedrockruntime.model.ResponseStream;

/** One InvokeModelWithResponseStream. */
final class InvokeStreamCall
    extends StreamCall<InvokeModelWithResponseStreamResponse, ResponseStream>
    implements InvokeModelWithResponseStreamResponseHandler {

  /** What Bedrock adds to the last part, whatever the family. */
  private static final String METRICS = "amazon-bedrock-invocationMetrics";

  private static final byte[] METRICS_BYTES = METRICS.getBytes(StandardCharsets.US_ASCII);

  private final ModelId model;
  private final TextCodec.Decoder decoder;

  private final ReentrantLock lock = new ReentrantLock();
  private boolean begun;
  private @Nullable String requestId;
  private @Nullable JsonNode metrics;

  private InvokeStreamCall(ModelId model, TextCodec.Decoder decoder, Duration limit) {
    super(model, limit);
    this.model = model;
    this.decoder = decoder;
  }

  /** Begins the call without waiting for anything. */
  static EventSource begin(
      ModelId model, Clients clients, byte[] body, TextCodec.Decoder decoder, Duration limit) {
    InvokeStreamCall call = new InvokeStreamCall(model, decoder, limit);
    InvokeModelWithResponseStreamRequest request = InvokeModelWithResponseStreamRequest.builder()
        .modelId(model.name())
        .contentType(Invocations.JSON)
        .accept(Invocations.JSON)
        .body(SdkBytes.fromByteArrayUnsafe(body))
        .build();
    call.begin(clients.async(), client -> client.invokeModelWithResponseStream(request, call));
    return call;
  }

  @Override
  public void responseReceived(InvokeModelWithResponseStreamResponse response) {
    lock.lock();
    try {
      requestId = response.responseMetadata().requestId();
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected void read(ResponseStream event) {
    if (!(event instanceof PayloadPart part) || part.bytes() == null) {
      return;
    }
    byte[] bytes = part.bytes().asByteArrayUnsafe();
    if (contains(bytes, METRICS_BYTES)) {
      JsonNode told = Json.parse(bytes).get(METRICS);
      lock.lock();
      try {
        metrics = told == null ? metrics : told;
      } finally {
        lock.unlock();
      }
    }
    decoder.chunk(new InvokeAnswer(model, bytes, Optional.ofNullable(requestId())), this::add);
  }

  /** Only the last part is read twice. */
  private static boolean contains(byte[] bytes, byte[] sought) {
    for (int at = 0; at <= bytes.length - sought.length; at++) {
      int i = 0;
      while (i < sought.length && bytes[at + i] == sought[i]) {
        i++;
      }
      if (i == sought.length) {
        return true;
      }
    }
    return false;
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
    return problem instanceof ModelException known
        ? known
        : AwsErrors.malformed(model, problem, requestId());
  }

  @Override
  protected void end(@Nullable Throwable problem) {
    Optional<Finish> finish = decoder.finish();
    if (finish.isPresent()) {
      // All has been said: whatever then befell the connection makes no difference.
      buffer().add(completed(finish.get()));
    } else {
      buffer().fail(problem == null ? AwsErrors.truncated(model, requestId()) : failure(problem));
    }
  }

  private StreamEvent.Completed completed(Finish finish) {
    lock.lock();
    try {
      TokenUsage usage = finish.usage();
      Long millis = null;
      if (metrics != null) {
        millis = metrics.path("invocationLatency").isNumber()
            ? Long.valueOf(metrics.path("invocationLatency").asLong())
            : null;
        usage = usage.equals(TokenUsage.UNKNOWN) ? usage(metrics) : usage;
      }
      return new StreamEvent.Completed(GenerateResponse.builder(model)
          .stopReason(finish.reason(), finish.rawReason())
          .usage(usage)
          .latency(Answers.latency(millis))
          .requestId(requestId)
          .build());
    } finally {
      lock.unlock();
    }
  }

  private static TokenUsage usage(JsonNode metrics) {
    return metrics.path("inputTokenCount").isNumber()
        ? new TokenUsage(
            metrics.path("inputTokenCount").asLong(),
            metrics.path("outputTokenCount").asLong(),
            metrics.path("cacheReadInputTokenCount").asLong(),
            metrics.path("cacheWriteInputTokenCount").asLong(),
            TokenUsage.Source.REPORTED)
        : TokenUsage.UNKNOWN;
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

package io.fmops.bedrock;

import io.fmops.aws.SdkErrors;
import io.fmops.bedrock.spi.TextCodec;
import io.fmops.bedrock.spi.TextCodec.Finish;
import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EventSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;

/**
 * An InvokeModel for a whole text. The exchange runs on the thread that asks for the first event.
 */
final class InvokeCall implements EventSource {

  private final ModelId model;
  private final Calls<BedrockRuntimeClient> calls;
  private final byte[] body;
  private final TextCodec.Decoder decoder;
  private final CancelToken closed = new CancelToken();
  private @Nullable Iterator<StreamEvent> events;

  InvokeCall(ModelId model, Clients clients, byte[] body, TextCodec.Decoder decoder) {
    this.model = model;
    this.calls = new Calls<>(model, clients);
    this.body = body;
    this.decoder = decoder;
  }

  @Override
  public StreamEvent next() {
    throwIfClosed();
    if (events == null) {
      // The core watches the deadline and tells by closing.
      InvokeModelResponse response = calls.call(
          CallContext.create().withCancelToken(closed),
          "bedrock:InvokeModel",
          client -> client.invokeModel(Invocations.request(model, body)));
      throwIfClosed();
      events = events(response).iterator();
    }
    return events.next();
  }

  private List<StreamEvent> events(InvokeModelResponse response) {
    String requestId = response.responseMetadata().requestId();
    List<StreamEvent> all = new ArrayList<>();
    Finish finish = Invocations.decoded(model, response.body(), requestId, answer -> {
      decoder.whole(answer, all::add);
      return decoder
          .finish()
          .orElseThrow(() -> new MalformedAnswerException(
              model + " gave an answer without a stop reason",
              SdkErrors.details(model, requestId),
              null));
    });
    TokenUsage usage = finish.usage().equals(TokenUsage.UNKNOWN)
        ? InvokeHeaders.usage(response.sdkHttpResponse())
        : finish.usage();
    all.add(new StreamEvent.Completed(GenerateResponse.builder(model)
        .stopReason(finish.reason(), finish.rawReason())
        .usage(usage)
        .latency(Answers.latency(InvokeHeaders.latencyMillis(response.sdkHttpResponse())))
        .requestId(requestId)
        .raw(response)
        .build()));
    return all;
  }

  private void throwIfClosed() {
    if (closed.cancelled()) {
      throw new CancelledException(
          "the call of " + model + " was closed before its end", ErrorDetails.of(model), null);
    }
  }

  @Override
  public void close() {
    closed.cancel("the call was closed before its end");
  }
}

package io.fmops.bedrock;

import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStartEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStopEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamMetadataEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.MessageStopEvent;

/**
 * Makes events of what Bedrock streams. Event types that this version does not know are passed
 * over. For one thread at a time.
 */
final class StreamedAnswer implements ConverseStreamResponseHandler.Visitor {

  private final ModelId model;
  private final Consumer<StreamEvent> events;
  private final Map<Integer, OpenBlock> open = new LinkedHashMap<>();
  private @Nullable MessageStopEvent stop;
  private @Nullable ConverseStreamMetadataEvent metadata;

  StreamedAnswer(ModelId model, Consumer<StreamEvent> events) {
    this.model = model;
    this.events = events;
  }

  @Override
  public void visitContentBlockStart(ContentBlockStartEvent event) {
    if (event.start() != null) {
      open(event.contentBlockIndex()).start(event.start());
    }
  }

  @Override
  public void visitContentBlockDelta(ContentBlockDeltaEvent event) {
    int number = event.contentBlockIndex();
    if (event.delta() != null) {
      open(number).add(event.delta());
    }
  }

  private OpenBlock open(int number) {
    return open.computeIfAbsent(number, unused -> new OpenBlock(number, events));
  }

  @Override
  public void visitContentBlockStop(ContentBlockStopEvent event) {
    OpenBlock block = open.remove(event.contentBlockIndex());
    if (block != null) {
      block.close();
    }
  }

  @Override
  public void visitMessageStop(MessageStopEvent event) {
    stop = event;
    if (event.additionalModelResponseFields() != null) {
      events.accept(Answers.responseFields(event.additionalModelResponseFields()));
    }
  }

  @Override
  public void visitMetadata(ConverseStreamMetadataEvent event) {
    metadata = event;
    if (event.trace() != null) {
      Answers.traces(event.trace().guardrail(), event.trace().promptRouter(), events);
    }
  }

  /**
   * The last event, or null if Bedrock has not said all that belongs to an answer.
   *
   * @throws MalformedAnswerException if there is no stop reason, or if it says that the answer is
   *     no use
   */
  StreamEvent.@Nullable Completed completed(@Nullable String requestId) {
    if (stop == null || metadata == null) {
      return null;
    }
    open.values().forEach(OpenBlock::close);
    open.clear();
    String reason = stop.stopReasonAsString();
    MalformedAnswerException problem = Answers.problem(model, reason, requestId);
    if (problem != null) {
      throw problem;
    }
    return new StreamEvent.Completed(GenerateResponse.builder(model)
        .stopReason(Answers.stopReason(stop.stopReason()), reason)
        .usage(Answers.usage(metadata.usage()))
        .latency(Answers.latency(
            metadata.metrics() == null ? null : metadata.metrics().latencyMs()))
        .requestId(requestId)
        .raw(metadata)
        .build());
  }
}

package io.fmops.bedrock;

import io.fmops.aws.SdkErrors;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStartEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStopEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamMetadataEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.MessageStopEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningContentBlockDelta;

/**
 * Makes events of what Bedrock streams. Event types that this version does not know are passed
 * over. For one thread at a time.
 */
final class StreamedAnswer implements ConverseStreamResponseHandler.Visitor {

  private final ModelId model;
  private final Consumer<StreamEvent> events;
  private final Map<Integer, Open> open = new LinkedHashMap<>();
  private @Nullable MessageStopEvent stop;
  private @Nullable ConverseStreamMetadataEvent metadata;

  /** What a block keeps back until it is whole. */
  private static final class Open {
    String highSurrogate = "";
    final ByteArrayOutputStream redacted = new ByteArrayOutputStream(0);
    final List<Object> others = new ArrayList<>(0);
    String otherType = "";
  }

  StreamedAnswer(ModelId model, Consumer<StreamEvent> events) {
    this.model = model;
    this.events = events;
  }

  @Override
  public void visitContentBlockStart(ContentBlockStartEvent event) {
    if (event.start() != null) {
      keep(event.contentBlockIndex(), Answers.word(event.start().type().name()), event.start());
    }
  }

  @Override
  public void visitContentBlockDelta(ContentBlockDeltaEvent event) {
    int number = event.contentBlockIndex();
    ContentBlockDelta delta = event.delta();
    if (delta == null) {
      return;
    }
    switch (delta.type()) {
      case TEXT -> text(number, delta.text());
      case REASONING_CONTENT -> reasoning(number, delta.reasoningContent());
      case CITATION -> events.accept(new StreamEvent.Notice("bedrock.citation", delta.citation()));
      case UNKNOWN_TO_SDK_VERSION -> {
        // Has no content that could be kept.
      }
      default -> keep(number, Answers.word(delta.type().name()), delta);
    }
  }

  private void text(int number, String text) {
    Open block = open(number);
    String whole = block.highSurrogate + text;
    block.highSurrogate = "";
    int end = whole.length();
    if (end > 0 && Character.isHighSurrogate(whole.charAt(end - 1))) {
      // Half a character: the other half comes with the next event.
      end--;
      block.highSurrogate = whole.substring(end);
    }
    if (end > 0) {
      events.accept(new StreamEvent.TextDelta(number, whole.substring(0, end)));
    }
  }

  private void reasoning(int number, ReasoningContentBlockDelta delta) {
    switch (delta.type()) {
      case TEXT -> events.accept(new StreamEvent.ReasoningDelta(number, delta.text(), ""));
      case SIGNATURE ->
        events.accept(new StreamEvent.ReasoningDelta(number, "", delta.signature()));
      case REDACTED_CONTENT ->
        open(number).redacted.writeBytes(delta.redactedContent().asByteArrayUnsafe());
      case UNKNOWN_TO_SDK_VERSION -> {
        // Has no content that could be kept.
      }
    }
  }

  private void keep(int number, String type, Object part) {
    Open block = open(number);
    block.others.add(part);
    block.otherType = type;
  }

  private Open open(int number) {
    return open.computeIfAbsent(number, unused -> new Open());
  }

  @Override
  public void visitContentBlockStop(ContentBlockStopEvent event) {
    Open block = open.remove(event.contentBlockIndex());
    if (block != null) {
      close(event.contentBlockIndex(), block);
    }
  }

  private void close(int number, Open block) {
    if (!block.highSurrogate.isEmpty()) {
      events.accept(new StreamEvent.TextDelta(number, block.highSurrogate));
    }
    if (block.redacted.size() > 0) {
      events.accept(new StreamEvent.WholeBlock(
          number,
          Answers.opaque(
              software.amazon.awssdk.services.bedrockruntime.model.ContentBlock
                  .fromReasoningContent(ReasoningContentBlock.fromRedactedContent(
                  SdkBytes.fromByteArray(block.redacted.toByteArray()))))));
    }
    if (!block.others.isEmpty()) {
      events.accept(new StreamEvent.WholeBlock(
          number,
          new ContentBlock.Opaque(
              BedrockProvider.NAME, block.otherType, List.copyOf(block.others))));
    }
  }

  @Override
  public void visitMessageStop(MessageStopEvent event) {
    stop = event;
  }

  @Override
  public void visitMetadata(ConverseStreamMetadataEvent event) {
    metadata = event;
  }

  /**
   * The last event, or null if Bedrock has not said all that belongs to an answer.
   *
   * @throws MalformedAnswerException if there is no stop reason
   */
  StreamEvent.@Nullable Completed completed(@Nullable String requestId) {
    if (stop == null || metadata == null) {
      return null;
    }
    open.forEach(this::close);
    open.clear();
    String reason = stop.stopReasonAsString();
    if (reason == null) {
      throw new MalformedAnswerException(
          model + " gave an answer without a stop reason",
          SdkErrors.details(model, requestId),
          null);
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

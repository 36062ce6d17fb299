package io.fmops.bedrock;

import io.fmops.aws.SdkErrors;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Latency;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelId;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.CitationGeneratedContent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningContentBlock;

/** What Bedrock's whole answers say, in the library's words. */
final class Answers {

  private Answers() {}

  /**
   * The events of a whole answer.
   *
   * @throws MalformedAnswerException if it has no message or no stop reason
   */
  static List<StreamEvent> events(ModelId model, ConverseResponse response) {
    String requestId = response.responseMetadata().requestId();
    if (response.output() == null
        || response.output().message() == null
        || response.stopReasonAsString() == null) {
      throw new MalformedAnswerException(
          model + " gave an answer without a message or a stop reason",
          SdkErrors.details(model, requestId),
          null);
    }
    List<StreamEvent> events = new ArrayList<>();
    var blocks = response.output().message().content();
    for (int i = 0; i < blocks.size(); i++) {
      addBlock(events, i, blocks.get(i));
    }
    events.add(new StreamEvent.Completed(GenerateResponse.builder(model)
        .stopReason(stopReason(response.stopReason()), response.stopReasonAsString())
        .usage(usage(response.usage()))
        .latency(latency(response.metrics() == null ? null : response.metrics().latencyMs()))
        .requestId(requestId)
        .raw(response)
        .build()));
    return events;
  }

  private static void addBlock(
      List<StreamEvent> events,
      int number,
      software.amazon.awssdk.services.bedrockruntime.model.ContentBlock block) {
    switch (block.type()) {
      case TEXT -> events.add(new StreamEvent.TextDelta(number, block.text()));
      case REASONING_CONTENT -> {
        ReasoningContentBlock reasoning = block.reasoningContent();
        if (reasoning.type() == ReasoningContentBlock.Type.REASONING_TEXT) {
          String text = reasoning.reasoningText().text();
          String signature = reasoning.reasoningText().signature();
          events.add(new StreamEvent.ReasoningDelta(
              number, text == null ? "" : text, signature == null ? "" : signature));
        } else {
          events.add(new StreamEvent.WholeBlock(number, opaque(block)));
        }
      }
      case CITATIONS_CONTENT -> {
        // The text is for the reader; a stream, too, gives it as text, with the sources beside it.
        events.add(new StreamEvent.TextDelta(
            number,
            block.citationsContent().content().stream()
                .filter(part -> part.type() == CitationGeneratedContent.Type.TEXT)
                .map(CitationGeneratedContent::text)
                .collect(Collectors.joining())));
        events.add(new StreamEvent.Notice("bedrock.citations", block.citationsContent()));
      }
      default -> events.add(new StreamEvent.WholeBlock(number, opaque(block)));
    }
  }

  /** A block that the library has no type for, in the form in which it can be sent back. */
  static ContentBlock opaque(
      software.amazon.awssdk.services.bedrockruntime.model.ContentBlock block) {
    return new ContentBlock.Opaque(BedrockProvider.NAME, word(block.type().name()), block);
  }

  static StopReason stopReason(
      software.amazon.awssdk.services.bedrockruntime.model.@Nullable StopReason reason) {
    if (reason == null) {
      return StopReason.OTHER;
    }
    return switch (reason) {
      case END_TURN -> StopReason.END_TURN;
      case STOP_SEQUENCE -> StopReason.STOP_SEQUENCE;
      case MAX_TOKENS -> StopReason.MAX_TOKENS;
      case MODEL_CONTEXT_WINDOW_EXCEEDED -> StopReason.CONTEXT_WINDOW_EXCEEDED;
      case TOOL_USE -> StopReason.TOOL_USE;
      case GUARDRAIL_INTERVENED -> StopReason.GUARDRAIL;
      case CONTENT_FILTERED -> StopReason.CONTENT_FILTERED;
      case MALFORMED_MODEL_OUTPUT, MALFORMED_TOOL_USE, UNKNOWN_TO_SDK_VERSION -> StopReason.OTHER;
    };
  }

  /** Bedrock's input tokens leave out what was read from or written to the cache, as ours do. */
  static TokenUsage usage(
      software.amazon.awssdk.services.bedrockruntime.model.@Nullable TokenUsage usage) {
    return usage == null
        ? TokenUsage.UNKNOWN
        : new TokenUsage(
            count(usage.inputTokens()),
            count(usage.outputTokens()),
            count(usage.cacheReadInputTokens()),
            count(usage.cacheWriteInputTokens()),
            TokenUsage.Source.REPORTED);
  }

  private static long count(@Nullable Integer tokens) {
    return tokens == null ? 0 : Math.max(0, tokens);
  }

  static Latency latency(@Nullable Long millis) {
    return new Latency(
        Duration.ZERO, Optional.empty(), Optional.ofNullable(millis).map(Duration::ofMillis));
  }

  /** The word on the wire for a constant of the SDK: TOOL_USE becomes toolUse. */
  static String word(String constant) {
    StringBuilder word = new StringBuilder();
    for (String part : constant.split("_", -1)) {
      String lower = part.toLowerCase(Locale.ROOT);
      word.append(word.isEmpty() ? lower : part.charAt(0) + lower.substring(1));
    }
    return word.toString();
  }
}

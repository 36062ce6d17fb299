package io.fmops.bedrock;

import io.fmops.aws.SdkErrors;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Latency;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.MediaSource;
import io.fmops.model.ModelId;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.model.CitationGeneratedContent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailTraceAssessment;
import software.amazon.awssdk.services.bedrockruntime.model.ImageBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ImageSource;
import software.amazon.awssdk.services.bedrockruntime.model.PromptRouterTrace;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;

/** What Bedrock's whole answers say, in the library's words. */
final class Answers {

  private Answers() {}

  /**
   * What a whole answer says.
   *
   * @param events all that it says; the last one is the {@link StreamEvent.Completed} unless there
   *     is a problem
   * @param problem why the answer is no use
   */
  record Read(List<StreamEvent> events, @Nullable MalformedAnswerException problem) {}

  /**
   * Reads a whole answer.
   *
   * @throws MalformedAnswerException if it has no message
   */
  static Read read(ModelId model, ConverseResponse response) {
    String requestId = response.responseMetadata().requestId();
    if (response.output() == null || response.output().message() == null) {
      throw malformed(model, "gave an answer without a message", requestId);
    }
    List<StreamEvent> events = new ArrayList<>();
    var blocks = response.output().message().content();
    for (int i = 0; i < blocks.size(); i++) {
      addBlock(events, i, blocks.get(i));
    }
    if (response.additionalModelResponseFields() != null) {
      events.add(responseFields(response.additionalModelResponseFields()));
    }
    if (response.trace() != null) {
      traces(response.trace().guardrail(), response.trace().promptRouter(), events::add);
    }
    String reason = response.stopReasonAsString();
    MalformedAnswerException problem = problem(model, reason, requestId);
    if (problem == null) {
      events.add(new StreamEvent.Completed(GenerateResponse.builder(model)
          .stopReason(stopReason(response.stopReason()), reason)
          .usage(usage(response.usage()))
          .latency(
              latency(response.metrics() == null ? null : response.metrics().latencyMs()))
          .requestId(requestId)
          .raw(response)
          .build()));
    }
    return new Read(events, problem);
  }

  /**
   * Why an answer that has come to its end is no use all the same: without a stop reason nobody
   * knows whether it is whole, and Bedrock says of two of them that it could not make sense of what
   * the model wrote. Such an answer must not pass as one.
   */
  static @Nullable MalformedAnswerException problem(
      ModelId model, @Nullable String stopReason, @Nullable String requestId) {
    if (stopReason == null) {
      return malformed(model, "gave an answer without a stop reason", requestId);
    }
    return switch (stopReason) {
      case "malformed_model_output" ->
        malformed(model, "wrote what Bedrock cannot read (malformed_model_output)", requestId);
      case "malformed_tool_use" ->
        malformed(
            model,
            "asked for a tool in a way that Bedrock cannot read (malformed_tool_use)",
            requestId);
      default -> null;
    };
  }

  private static MalformedAnswerException malformed(
      ModelId model, String what, @Nullable String requestId) {
    return new MalformedAnswerException(
        model + " " + what, SdkErrors.details(model, requestId), null);
  }

  static StreamEvent.Notice responseFields(Document fields) {
    return new StreamEvent.Notice("bedrock.response-fields", fields);
  }

  static void traces(
      @Nullable GuardrailTraceAssessment guardrail,
      @Nullable PromptRouterTrace router,
      Consumer<StreamEvent> events) {
    if (guardrail != null) {
      events.accept(new StreamEvent.Notice("bedrock.guardrail-trace", guardrail));
    }
    if (router != null) {
      events.accept(new StreamEvent.Notice("bedrock.prompt-router-trace", router));
    }
  }

  private static void addBlock(
      List<StreamEvent> events,
      int number,
      software.amazon.awssdk.services.bedrockruntime.model.ContentBlock block) {
    switch (block.type()) {
      case TEXT -> events.add(new StreamEvent.TextDelta(number, block.text()));
      case TOOL_USE -> {
        ToolUseBlock use = block.toolUse();
        if (use.typeAsString() == null) {
          events.add(new StreamEvent.ToolCallDelta(
              number,
              use.toolUseId(),
              use.name(),
              use.input() == null ? "{}" : Documents.toJson(use.input())));
        } else {
          // A tool that Bedrock itself runs, so that nobody here has to.
          events.add(new StreamEvent.WholeBlock(number, opaque(block)));
        }
      }
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
        events.add(new StreamEvent.TextDelta(
            number,
            block.citationsContent().content().stream()
                .filter(part -> part.type() == CitationGeneratedContent.Type.TEXT)
                .map(CitationGeneratedContent::text)
                .collect(Collectors.joining())));
        block
            .citationsContent()
            .citations()
            .forEach(citation ->
                events.add(new StreamEvent.CitationDelta(number, Citations.of(citation))));
      }
      case IMAGE -> events.add(new StreamEvent.WholeBlock(number, image(block.image())));
      default -> events.add(new StreamEvent.WholeBlock(number, opaque(block)));
    }
  }

  /** A picture that the model made, or what there is instead of it. */
  static ContentBlock image(ImageBlock image) {
    ImageSource source = image.source();
    if (image.error() == null && source != null && image.format() != null) {
      String mediaType = "image/" + image.formatAsString();
      if (source.bytes() != null && source.bytes().asByteArrayUnsafe().length > 0) {
        return new ContentBlock.Image(
            MediaSource.of(mediaType, source.bytes().asByteArrayUnsafe()));
      }
      if (source.s3Location() != null && source.s3Location().uri() != null) {
        return new ContentBlock.Image(
            MediaSource.at(mediaType, URI.create(source.s3Location().uri())));
      }
    }
    return opaque(
        software.amazon.awssdk.services.bedrockruntime.model.ContentBlock.fromImage(image));
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

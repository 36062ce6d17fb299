package io.fmops.bedrock;

import io.fmops.model.StreamEvent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStart;
import software.amazon.awssdk.services.bedrockruntime.model.ImageBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ImageBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ImageBlockStart;
import software.amazon.awssdk.services.bedrockruntime.model.ImageSource;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultBlockStart;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlockStart;

/**
 * One block of a stream: text, reasoning and arguments of tools are passed on as they come, all
 * else is put together and passed on when the block is whole. Not thread-safe.
 */
final class OpenBlock {

  private enum Kind {
    TEXT,
    REASONING,
    ARGUMENTS
  }

  private final int number;
  private final Consumer<StreamEvent> events;

  private Kind kind = Kind.TEXT;
  /** The first half of a character whose other half comes with the next event. */
  private String half = "";

  private boolean toolCall;
  private boolean anyArguments;
  /** A tool that Bedrock itself runs, so that nobody here has to. */
  private @Nullable ToolUseBlockStart serverTool;

  private final StringBuilder serverToolInput = new StringBuilder(0);
  private @Nullable ToolResultBlockStart toolResult;
  private final List<ToolResultBlockDelta> toolResultParts = new ArrayList<>(0);
  private @Nullable ImageBlockStart image;
  private @Nullable ImageBlockDelta lastOfImage;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);

  OpenBlock(int number, Consumer<StreamEvent> events) {
    this.number = number;
    this.events = events;
  }

  void start(ContentBlockStart start) {
    switch (start.type()) {
      case TOOL_USE -> {
        ToolUseBlockStart use = start.toolUse();
        if (use.typeAsString() == null) {
          toolCall = true;
          events.accept(new StreamEvent.ToolCallDelta(number, use.toolUseId(), use.name(), ""));
        } else {
          serverTool = use;
        }
      }
      case TOOL_RESULT -> toolResult = start.toolResult();
      case IMAGE -> image = start.image();
      case UNKNOWN_TO_SDK_VERSION -> {
        // Has no content that could be kept.
      }
    }
  }

  void add(ContentBlockDelta delta) {
    switch (delta.type()) {
      case TEXT -> grow(Kind.TEXT, delta.text());
      case TOOL_USE -> arguments(delta.toolUse().input());
      case REASONING_CONTENT -> reasoning(delta.reasoningContent());
      case CITATION ->
        events.accept(new StreamEvent.CitationDelta(number, Citations.of(delta.citation())));
      case TOOL_RESULT -> toolResultParts.addAll(delta.toolResult());
      case IMAGE -> {
        lastOfImage = delta.image();
        if (lastOfImage.source() != null && lastOfImage.source().bytes() != null) {
          bytes.writeBytes(lastOfImage.source().bytes().asByteArrayUnsafe());
        }
      }
      case UNKNOWN_TO_SDK_VERSION -> {
        // Has no content that could be kept.
      }
    }
  }

  private void arguments(@Nullable String piece) {
    if (serverTool != null) {
      serverToolInput.append(piece == null ? "" : piece);
    } else if (!toolCall) {
      throw new IllegalStateException("arguments of a tool came before the tool's name");
    } else if (piece != null && !piece.isEmpty()) {
      anyArguments = true;
      grow(Kind.ARGUMENTS, piece);
    }
  }

  private void reasoning(ReasoningContentBlockDelta delta) {
    switch (delta.type()) {
      case TEXT -> grow(Kind.REASONING, delta.text());
      case SIGNATURE ->
        events.accept(new StreamEvent.ReasoningDelta(number, "", delta.signature()));
      case REDACTED_CONTENT -> bytes.writeBytes(delta.redactedContent().asByteArrayUnsafe());
      case UNKNOWN_TO_SDK_VERSION -> {
        // Has no content that could be kept.
      }
    }
  }

  /** Passes text on, but never half a character. */
  private void grow(Kind of, String piece) {
    if (kind != of) {
      flush();
      kind = of;
    }
    String whole = half.isEmpty() ? piece : half + piece;
    half = "";
    int end = whole.length();
    if (end > 0 && Character.isHighSurrogate(whole.charAt(end - 1))) {
      end--;
      half = whole.substring(end);
    }
    if (end > 0) {
      events.accept(delta(whole.substring(0, end)));
    }
  }

  private void flush() {
    if (!half.isEmpty()) {
      events.accept(delta(half));
      half = "";
    }
  }

  private StreamEvent delta(String text) {
    return switch (kind) {
      case TEXT -> new StreamEvent.TextDelta(number, text);
      case REASONING -> new StreamEvent.ReasoningDelta(number, text, "");
      case ARGUMENTS -> new StreamEvent.ToolCallDelta(number, "", "", text);
    };
  }

  /** The block is whole, or as whole as it gets. */
  void close() {
    flush();
    if (toolCall && !anyArguments) {
      // Of a tool without arguments a stream tells none, where a whole answer has an empty object.
      events.accept(new StreamEvent.ToolCallDelta(number, "", "", "{}"));
    }
    if (serverTool != null) {
      opaque(ContentBlock.fromToolUse(ToolUseBlock.builder()
          .toolUseId(serverTool.toolUseId())
          .name(serverTool.name())
          .type(serverTool.typeAsString())
          .input(ToolWords.input(serverToolInput.toString()))
          .build()));
    } else if (toolResult != null || !toolResultParts.isEmpty()) {
      opaque(ContentBlock.fromToolResult(wholeToolResult()));
    } else if (image != null || lastOfImage != null) {
      events.accept(new StreamEvent.WholeBlock(number, Answers.image(wholeImage())));
    } else if (bytes.size() > 0) {
      opaque(
          ContentBlock.fromReasoningContent(ReasoningContentBlock.fromRedactedContent(allBytes())));
    }
  }

  private ToolResultBlock wholeToolResult() {
    List<ToolResultContentBlock> content = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (ToolResultBlockDelta part : toolResultParts) {
      if (part.text() != null) {
        text.append(part.text());
      } else if (part.json() != null) {
        addText(content, text);
        content.add(ToolResultContentBlock.fromJson(part.json()));
      }
    }
    addText(content, text);
    ToolResultBlock.Builder builder = ToolResultBlock.builder().content(content);
    if (toolResult != null) {
      builder
          .toolUseId(toolResult.toolUseId())
          .type(toolResult.type())
          .status(toolResult.statusAsString());
    }
    return builder.build();
  }

  private static void addText(List<ToolResultContentBlock> content, StringBuilder text) {
    if (!text.isEmpty()) {
      content.add(ToolResultContentBlock.fromText(text.toString()));
      text.setLength(0);
    }
  }

  private ImageBlock wholeImage() {
    ImageBlock.Builder builder = ImageBlock.builder();
    if (image != null) {
      builder.format(image.formatAsString());
    }
    if (lastOfImage != null) {
      builder.error(lastOfImage.error()).source(lastOfImage.source());
    }
    if (bytes.size() > 0) {
      builder.source(ImageSource.fromBytes(allBytes()));
    }
    return builder.build();
  }

  private SdkBytes allBytes() {
    return SdkBytes.fromByteArrayUnsafe(bytes.toByteArray());
  }

  private void opaque(ContentBlock block) {
    events.accept(new StreamEvent.WholeBlock(number, Answers.opaque(block)));
  }
}

package io.fmops.bedrock;

import io.fmops.model.ContentBlock;
import io.fmops.model.MediaSource;
import java.util.List;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailConverseContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailConverseContentQualifier;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailConverseImageBlock;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailConverseImageFormat;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailConverseImageSource;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailConverseTextBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;

/**
 * Content that only Bedrock knows: parts that its guardrail shall look at, and JSON as the result
 * of a tool. For other content of the AWS SDK, an {@code Opaque} of the provider {@code bedrock}
 * that holds the SDK's {@code ContentBlock} does. Stateless.
 */
public final class BedrockContent {

  /** What a guarded text is, for a guardrail that checks whether answers rest on their sources. */
  public enum Qualifier {
    /** The answer has to rest on this. */
    GROUNDING_SOURCE,
    /** The answer has to be about this. */
    QUERY,
    /** The guardrail's other policies look at this. */
    GUARD_CONTENT
  }

  private BedrockContent() {}

  /**
   * A text that the request's guardrail looks at. As soon as one is marked, the guardrail passes
   * over what is not. May stand in a user's turn and in the system content. Layers that look at
   * texts do not see it: it is no {@code Text} to them.
   *
   * @param text the text
   * @param qualifiers what the text is, for checks of grounding; mostly none
   * @return the block
   */
  public static ContentBlock guarded(String text, Qualifier... qualifiers) {
    GuardrailConverseTextBlock.Builder block =
        GuardrailConverseTextBlock.builder().text(text);
    if (qualifiers.length > 0) {
      block.qualifiers(List.of(qualifiers).stream().map(BedrockContent::word).toList());
    }
    return guarded(GuardrailConverseContentBlock.fromText(block.build()));
  }

  private static GuardrailConverseContentQualifier word(Qualifier qualifier) {
    return switch (qualifier) {
      case GROUNDING_SOURCE -> GuardrailConverseContentQualifier.GROUNDING_SOURCE;
      case QUERY -> GuardrailConverseContentQualifier.QUERY;
      case GUARD_CONTENT -> GuardrailConverseContentQualifier.GUARD_CONTENT;
    };
  }

  /**
   * A picture that the request's guardrail looks at.
   *
   * @param picture a PNG or a JPEG
   * @return the block
   * @throws IllegalArgumentException if it is of another type
   */
  public static ContentBlock guarded(MediaSource.Bytes picture) {
    GuardrailConverseImageFormat format = switch (picture.mediaType()) {
      case "image/png" -> GuardrailConverseImageFormat.PNG;
      case "image/jpeg" -> GuardrailConverseImageFormat.JPEG;
      default ->
        throw new IllegalArgumentException(
            "a guarded picture is of the type %s; expected image/png or image/jpeg"
                .formatted(picture.mediaType()));
    };
    return guarded(GuardrailConverseContentBlock.fromImage(GuardrailConverseImageBlock.builder()
        .format(format)
        .source(
            GuardrailConverseImageSource.fromBytes(SdkBytes.fromByteArrayUnsafe(picture.data())))
        .build()));
  }

  private static ContentBlock guarded(GuardrailConverseContentBlock block) {
    return new ContentBlock.Opaque(
        BedrockProvider.NAME,
        "guardContent",
        software.amazon.awssdk.services.bedrockruntime.model.ContentBlock.fromGuardContent(block));
  }

  /**
   * What a tool gave, as JSON instead of text; stands inside of a {@code ToolResult}.
   *
   * @param json a JSON object
   * @return the block
   * @throws IllegalArgumentException if it is not exactly one JSON object, as Converse wants it
   */
  public static ContentBlock json(String json) {
    return new ContentBlock.Opaque(
        BedrockProvider.NAME,
        "json",
        ToolResultContentBlock.fromJson(Documents.ofObject(json)
            .orElseThrow(() -> new IllegalArgumentException(
                "the JSON of a tool's result must be one JSON object; wrap other values in one"))));
  }
}

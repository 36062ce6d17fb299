package io.fmops.bedrock;

import io.fmops.model.ContentBlock.CachePoint;
import io.fmops.model.ContentBlock.Document;
import io.fmops.model.ContentBlock.Image;
import io.fmops.model.ContentBlock.Opaque;
import io.fmops.model.ContentBlock.Reasoning;
import io.fmops.model.ContentBlock.Text;
import io.fmops.model.ContentBlock.ToolCall;
import io.fmops.model.ContentBlock.ToolResult;
import io.fmops.model.ContentBlock.Video;
import io.fmops.model.Message;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import io.fmops.model.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.bedrockruntime.model.CachePointBlock;
import software.amazon.awssdk.services.bedrockruntime.model.CachePointType;
import software.amazon.awssdk.services.bedrockruntime.model.CacheTTL;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningTextBlock;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultStatus;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;

/**
 * The turns and the system content of one request in Converse's words. Content that has no word
 * there is a {@link RejectedInputException}, never left out. Not thread-safe.
 *
 * <p>Plain loops, because this is done for every call, and Java streams took more than a kilobyte
 * of it.
 */
final class RequestContent {

  private static final Map<Duration, CacheTTL> TIMES_TO_LIVE =
      Map.of(Duration.ofMinutes(5), CacheTTL.VALUE_5_M, Duration.ofHours(1), CacheTTL.VALUE_1_H);

  private final ModelId model;
  private final Media media;
  private final DocumentNames names = new DocumentNames();

  RequestContent(ModelId model) {
    this.model = model;
    this.media = new Media(model);
  }

  List<SystemContentBlock> system(List<io.fmops.model.ContentBlock> content) {
    List<SystemContentBlock> blocks = new ArrayList<>(content.size());
    for (io.fmops.model.ContentBlock block : content) {
      blocks.add(systemBlock(block));
    }
    return blocks;
  }

  private SystemContentBlock systemBlock(io.fmops.model.ContentBlock block) {
    if (block instanceof Text text) {
      return SystemContentBlock.fromText(text.text());
    }
    if (block instanceof CachePoint point) {
      return SystemContentBlock.fromCachePoint(cachePoint(model, point));
    }
    if (block instanceof Opaque opaque) {
      Object value = own(opaque).value();
      if (value instanceof SystemContentBlock system
          && system.type() != SystemContentBlock.Type.UNKNOWN_TO_SDK_VERSION) {
        return system;
      }
      if (value instanceof ContentBlock guarded && guarded.guardContent() != null) {
        return SystemContentBlock.fromGuardContent(guarded.guardContent());
      }
      throw unusable(opaque, "a system content block or guarded content");
    }
    throw refused("cannot be sent %s as system content".formatted(kind(block)));
  }

  List<software.amazon.awssdk.services.bedrockruntime.model.Message> messages(
      List<Message> messages) {
    List<software.amazon.awssdk.services.bedrockruntime.model.Message> translated =
        new ArrayList<>(messages.size());
    for (Message message : messages) {
      translated.add(message(message));
    }
    return translated;
  }

  private software.amazon.awssdk.services.bedrockruntime.model.Message message(Message message) {
    List<ContentBlock> blocks = new ArrayList<>(message.content().size());
    for (io.fmops.model.ContentBlock block : message.content()) {
      // Models answer with empty texts, but do not take them back.
      if (!isEmptyText(block)) {
        blocks.add(block(block));
      }
    }
    return software.amazon.awssdk.services.bedrockruntime.model.Message.builder()
        .role(message.role() == Role.USER ? ConversationRole.USER : ConversationRole.ASSISTANT)
        .content(blocks.isEmpty() ? List.of(ContentBlock.fromText("")) : blocks)
        .build();
  }

  private static boolean isEmptyText(io.fmops.model.ContentBlock block) {
    return block instanceof Text text && text.text().isEmpty();
  }

  private ContentBlock block(io.fmops.model.ContentBlock block) {
    if (block instanceof Text text) {
      // Without its citations: they are about the earlier answer and say nothing to the model that
      // its words do not.
      return ContentBlock.fromText(text.text());
    } else if (block instanceof Image image) {
      return ContentBlock.fromImage(media.image(image.source()));
    } else if (block instanceof Document document) {
      return ContentBlock.fromDocument(media.document(document, names.next(document.name())));
    } else if (block instanceof Video video) {
      return ContentBlock.fromVideo(media.video(video.source()));
    } else if (block instanceof ToolCall call) {
      return ContentBlock.fromToolUse(ToolUseBlock.builder()
          .toolUseId(ToolWords.id(call.id()))
          .name(ToolWords.name(call.name()))
          .input(ToolWords.input(call.arguments()))
          .build());
    } else if (block instanceof ToolResult result) {
      return ContentBlock.fromToolResult(toolResult(result));
    } else if (block instanceof CachePoint point) {
      return ContentBlock.fromCachePoint(cachePoint(model, point));
    } else if (block instanceof Reasoning reasoning) {
      return ContentBlock.fromReasoningContent(
          ReasoningContentBlock.fromReasoningText(ReasoningTextBlock.builder()
              .text(reasoning.text())
              .signature(reasoning.signature().orElse(null))
              .build()));
    }
    Opaque opaque = own((Opaque) block);
    if (opaque.value() instanceof ContentBlock own
        && own.type() != ContentBlock.Type.UNKNOWN_TO_SDK_VERSION) {
      return own;
    }
    throw unusable(opaque, "a content block");
  }

  private ToolResultBlock toolResult(ToolResult result) {
    List<ToolResultContentBlock> content = new ArrayList<>();
    for (io.fmops.model.ContentBlock block : result.content()) {
      if (!isEmptyText(block)) {
        content.add(resultBlock(block));
      }
    }
    if (result.error() && content.isEmpty()) {
      // Converse does not take a failure that says nothing.
      content.add(ToolResultContentBlock.fromText("The tool failed without saying why."));
    }
    ToolResultBlock.Builder builder =
        ToolResultBlock.builder().toolUseId(ToolWords.id(result.callId())).content(content);
    if (result.error()) {
      // Success is the default, and not all models know the word.
      builder.status(ToolResultStatus.ERROR);
    }
    return builder.build();
  }

  private ToolResultContentBlock resultBlock(io.fmops.model.ContentBlock block) {
    if (block instanceof Text text) {
      return ToolResultContentBlock.fromText(text.text());
    } else if (block instanceof Image image) {
      return ToolResultContentBlock.fromImage(media.image(image.source()));
    } else if (block instanceof Document document) {
      return ToolResultContentBlock.fromDocument(
          media.document(document, names.next(document.name())));
    } else if (block instanceof Video video) {
      return ToolResultContentBlock.fromVideo(media.video(video.source()));
    } else if (block instanceof Opaque opaque) {
      if (own(opaque).value() instanceof ToolResultContentBlock own
          && own.type() != ToolResultContentBlock.Type.UNKNOWN_TO_SDK_VERSION) {
        return own;
      }
      throw unusable(opaque, "a tool result content block");
    }
    throw refused("cannot be sent %s inside the result of a tool; put it beside the result"
        .formatted(kind(block)));
  }

  /**
   * A cache point in Converse's words.
   *
   * @throws RejectedInputException if it shall last for another time than Bedrock offers
   */
  static CachePointBlock cachePoint(ModelId model, CachePoint point) {
    CachePointBlock.Builder builder = CachePointBlock.builder().type(CachePointType.DEFAULT);
    point.timeToLive().ifPresent(time -> {
      CacheTTL known = TIMES_TO_LIVE.get(time);
      if (known == null) {
        throw AwsErrors.refused(
            model,
            "cannot keep a cache for %s; Bedrock offers 5 minutes and 1 hour".formatted(time));
      }
      builder.ttl(known);
    });
    return builder.build();
  }

  private Opaque own(Opaque opaque) {
    if (!opaque.provider().equals(BedrockProvider.NAME)) {
      throw refused(
          "cannot be sent the content block of type \"%s\": it comes from the provider \"%s\"; leave it out"
              .formatted(opaque.type(), opaque.provider()));
    }
    return opaque;
  }

  private RejectedInputException unusable(Opaque opaque, String expected) {
    return refused(
        "cannot be sent the content block of type \"%s\": it holds %s instead of %s of the AWS SDK that this version knows"
            .formatted(opaque.type(), opaque.value().getClass().getSimpleName(), expected));
  }

  private RejectedInputException refused(String why) {
    return AwsErrors.refused(model, why);
  }

  private static String kind(io.fmops.model.ContentBlock block) {
    return "content of the kind " + block.getClass().getSimpleName();
  }
}

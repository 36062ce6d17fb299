package io.fmops.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.bedrock.spi.InvokeAnswer;
import io.fmops.bedrock.spi.TextCodec;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.Message;
import io.fmops.model.ModelId;
import io.fmops.model.Role;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * OpenAI's chat completions, which the models of OpenAI and imported models take; some imported
 * ones cannot be called through Converse. Texts and pictures; tools are Converse's.
 */
public final class OpenAiChat implements TextCodec {

  @Override
  public boolean claims(String family) {
    return family.startsWith("openai.")
        || family.startsWith("qwen.")
        || family.contains(":imported-model/");
  }

  @Override
  public byte[] encode(ModelId model, GenerateRequest request, boolean streaming) {
    TextBodies.refuseOutputFormat(model, request);
    if (!request.tools().isEmpty()) {
      throw Refusal.of(model, "cannot be sent tools through InvokeModel; use Converse");
    }
    ObjectNode body = Json.object();
    ArrayNode messages = body.putArray("messages");
    request.system().ifPresent(system -> {
      messages.addObject().put("role", "system").put("content", system);
    });
    for (Message message : request.messages()) {
      ObjectNode turn =
          messages.addObject().put("role", message.role() == Role.USER ? "user" : "assistant");
      content(model, message, turn);
    }
    TextBodies.parameters(request.parameters(), body, "max_tokens", "stop");
    return Json.bytes(body);
  }

  private static void content(ModelId model, Message message, ObjectNode turn) {
    boolean media = message.content().stream().anyMatch(ContentBlock.Image.class::isInstance);
    ArrayNode parts = media ? turn.putArray("content") : Json.object().putArray("content");
    for (ContentBlock block : message.content()) {
      if (block instanceof ContentBlock.Text text) {
        parts.addObject().put("type", "text").put("text", text.text());
      } else if (block instanceof ContentBlock.Image image) {
        parts
            .addObject()
            .put("type", "image_url")
            .putObject("image_url")
            .put(
                "url",
                "data:%s;base64,%s"
                    .formatted(
                        image.source().mediaType(), TextBodies.base64(model, image.source())));
      } else if (!(block instanceof ContentBlock.Reasoning)
          && !(block instanceof ContentBlock.CachePoint)) {
        // Reasoning is not part of a conversation in this format.
        throw TextBodies.refused(model, block);
      }
    }
    if (!media) {
      turn.put("content", message.text());
    }
  }

  @Override
  public Decoder decoder() {
    return new ChatDecoder();
  }

  private static final class ChatDecoder implements Decoder {
    private String finishReason = "";
    private TokenUsage usage = TokenUsage.UNKNOWN;

    @Override
    public void whole(InvokeAnswer body, Consumer<StreamEvent> events) {
      ObjectNode answer = Json.parse(body.body());
      JsonNode choice = Json.required(answer, "choices").path(0);
      content(Json.required(choice, "message"), events);
      finishReason = Json.required(choice, "finish_reason").asText();
      count(answer.path("usage"));
    }

    @Override
    public void chunk(InvokeAnswer part, Consumer<StreamEvent> events) {
      ObjectNode event = Json.parse(part.body());
      // The last part may be of usage alone.
      JsonNode choice = event.path("choices").path(0);
      content(choice.path("delta"), events);
      if (choice.path("finish_reason").isTextual()) {
        finishReason = choice.path("finish_reason").textValue();
      }
      count(event.path("usage"));
    }

    private static void content(JsonNode message, Consumer<StreamEvent> events) {
      String reasoning = TextBodies.text(message, "reasoning_content");
      if (!reasoning.isEmpty()) {
        events.accept(new StreamEvent.ReasoningDelta(0, reasoning, ""));
      }
      String text = TextBodies.text(message, "content");
      if (!text.isEmpty()) {
        events.accept(new StreamEvent.TextDelta(1, text));
      }
    }

    private void count(JsonNode told) {
      if (told.path("prompt_tokens").isNumber()) {
        usage = TokenUsage.reported(
            told.path("prompt_tokens").asLong(), told.path("completion_tokens").asLong());
      }
    }

    @Override
    public Optional<Finish> finish() {
      if (finishReason.isEmpty()) {
        return Optional.empty();
      }
      StopReason reason = switch (finishReason) {
        case "stop" -> StopReason.END_TURN;
        case "length" -> StopReason.MAX_TOKENS;
        case "content_filter" -> StopReason.CONTENT_FILTERED;
        case "tool_calls" -> StopReason.TOOL_USE;
        default -> StopReason.OTHER;
      };
      return Optional.of(new Finish(reason, finishReason, usage));
    }
  }
}

package io.fmops.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
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
 * Meta's Llama 3, whose prompts are written with the marks that separate the turns. Texts that hold
 * such a mark are refused: whoever writes one would speak in another's place.
 */
public final class LlamaText implements TextCodec {

  @Override
  public boolean claims(String family) {
    return family.startsWith("meta.llama3");
  }

  @Override
  public byte[] encode(ModelId model, GenerateRequest request, boolean streaming) {
    TextBodies.refuseOutputFormat(model, request);
    if (!request.tools().isEmpty()) {
      throw Refusal.of(model, "cannot be sent tools through InvokeModel; use Converse");
    }
    if (!request.parameters().stopSequences().isEmpty()) {
      throw Refusal.of(model, "takes no stop sequences");
    }
    StringBuilder prompt = new StringBuilder("<|begin_of_text|>");
    request.system().ifPresent(system -> turn(model, prompt, "system", system));
    for (Message message : request.messages()) {
      for (ContentBlock block : message.content()) {
        if (!(block instanceof ContentBlock.Text)
            && !(block instanceof ContentBlock.Reasoning)
            && !(block instanceof ContentBlock.CachePoint)) {
          throw TextBodies.refused(model, block);
        }
      }
      turn(model, prompt, message.role() == Role.USER ? "user" : "assistant", message.text());
    }
    prompt.append("<|start_header_id|>assistant<|end_header_id|>\n\n");
    ObjectNode body = Json.object().put("prompt", prompt.toString());
    TextBodies.parameters(request.parameters(), body, "max_gen_len", "stop");
    return Json.bytes(body);
  }

  private static void turn(ModelId model, StringBuilder prompt, String role, String text) {
    if (text.contains("<|")) {
      throw Refusal.of(
          model, "cannot be sent a text with \"<|\", which begins the marks of its prompts");
    }
    prompt
        .append("<|start_header_id|>")
        .append(role)
        .append("<|end_header_id|>\n\n")
        .append(text)
        .append("<|eot_id|>");
  }

  @Override
  public Decoder decoder() {
    return new LlamaDecoder();
  }

  private static final class LlamaDecoder implements Decoder {
    private String stopReason = "";
    private long input;
    private long output;

    @Override
    public void whole(InvokeAnswer body, Consumer<StreamEvent> events) {
      ObjectNode answer = Json.parse(body.body());
      Json.required(answer, "generation");
      Json.required(answer, "stop_reason");
      read(answer, events);
    }

    @Override
    public void chunk(InvokeAnswer part, Consumer<StreamEvent> events) {
      read(Json.parse(part.body()), events);
    }

    private void read(JsonNode part, Consumer<StreamEvent> events) {
      String text = TextBodies.text(part, "generation");
      if (!text.isEmpty()) {
        events.accept(new StreamEvent.TextDelta(0, text));
      }
      // The prompt is counted in the first part only, the answer anew in each.
      input = Math.max(input, part.path("prompt_token_count").asLong());
      output = Math.max(output, part.path("generation_token_count").asLong());
      stopReason = TextBodies.text(part, "stop_reason");
    }

    @Override
    public Optional<Finish> finish() {
      if (stopReason.isEmpty()) {
        return Optional.empty();
      }
      StopReason reason = switch (stopReason) {
        case "stop" -> StopReason.END_TURN;
        case "length" -> StopReason.MAX_TOKENS;
        default -> StopReason.OTHER;
      };
      TokenUsage usage =
          input + output > 0 ? TokenUsage.reported(input, output) : TokenUsage.UNKNOWN;
      return Optional.of(new Finish(reason, stopReason, usage));
    }
  }
}

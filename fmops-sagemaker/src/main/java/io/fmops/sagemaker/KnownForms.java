package io.fmops.sagemaker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answers of the servers that complete a text, told apart by their fields: TGI and DJL LMI
 * ({@code token}, {@code generated_text}, {@code details}), LMI's dynamic batches ({@code outputs})
 * and its "3p" format ({@code body}), JumpStart's Llama 2 ({@code generation}) and text-to-text
 * models ({@code generated_texts}).
 */
final class KnownForms implements AnswerForm {

  @Override
  public Optional<Piece> read(JsonNode node) {
    JsonNode root = node;
    while (root.isArray() && !root.isEmpty()) {
      // One text was sent, so that one answer comes; further ones are other tries at the same.
      root = root.get(0);
    }
    JsonNode body = root.path("body").isObject() ? root.path("body") : root;
    String delta = delta(body);
    String whole = whole(body);
    if (delta == null && whole == null) {
      return Optional.empty();
    }
    JsonNode details = body.path("details");
    // Only a whole answer is a list, and only its last line tells a stream's whole text.
    boolean last = node.isArray() || whole != null;
    return Optional.of(new Piece(
        delta == null ? "" : delta,
        whole == null ? "" : whole,
        finish(details.path("finish_reason"))
            .or(() -> finish(body.path("stop_reason")))
            .or(() -> last ? Optional.of(FinishWord.UNTOLD) : Optional.empty()),
        Counts.of(details.path("input_length"), details.path("generated_tokens"))
            .or(Counts.of(body.path("prompt_token_count"), body.path("generation_token_count")))
            .or(Counts.of(
                root.path("metering").path("inputTokenCount"),
                root.path("metering").path("outputTokenCount")))
            .or(Counts.of(prefill(details), MissingNode.getInstance()))));
  }

  private static @Nullable String delta(JsonNode body) {
    JsonNode token = body.path("token");
    if (token.isObject()) {
      boolean special =
          token.path("special").asBoolean() || token.path("special_token").asBoolean();
      return special ? "" : token.path("text").asText("");
    }
    if (body.path("outputs").isArray()) {
      StringBuilder text = new StringBuilder();
      body.path("outputs").forEach(output -> text.append(output.asText("")));
      return text.toString();
    }
    return body.path("generation").isTextual() ? body.path("generation").asText() : null;
  }

  private static @Nullable String whole(JsonNode body) {
    for (JsonNode candidate : new JsonNode[] {
      body.path("generated_text"),
      body.path("generated_texts").path(0),
      body.path("generation").path("content")
    }) {
      if (candidate.isTextual()) {
        return candidate.asText();
      }
    }
    return null;
  }

  private static Optional<FinishWord> finish(JsonNode word) {
    return word.isTextual() ? Optional.of(new FinishWord(word.asText())) : Optional.empty();
  }

  /** The tokens of the prompt one by one, where a request has asked for them. */
  private static JsonNode prefill(JsonNode details) {
    int tokens = details.path("prefill").size();
    return tokens > 0 ? IntNode.valueOf(tokens) : MissingNode.getInstance();
  }

  @Override
  public String expected() {
    return "expected the OpenAI chat schema or one of the fields generated_text, token, outputs,"
        + " generation, generated_texts; describe others with a PayloadTemplate";
  }
}

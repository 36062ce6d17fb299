package io.fmops.sagemaker;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The payloads of a model server that no codec knows: a JSON template for the request, and pointers
 * (RFC 6901) into the JSON of the answer. Immutable and thread-safe.
 *
 * <pre>{@code
 * PayloadTemplate.builder("""
 *         {"question": "{{prompt}}", "settings": {"limit": "{{maxTokens}}"}}
 *         """)
 *     .text("/answers/0/text")
 *     .finish("/answers/0/why")
 *     .build();
 * }</pre>
 *
 * <p>A text of the template that is one of these and nothing else is replaced by a value of the
 * right type; its field, or its place in a list, is left out if the request does not set it: <code>
 * {{prompt}}</code> (the messages in the {@link PromptFormat}, and the system prompt unless that
 * has its own place), <code>{{system}}</code>, <code>{{messages}}</code> (a list of objects with
 * {@code role} and {@code content}), <code>{{model}}</code> (the option {@code model}), <code>
 * {{maxTokens}}</code>, <code>{{temperature}}</code>, <code>{{topP}}</code>, <code>{{stop}}</code>
 * (a list of texts), <code>{{stream}}</code> (whether a stream is wanted). Values are put into the
 * tree and not into the text, so that no prompt can change the JSON around it. A request that sets
 * what the template has no place for is refused.
 *
 * <p>In a stream, server-sent events or JSON lines, each line is an answer with a piece of the
 * text; the line where {@code finish} is not null ends it. Without {@code finish} a stream never
 * says that it is whole, and streaming needs the option {@code end=unmarked}.
 */
public final class PayloadTemplate {

  private final JsonNode request;
  private final JsonPointer text;
  private final JsonPointer streamText;
  private final @Nullable JsonPointer finish;
  private final @Nullable JsonPointer inputTokens;
  private final @Nullable JsonPointer outputTokens;

  private PayloadTemplate(Builder builder, JsonPointer text, JsonPointer streamText) {
    this.request = builder.request;
    this.text = text;
    this.streamText = streamText;
    this.finish = builder.finish;
    this.inputTokens = builder.inputTokens;
    this.outputTokens = builder.outputTokens;
  }

  /**
   * A template.
   *
   * @param request JSON with places for what a request says
   * @return a builder that still needs to know where the text of the answer is
   * @throws IllegalArgumentException if it is not JSON, or if there is a place of an unknown name,
   *     or none for what the user said
   */
  public static Builder builder(String request) {
    try {
      JsonNode tree = Json.MAPPER.readTree(request);
      TemplateRequest.check(tree);
      return new Builder(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the template is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  JsonNode request() {
    return request;
  }

  AnswerForm form(boolean stream) {
    JsonPointer from = stream ? streamText : text;
    return new AnswerForm() {
      @Override
      public Optional<Piece> read(JsonNode node) {
        JsonNode found = node.at(from);
        JsonNode reason = at(node, finish);
        Optional<FinishWord> word = reason.isValueNode() && !reason.isNull()
            ? Optional.of(reason.asText()).filter(w -> !w.equals("false")).map(FinishWord::new)
            : Optional.empty();
        Counts counts = Counts.of(at(node, inputTokens), at(node, outputTokens));
        boolean told = found.isTextual() || word.isPresent() || counts.output().isPresent();
        return told && (stream || found.isTextual())
            ? Optional.of(new Piece(found.isTextual() ? found.asText() : "", "", word, counts))
            : Optional.empty();
      }

      @Override
      public String expected() {
        return "expected a text at " + from;
      }
    };
  }

  private static JsonNode at(JsonNode node, @Nullable JsonPointer pointer) {
    return pointer == null
        ? com.fasterxml.jackson.databind.node.MissingNode.getInstance()
        : node.at(pointer);
  }

  /** Builds a {@link PayloadTemplate}. Not thread-safe. */
  public static final class Builder {
    private final JsonNode request;
    private @Nullable JsonPointer text;
    private @Nullable JsonPointer streamText;
    private @Nullable JsonPointer finish;
    private @Nullable JsonPointer inputTokens;
    private @Nullable JsonPointer outputTokens;

    private Builder(JsonNode request) {
      this.request = request;
    }

    /**
     * Sets where the text of an answer is. Needed.
     *
     * @param pointer such as {@code /answers/0/text}
     * @return this
     * @throws IllegalArgumentException if it is not a JSON pointer
     */
    public Builder text(String pointer) {
      text = JsonPointer.compile(pointer);
      return this;
    }

    /**
     * Sets where a line of a stream has its piece of the text. Default: where {@link #text} says.
     *
     * @param pointer such as {@code /delta}
     * @return this
     * @throws IllegalArgumentException if it is not a JSON pointer
     */
    public Builder streamText(String pointer) {
      streamText = JsonPointer.compile(pointer);
      return this;
    }

    /**
     * Sets where it stands why the model stopped: {@code stop}, {@code length}, {@code error}...,
     * or true for a server that only says that it did. Default: nowhere.
     *
     * @param pointer such as {@code /answers/0/why}
     * @return this
     * @throws IllegalArgumentException if it is not a JSON pointer
     */
    public Builder finish(String pointer) {
      finish = JsonPointer.compile(pointer);
      return this;
    }

    /**
     * Sets where the tokens are counted. Default: nowhere.
     *
     * @param input where the tokens of the prompt are, such as {@code /usage/in}
     * @param output where the tokens of the answer are, such as {@code /usage/out}
     * @return this
     * @throws IllegalArgumentException if one of them is not a JSON pointer
     */
    public Builder usage(String input, String output) {
      inputTokens = JsonPointer.compile(input);
      outputTokens = JsonPointer.compile(output);
      return this;
    }

    /**
     * Builds the template.
     *
     * @return the template
     * @throws IllegalArgumentException if {@link #text} was not called
     */
    public PayloadTemplate build() {
      if (text == null) {
        throw new IllegalArgumentException(
            "the template does not say where the text of an answer is; call text(pointer)");
      }
      return new PayloadTemplate(this, text, streamText == null ? text : streamText);
    }
  }
}

package io.fmops.sagemaker;

import io.fmops.model.GenerateRequest;
import io.fmops.model.Message;
import io.fmops.model.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the messages of a request become the one text that servers such as TGI's {@code generate}
 * complete. Immutable and thread-safe.
 *
 * <pre>{@code
 * PromptFormat.builder()
 *     .system("<|system|>\n{text}</s>\n")
 *     .user("<|user|>\n{text}</s>\n")
 *     .assistant("<|assistant|>\n{text}</s>\n")
 *     .answer("<|assistant|>\n")
 *     .markers("<|system|>", "<|user|>", "<|assistant|>", "</s>")
 *     .build();
 * }</pre>
 *
 * <p>A request that ends with a turn of the model's is continued: that turn is written without its
 * end. What a format cannot express is refused, never dropped: several turns where there is no
 * {@code assistant}, and texts with one of the {@code markers}, with which whoever wrote the text
 * could pretend to be somebody else.
 */
public final class PromptFormat {

  /** The instructions, an empty line, the text; for models that complete texts. One turn only. */
  public static final PromptFormat PLAIN = builder().build();

  /** {@code <|im_start|>user …}: Qwen, and many others. */
  public static final PromptFormat CHATML = builder()
      .system("<|im_start|>system\n{text}<|im_end|>\n")
      .user("<|im_start|>user\n{text}<|im_end|>\n")
      .assistant("<|im_start|>assistant\n{text}<|im_end|>\n")
      .answer("<|im_start|>assistant\n")
      .markers("<|im_start|>", "<|im_end|>")
      .build();

  /**
   * {@code <|start_header_id|>user …}: Llama 3 and later. Without the token that begins a text,
   * because servers add that themselves.
   */
  public static final PromptFormat LLAMA3 = builder()
      .system("<|start_header_id|>system<|end_header_id|>\n\n{text}<|eot_id|>")
      .user("<|start_header_id|>user<|end_header_id|>\n\n{text}<|eot_id|>")
      .assistant("<|start_header_id|>assistant<|end_header_id|>\n\n{text}<|eot_id|>")
      .answer("<|start_header_id|>assistant<|end_header_id|>\n\n")
      .markers("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|begin_of_text|>")
      .build();

  private final Turn system;
  private final Turn user;
  private final @Nullable Turn assistant;
  private final String answer;
  private final List<String> markers;

  /** What stands before and after a text. */
  private record Turn(String before, String after) {

    private static final String PLACE = "{text}";

    static Turn of(String template, String name) {
      int at = template.indexOf(PLACE);
      if (at < 0 || template.indexOf(PLACE, at + 1) >= 0) {
        throw new IllegalArgumentException(
            "the template of \"%s\" must have %s exactly once".formatted(name, PLACE));
      }
      return new Turn(template.substring(0, at), template.substring(at + PLACE.length()));
    }
  }

  private PromptFormat(Builder builder) {
    system = builder.system;
    user = builder.user;
    assistant = builder.assistant;
    answer = builder.answer;
    markers = List.copyOf(builder.markers);
  }

  /**
   * A format of one's own.
   *
   * @return a builder that makes {@link #PLAIN}
   */
  public static Builder builder() {
    return new Builder();
  }

  static Optional<PromptFormat> named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "plain" -> Optional.of(PLAIN);
      case "chatml" -> Optional.of(CHATML);
      case "llama3" -> Optional.of(LLAMA3);
      default -> Optional.empty();
    };
  }

  String write(Endpoint endpoint, GenerateRequest request, boolean withSystem) {
    StringBuilder prompt = new StringBuilder();
    if (withSystem) {
      request.system().ifPresent(text -> write(endpoint, system, text, prompt));
    }
    List<Message> messages = request.messages();
    // First, because what a message holds is the better reason to refuse it.
    messages.forEach(message -> PlainText.of(endpoint, message));
    boolean continued = messages.get(messages.size() - 1).role() == Role.ASSISTANT;
    if (assistant == null && (messages.size() > 1 || continued)) {
      throw PlainText.rejected(
          endpoint, "a conversation in a prompt format without turns (see the option prompt)");
    }
    for (Message message : messages.subList(0, messages.size() - (continued ? 1 : 0))) {
      Turn turn = message.role() == Role.USER || assistant == null ? user : assistant;
      write(endpoint, turn, PlainText.of(endpoint, message), prompt);
    }
    prompt.append(answer);
    if (continued) {
      String begun = PlainText.of(endpoint, messages.get(messages.size() - 1));
      prompt.append(checked(endpoint, begun));
    }
    return prompt.toString();
  }

  private void write(Endpoint endpoint, Turn turn, String text, StringBuilder prompt) {
    prompt.append(turn.before()).append(checked(endpoint, text)).append(turn.after());
  }

  private String checked(Endpoint endpoint, String text) {
    for (String marker : markers) {
      if (text.contains(marker)) {
        throw PlainText.rejected(
            endpoint, "a text with the marker \"%s\" of the prompt format".formatted(marker));
      }
    }
    return text;
  }

  /** Builds a {@link PromptFormat}. Not thread-safe. */
  public static final class Builder {
    private Turn system = new Turn("", "\n\n");
    private Turn user = new Turn("", "");
    private @Nullable Turn assistant;
    private String answer = "";
    private final List<String> markers = new ArrayList<>();

    private Builder() {}

    /**
     * Sets how the system prompt is written. Default: the text and an empty line.
     *
     * @param template has <code>{text}</code> once
     * @return this
     * @throws IllegalArgumentException if it has not
     */
    public Builder system(String template) {
      system = Turn.of(template, "system");
      return this;
    }

    /**
     * Sets how a turn of the user's is written. Default: the text.
     *
     * @param template has <code>{text}</code> once
     * @return this
     * @throws IllegalArgumentException if it has not
     */
    public Builder user(String template) {
      user = Turn.of(template, "user");
      return this;
    }

    /**
     * Sets how a turn of the model's is written. Default: not at all, so that requests of several
     * turns are refused.
     *
     * @param template has <code>{text}</code> once
     * @return this
     * @throws IllegalArgumentException if it has not
     */
    public Builder assistant(String template) {
      assistant = Turn.of(template, "assistant");
      return this;
    }

    /**
     * Sets what stands at the very end, where the model goes on. Default: nothing.
     *
     * @param text the beginning of a turn of the model's
     * @return this
     */
    public Builder answer(String text) {
      answer = Objects.requireNonNull(text, "text");
      return this;
    }

    /**
     * Sets what no message may contain: the texts that begin and end turns. Default: nothing.
     *
     * @param texts none of them empty
     * @return this
     * @throws IllegalArgumentException if one is empty
     */
    public Builder markers(String... texts) {
      for (String text : texts) {
        if (text.isEmpty()) {
          throw new IllegalArgumentException("a marker must not be empty");
        }
        markers.add(text);
      }
      return this;
    }

    /**
     * Builds the format.
     *
     * @return the format
     */
    public PromptFormat build() {
      return new PromptFormat(this);
    }
  }
}

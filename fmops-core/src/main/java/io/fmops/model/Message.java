package io.fmops.model;

import java.util.List;
import java.util.Objects;

/**
 * One turn of a conversation. Immutable and thread-safe.
 *
 * @param role who speaks
 * @param content what is said, at least one block, in order
 */
public record Message(Role role, List<ContentBlock> content) {

  /**
   * Copies the list and checks it.
   *
   * @throws IllegalArgumentException if there is no content block
   */
  public Message {
    Objects.requireNonNull(role, "role");
    content = List.copyOf(content);
    if (content.isEmpty()) {
      throw new IllegalArgumentException("a message needs at least one content block");
    }
  }

  /**
   * A turn of the user's, of one text block.
   *
   * @param text what the user says
   * @return the message
   */
  public static Message user(String text) {
    return new Message(Role.USER, List.of(ContentBlock.text(text)));
  }

  /**
   * A turn of the model's, of one text block.
   *
   * @param text what the model said, or how its answer shall begin
   * @return the message
   */
  public static Message assistant(String text) {
    return new Message(Role.ASSISTANT, List.of(ContentBlock.text(text)));
  }

  /**
   * The text blocks joined, without reasoning.
   *
   * @return the text, empty if there is none
   */
  public String text() {
    return ContentBlock.visibleText(content);
  }
}

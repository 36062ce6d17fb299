package io.fmops.prompt;

import java.util.Objects;

/**
 * One message of a prompt, with variables in it. Several messages of the user and the assistant in
 * turns are examples. Immutable and thread-safe.
 *
 * @param role who speaks
 * @param template the text, with {@code {{variables}}} and sections; may be empty
 */
public record PromptMessage(Role role, String template) {

  /** Who speaks in a message of a prompt. */
  public enum Role {
    /** Instructions above the conversation; only the first message can have this role. */
    SYSTEM,
    /** The person or program that asks. */
    USER,
    /** The model: an example of an answer, or how the next one shall begin. */
    ASSISTANT
  }

  /** Checks that nothing is null. */
  public PromptMessage {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(template, "template");
  }

  /**
   * Instructions above the conversation.
   *
   * @param template the text
   * @return the message
   */
  public static PromptMessage system(String template) {
    return new PromptMessage(Role.SYSTEM, template);
  }

  /**
   * What the user says.
   *
   * @param template the text
   * @return the message
   */
  public static PromptMessage user(String template) {
    return new PromptMessage(Role.USER, template);
  }

  /**
   * What the model said.
   *
   * @param template the text
   * @return the message
   */
  public static PromptMessage assistant(String template) {
    return new PromptMessage(Role.ASSISTANT, template);
  }

  /** Tells the role and the length, not the text: prompts stay out of logs. */
  @Override
  public String toString() {
    return "PromptMessage[%s, %d characters]".formatted(role, template.length());
  }
}

package io.fmops.guardrails;

import java.util.Objects;

/**
 * What happens to a text with a finding. Where several findings want different things, the
 * strongest holds: block, retry, redact, replace, flag. Immutable and thread-safe.
 */
public sealed interface Action {

  /**
   * The call ends in a {@link io.fmops.model.BlockedByGuardrailException}.
   *
   * @param message told to the caller; fit to be shown to users, so without parts of the text
   */
  record Block(String message) implements Action {
    /** Checks that there is a message. */
    public Block {
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * The model is asked again, with its answer and this feedback behind the conversation. Only where
   * a model has answered and nothing of the answer has been handed over: at other stages, later in
   * a stream, and when the policy's retries are used up, it blocks.
   *
   * @param feedback what to do better, said to the model; also the message if it blocks
   */
  record Retry(String feedback) implements Action {
    /** Checks that there is feedback. */
    public Retry {
      Objects.requireNonNull(feedback, "feedback");
    }
  }

  /**
   * A placeholder such as {@code [EMAIL_1]} stands in for the text, the same for the same text. On
   * the way to the model it is reversible: what the model says of {@code [EMAIL_1]} comes back with
   * the original. In an answer, in retrieved text and in what tools gave, it stays.
   */
  record Replace() implements Action {}

  /**
   * The text is taken out for good.
   *
   * @param mask what stands in its place; empty for nothing
   */
  record Redact(String mask) implements Action {
    /** Checks that there is a mask. */
    public Redact {
      Objects.requireNonNull(mask, "mask");
    }
  }

  /** The text passes; the verdict tells of it. */
  record Flag() implements Action {}

  /**
   * Ends the call.
   *
   * @param message told to the caller; fit to be shown to users
   * @return the action
   */
  static Action block(String message) {
    return new Block(message);
  }

  /**
   * Asks the model again.
   *
   * @param feedback said to the model
   * @return the action
   */
  static Action retry(String feedback) {
    return new Retry(feedback);
  }

  /**
   * Puts a placeholder in place of the text.
   *
   * @return the action
   */
  static Action replace() {
    return new Replace();
  }

  /**
   * Takes the text out.
   *
   * @param mask what stands in its place
   * @return the action
   */
  static Action redact(String mask) {
    return new Redact(mask);
  }

  /**
   * Lets the text pass.
   *
   * @return the action
   */
  static Action flag() {
    return new Flag();
  }

  /**
   * How strong it is among several.
   *
   * @return more for stronger
   */
  default int strength() {
    if (this instanceof Block) {
      return 5;
    } else if (this instanceof Retry) {
      return 4;
    } else if (this instanceof Redact) {
      return 3;
    }
    return this instanceof Replace ? 2 : 1;
  }

  /**
   * The word for it in policy files and audit records.
   *
   * @return lower case
   */
  default String word() {
    return getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }
}

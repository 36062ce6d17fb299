package io.fmops.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A guardrail does not let the input or the answer pass. */
public final class BlockedByGuardrailException extends ModelException {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable Object verdict;

  /**
   * An error without details.
   *
   * @param message one line for people
   */
  public BlockedByGuardrailException(String message) {
    this(message, ErrorDetails.NONE, null);
  }

  /**
   * An error as a provider tells it.
   *
   * @param message one line for people
   * @param details what the provider told
   * @param cause the provider's own exception, if there is one
   */
  public BlockedByGuardrailException(
      String message, ErrorDetails details, @Nullable Throwable cause) {
    this(message, details, null, cause);
  }

  /**
   * An error with what the guardrail found.
   *
   * @param message one line for people
   * @param details what is known of the call
   * @param verdict the guardrail's own account
   * @param cause what failed, if the guardrail blocks because something failed
   */
  public BlockedByGuardrailException(
      String message, ErrorDetails details, @Nullable Object verdict, @Nullable Throwable cause) {
    super(message, details, false, cause);
    this.verdict = verdict;
  }

  /**
   * The guardrail's own account of what it found.
   *
   * @param type the class expected, such as the {@code Verdict} of {@code io.fmops.guardrails}
   * @param <T> that class
   * @return the account, if there is one of that class; absent after serialization
   */
  public <T> Optional<T> verdict(Class<T> type) {
    return type.isInstance(verdict) ? Optional.of(type.cast(verdict)) : Optional.empty();
  }
}

package io.fmops.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one way in which a call fails. The tree is closed, so that a caller can handle every case,
 * and each kind says whether trying again can help.
 *
 * <p>The message is one line for people: what went wrong, with which model, and where there is one,
 * the remedy. Prompts and answers are never part of it.
 */
public abstract sealed class ModelException extends RuntimeException
    permits BlockedByGuardrailException,
        BudgetExceededException,
        CancelledException,
        MalformedAnswerException,
        ModelNotFoundException,
        NotAuthorizedException,
        ProviderException,
        RejectedInputException,
        ThrottledException,
        TimedOutException,
        TruncatedStreamException,
        UnavailableException {

  private static final long serialVersionUID = 1L;

  private final transient ErrorDetails details;
  /** Whether the same call, made again, may succeed. */
  private final boolean retryable;

  private transient volatile List<ContentBlock> partialContent = List.of();

  ModelException(
      String message, ErrorDetails details, boolean retryable, @Nullable Throwable cause) {
    super(message, cause);
    this.details = details;
    this.retryable = retryable;
  }

  /**
   * Whether the same call, made again, may succeed.
   *
   * @return true if retrying can help
   */
  public final boolean retryable() {
    return retryable;
  }

  /**
   * What the provider told.
   *
   * @return the provider's code, request id and wish to wait, as far as it gave them
   */
  public final ErrorDetails details() {
    return details == null ? ErrorDetails.NONE : details;
  }

  /**
   * What had arrived of the answer when the call failed.
   *
   * @return the blocks so far; empty if nothing had arrived
   */
  public final List<ContentBlock> partialContent() {
    return partialContent == null ? List.of() : partialContent;
  }

  final void attachPartial(List<ContentBlock> content) {
    if (partialContent().isEmpty()) {
      partialContent = content;
    }
  }
}

package io.fmops.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A time limit was passed and the exchange was aborted. */
public final class TimedOutException extends ModelException {

  private static final long serialVersionUID = 1L;

  /** Which limit was passed. */
  public enum Limit {
    /** The deadline of the whole call, set by the caller; there is no time left to retry in. */
    DEADLINE,
    /** The time for one exchange as a whole, set by a layer. Retrying can help. */
    TOTAL,
    /** The time until something first arrives, set by the client. Retrying can help. */
    FIRST_TOKEN,
    /** The time between two events of a stream. Retrying can help. */
    GAP,
    /** The provider gave up waiting for the model. Retrying can help. */
    PROVIDER
  }

  /** Which limit was passed. */
  private final Limit limit;

  /**
   * A passed limit.
   *
   * @param message one line for people
   * @param limit which limit
   * @param details what the provider told
   * @param cause the provider's own exception, if there is one
   */
  public TimedOutException(
      String message, Limit limit, ErrorDetails details, @Nullable Throwable cause) {
    super(message, details, limit != Limit.DEADLINE, cause);
    this.limit = Objects.requireNonNull(limit, "limit");
  }

  /**
   * Which limit was passed.
   *
   * @return the limit
   */
  public Limit limit() {
    return limit;
  }
}

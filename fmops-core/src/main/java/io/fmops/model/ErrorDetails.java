package io.fmops.model;

import java.time.Duration;
import java.util.Optional;

/**
 * What a provider told about an error. Immutable and thread-safe.
 *
 * @param model the model that was called, if known
 * @param code the provider's own error code, such as {@code ThrottlingException}
 * @param httpStatus the HTTP status, if there was an answer over HTTP
 * @param requestId the provider's id of the exchange, for its support desk
 * @param retryAfter how long the provider asks to wait before the next try
 */
public record ErrorDetails(
    Optional<ModelId> model,
    Optional<String> code,
    Optional<Integer> httpStatus,
    Optional<String> requestId,
    Optional<Duration> retryAfter) {

  /** Nothing known. */
  public static final ErrorDetails NONE = new ErrorDetails(
      Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * Nothing known but the model.
   *
   * @param model the model that was called
   * @return the details
   */
  public static ErrorDetails of(ModelId model) {
    return new ErrorDetails(
        Optional.of(model), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * For what is wrong with an answer that came: the model that gave it, and the exchange's id.
   *
   * @param response the answer
   * @return the details
   */
  public static ErrorDetails of(GenerateResponse response) {
    return new ErrorDetails(
        Optional.of(response.model()),
        Optional.empty(),
        Optional.empty(),
        response.requestId(),
        Optional.empty());
  }
}

package io.fmops.openai.chat;

import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelId;
import java.util.Objects;
import java.util.Optional;

/**
 * Who is spoken to, and in which of the schema's dialects. Immutable and thread-safe.
 *
 * @param id the model's id, for answers and errors
 * @param servedModel the field {@code model} of a request; absent for a server of one model
 * @param limitField what the server calls the limit of tokens: {@code max_tokens}, or
 *     {@code max_completion_tokens} as OpenAI's reasoning models want it
 * @param systemRole the role of the system text: {@code system}, or {@code developer}
 */
public record ChatServer(
    ModelId id, Optional<String> servedModel, String limitField, String systemRole) {

  /** Checks that nothing is null. */
  public ChatServer {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(servedModel, "servedModel");
    Objects.requireNonNull(limitField, "limitField");
    Objects.requireNonNull(systemRole, "systemRole");
  }

  /**
   * A server of the dialect that nearly all speak: {@code max_tokens} and {@code system}.
   *
   * @param id the model's id, for answers and errors
   * @param servedModel the field {@code model} of a request; absent for a server of one model
   */
  public ChatServer(ModelId id, Optional<String> servedModel) {
    this(id, servedModel, "max_tokens", "system");
  }

  /**
   * How messages call the server.
   *
   * @return the model's id without its options
   */
  public String label() {
    return id.provider() + ":" + id.name();
  }

  /**
   * Details of which only the model and the request id are known.
   *
   * @param requestId the id of the exchange, if there is one
   * @return the details
   */
  public ErrorDetails details(Optional<String> requestId) {
    return new ErrorDetails(
        Optional.of(id), Optional.empty(), Optional.empty(), requestId, Optional.empty());
  }
}

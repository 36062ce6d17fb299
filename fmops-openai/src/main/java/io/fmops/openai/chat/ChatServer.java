package io.fmops.openai.chat;

import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelId;
import java.util.Objects;
import java.util.Optional;

/**
 * Who is spoken to. Immutable and thread-safe.
 *
 * @param id the model's id, for answers and errors
 * @param servedModel the field {@code model} of a request; absent for a server of one model
 */
public record ChatServer(ModelId id, Optional<String> servedModel) {

  /** Checks that nothing is null. */
  public ChatServer {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(servedModel, "servedModel");
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

package io.fmops.bedrock.spi;

import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelId;
import java.util.Objects;
import java.util.Optional;

/** The body of an answer, to be decoded. Thread-safe as long as nobody writes into the body. */
public final class InvokeAnswer {

  private final ModelId model;
  private final byte[] body;
  private final Optional<String> requestId;

  /**
   * An answer.
   *
   * @param model the model that answered
   * @param body what it answered, mostly JSON; not copied
   * @param requestId Bedrock's id of the exchange
   */
  public InvokeAnswer(ModelId model, byte[] body, Optional<String> requestId) {
    this.model = Objects.requireNonNull(model, "model");
    this.body = Objects.requireNonNull(body, "body");
    this.requestId = Objects.requireNonNull(requestId, "requestId");
  }

  /**
   * The model that answered.
   *
   * @return its id
   */
  public ModelId model() {
    return model;
  }

  /**
   * What the model answered, mostly JSON.
   *
   * @return not a copy
   */
  public byte[] body() {
    return body;
  }

  /**
   * For the exceptions of a codec.
   *
   * @return the model and the id of the exchange
   */
  public ErrorDetails details() {
    return new ErrorDetails(
        Optional.of(model), Optional.empty(), Optional.empty(), requestId, Optional.empty());
  }
}

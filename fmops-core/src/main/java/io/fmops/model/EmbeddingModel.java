package io.fmops.model;

import io.fmops.model.spi.EmbeddingEngine;
import java.util.Objects;

/**
 * Turns texts into vectors whose nearness means likeness. Opened with
 * {@link Models#openEmbedding(String)}. Thread-safe.
 */
public final class EmbeddingModel implements AutoCloseable {

  private final ModelId id;
  private final EmbeddingEngine engine;

  private EmbeddingModel(ModelId id, EmbeddingEngine engine) {
    this.id = Objects.requireNonNull(id, "id");
    this.engine = Objects.requireNonNull(engine, "engine");
  }

  /**
   * A model over an engine.
   *
   * @param id names the model
   * @param engine does the work
   * @return the model
   */
  public static EmbeddingModel of(ModelId id, EmbeddingEngine engine) {
    return new EmbeddingModel(id, engine);
  }

  /**
   * The model's name.
   *
   * @return the id it was opened with
   */
  public ModelId id() {
    return id;
  }

  /**
   * Turns texts into vectors.
   *
   * @param request the texts
   * @return one vector a text, in the same order
   * @throws ModelException if the call fails
   */
  public EmbedResponse embed(EmbedRequest request) {
    return embed(request, CallContext.create());
  }

  /**
   * Turns texts into vectors, within a deadline and a cancellation.
   *
   * @param request the texts
   * @param context what surrounds the call
   * @return one vector a text, in the same order
   * @throws ModelException if the call fails
   */
  public EmbedResponse embed(EmbedRequest request, CallContext context) {
    EmbedResponse response = engine.embed(request, context);
    if (response.vectors().size() != request.texts().size()) {
      throw new MalformedAnswerException("%s gave %d vectors for %d texts"
          .formatted(id, response.vectors().size(), request.texts().size()));
    }
    return response;
  }

  /**
   * Turns one text into a vector.
   *
   * @param text the text
   * @return its vector
   * @throws ModelException if the call fails
   */
  public float[] embed(String text) {
    return embed(EmbedRequest.of(text)).vectors().get(0);
  }

  /** Gives back the connections that the model holds. */
  @Override
  public void close() {
    engine.close();
  }

  @Override
  public String toString() {
    return id.toString();
  }
}

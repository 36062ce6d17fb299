package io.fmops.model.spi;

import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;

/**
 * Opens the models of one kind of backend. Found with {@link java.util.ServiceLoader}, so it has a
 * public constructor without parameters that does nothing slow. Thread-safe.
 */
public interface ModelProvider {

  /**
   * The first part of the ids of all its models.
   *
   * @return lower-case letters, digits and hyphens, such as {@code bedrock}
   */
  String name();

  /**
   * Opens a model that answers requests. Needs no network: a wrong key or an unknown model may show
   * only with the first call.
   *
   * @param id names the model; its provider is {@link #name()}
   * @return the engine
   * @throws ModelException if the provider can tell at once that there is no such model, or if an
   *     option is unknown
   */
  ModelEngine open(ModelId id);

  /**
   * Opens a model that turns texts into vectors. The default says that the provider has none.
   *
   * @param id names the model; its provider is {@link #name()}
   * @return the engine
   * @throws ModelException if there is no such model
   */
  default EmbeddingEngine openEmbedding(ModelId id) {
    throw new ModelNotFoundException(
        "the provider %s has no embedding models, so \"%s\" cannot be opened as one"
            .formatted(name(), id));
  }

  /**
   * Opens a model that makes images. The default says that the provider has none.
   *
   * @param id names the model; its provider is {@link #name()}
   * @return the engine
   * @throws ModelException if there is no such model
   */
  default ImageEngine openImage(ModelId id) {
    throw new ModelNotFoundException(
        "the provider %s has no image models, so \"%s\" cannot be opened as one"
            .formatted(name(), id));
  }

  /**
   * Opens a model that makes videos. The default says that the provider has none.
   *
   * @param id names the model; its provider is {@link #name()}
   * @return the engine
   * @throws ModelException if there is no such model
   */
  default VideoEngine openVideo(ModelId id) {
    throw new ModelNotFoundException(
        "the provider %s has no video models, so \"%s\" cannot be opened as one"
            .formatted(name(), id));
  }
}

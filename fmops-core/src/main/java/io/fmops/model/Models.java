package io.fmops.model;

import io.fmops.model.internal.ProviderLookup;
import io.fmops.model.spi.ModelProvider;

/**
 * Opens models by name, through the providers on the class path.
 *
 * <p>A provider is a module of its own: {@code fmops-bedrock} brings {@code bedrock},
 * {@code fmops-sagemaker} brings {@code sagemaker}, {@code fmops-eval} brings {@code baseline},
 * which needs no account. Stateless and thread-safe.
 */
public final class Models {

  private Models() {}

  /**
   * Opens a model that answers requests.
   *
   * @param id {@code provider:model-id}, such as {@code baseline:majority} or
   *     {@code bedrock:amazon.nova-lite-v1:0?region=eu-west-1}
   * @return the model; close it when it is no longer needed
   * @throws ModelNotFoundException if the id is malformed, no such provider is on the class path
   *     (the message lists those that are), or the provider knows that it has no such model
   */
  public static FoundationModel open(String id) {
    return open(ModelId.parse(id));
  }

  /**
   * Opens a model that answers requests.
   *
   * @param id names the model
   * @return the model; close it when it is no longer needed
   * @throws ModelNotFoundException as {@link #open(String)}
   */
  public static FoundationModel open(ModelId id) {
    return FoundationModel.of(id, ProviderLookup.find(id).open(id));
  }

  /**
   * Opens a model through a provider that the application has configured itself, instead of one
   * from the class path.
   *
   * @param provider opens the model
   * @param id {@code provider:model-id}, of this provider
   * @return the model; close it when it is no longer needed
   * @throws ModelNotFoundException if the id is malformed or another provider's, or the provider
   *     knows that it has no such model
   */
  public static FoundationModel open(ModelProvider provider, String id) {
    ModelId parsed = owned(provider, id);
    return FoundationModel.of(parsed, provider.open(parsed));
  }

  /**
   * Opens a model that turns texts into vectors.
   *
   * @param id {@code provider:model-id}, such as {@code baseline:hashed-embedding}
   * @return the model; close it when it is no longer needed
   * @throws ModelNotFoundException as {@link #open(String)}
   */
  public static EmbeddingModel openEmbedding(String id) {
    return openEmbedding(ModelId.parse(id));
  }

  /**
   * Opens a model that turns texts into vectors.
   *
   * @param id names the model
   * @return the model; close it when it is no longer needed
   * @throws ModelNotFoundException as {@link #open(String)}
   */
  public static EmbeddingModel openEmbedding(ModelId id) {
    return EmbeddingModel.of(id, ProviderLookup.find(id).openEmbedding(id));
  }

  /**
   * Opens a model that turns texts into vectors through a provider that the application has
   * configured itself.
   *
   * @param provider opens the model
   * @param id {@code provider:model-id}, of this provider
   * @return the model; close it when it is no longer needed
   * @throws ModelNotFoundException as {@link #open(ModelProvider, String)}
   */
  public static EmbeddingModel openEmbedding(ModelProvider provider, String id) {
    ModelId parsed = owned(provider, id);
    return EmbeddingModel.of(parsed, provider.openEmbedding(parsed));
  }

  /**
   * Opens a model that makes images.
   *
   * @param id {@code provider:model-id}, such as {@code bedrock:stability.stable-image-core-v1:1}
   * @return the model; close it when it is no longer needed
   * @throws ModelNotFoundException as {@link #open(String)}
   */
  public static ImageModel openImage(String id) {
    ModelId parsed = ModelId.parse(id);
    return ImageModel.of(parsed, ProviderLookup.find(parsed).openImage(parsed));
  }

  /**
   * Opens a model that makes images through a provider that the application has configured itself.
   *
   * @param provider opens the model
   * @param id {@code provider:model-id}, of this provider
   * @return the model; close it when it is no longer needed
   * @throws ModelNotFoundException as {@link #open(ModelProvider, String)}
   */
  public static ImageModel openImage(ModelProvider provider, String id) {
    ModelId parsed = owned(provider, id);
    return ImageModel.of(parsed, provider.openImage(parsed));
  }

  /**
   * Opens a model that makes videos.
   *
   * @param id {@code provider:model-id}, such as {@code bedrock:luma.ray-v2:0?region=us-west-2}
   * @return the model; close it when it is no longer needed
   * @throws ModelNotFoundException as {@link #open(String)}
   */
  public static VideoModel openVideo(String id) {
    ModelId parsed = ModelId.parse(id);
    return VideoModel.of(parsed, ProviderLookup.find(parsed).openVideo(parsed));
  }

  /**
   * Opens a model that makes videos through a provider that the application has configured itself.
   *
   * @param provider opens the model
   * @param id {@code provider:model-id}, of this provider
   * @return the model; close it when it is no longer needed
   * @throws ModelNotFoundException as {@link #open(ModelProvider, String)}
   */
  public static VideoModel openVideo(ModelProvider provider, String id) {
    ModelId parsed = owned(provider, id);
    return VideoModel.of(parsed, provider.openVideo(parsed));
  }

  private static ModelId owned(ModelProvider provider, String id) {
    ModelId parsed = ModelId.parse(id);
    if (!parsed.provider().equals(provider.name())) {
      throw new ModelNotFoundException(
          "the provider \"%s\" cannot open \"%s\"; its ids begin with %s:"
              .formatted(provider.name(), id, provider.name()));
    }
    return parsed;
  }
}

package io.fmops.eval.baseline;

import io.fmops.model.ModelId;
import io.fmops.model.spi.EmbeddingEngine;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelProvider;

/**
 * The provider {@code baseline}: classical methods that run in this JVM, without an account, a
 * network or a random number. Whatever foundation model does not beat them is not worth its price.
 *
 * <p>Open its models with {@link io.fmops.model.Models#open(String)}, such as
 * {@code baseline:few-shot-knn?k=7}. The models, their options and how they read a prompt are told
 * in the description of this package. An unknown model or option, or a value out of its range, ends
 * in a {@link io.fmops.model.ModelNotFoundException} that lists what there is.
 *
 * <p>The models do their work in the thread that asks for the answer, and look between two steps
 * whether the call was closed or the thread interrupted. They hold nothing that needs closing.
 * Stateless and thread-safe.
 */
public final class BaselineProvider implements ModelProvider {

  /** For {@link java.util.ServiceLoader}. */
  public BaselineProvider() {}

  @Override
  public String name() {
    return "baseline";
  }

  @Override
  public ModelEngine open(ModelId id) {
    return new BaselineEngine(id, Catalog.algorithm(id));
  }

  @Override
  public EmbeddingEngine openEmbedding(ModelId id) {
    return new HashedEmbedding(id, Catalog.dimensions(id));
  }
}

package io.fmops.model.spi;

import io.fmops.model.FoundationModel;
import io.fmops.model.ModelId;

/**
 * Something around a model that sees every call, however it is made: retries, a budget, a
 * guardrail, a recorder. Given to {@link FoundationModel#with}; {@link ObservedSource} and
 * {@link LayerSource} are there to be extended. Thread-safe; one layer can be put around many
 * models.
 */
@FunctionalInterface
public interface ModelLayer {

  /**
   * Makes the outer engine from the inner one. The outer one need not close the inner one.
   *
   * @param model names the model
   * @param inner does the work
   * @return the engine with this layer around it
   */
  ModelEngine around(ModelId model, ModelEngine inner);
}

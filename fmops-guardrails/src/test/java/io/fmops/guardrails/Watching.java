package io.fmops.guardrails;

import io.fmops.model.CallContext;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import io.fmops.model.spi.ObservedSource;
import java.util.List;

/** A layer that sees what the model said, as telemetry further in does, and how calls ended. */
record Watching(List<ModelException> outcomes) implements ModelLayer {

  @Override
  public ModelEngine around(ModelId model, ModelEngine inner) {
    return new ModelEngine() {
      @Override
      public EventSource open(GenerateRequest request, CallContext context) {
        return new ObservedSource(model, request, inner.open(request, context)) {
          @Override
          protected void failed(ModelException problem) {
            outcomes.add(problem);
          }
        };
      }
    };
  }
}

package io.fmops.testkit;

import io.fmops.model.CallContext;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import io.fmops.model.spi.ObservedSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A layer that writes down what outcomes it was told. Thread-safe. */
final class OutcomeCounter implements ModelLayer {

  final List<Object> outcomes = new CopyOnWriteArrayList<>();

  @Override
  public ModelEngine around(ModelId model, ModelEngine inner) {
    return (GenerateRequest request, CallContext context) -> {
      EventSource source;
      try {
        source = inner.open(request, context);
      } catch (ModelException e) {
        outcomes.add(e);
        throw e;
      }
      return new ObservedSource(model, request, source) {
        @Override
        protected GenerateResponse completed(GenerateResponse whole) {
          outcomes.add(whole);
          return whole;
        }

        @Override
        protected void failed(ModelException problem) {
          outcomes.add(problem);
        }
      };
    };
  }
}

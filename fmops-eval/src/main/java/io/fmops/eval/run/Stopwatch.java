package io.fmops.eval.run;

import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import io.fmops.model.spi.ObservedSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Measures one call where it stands among the layers. Thread-safe. */
final class Stopwatch implements ModelLayer {

  private final AtomicLong nanos = new AtomicLong(-1);

  @Override
  public ModelEngine around(ModelId model, ModelEngine inner) {
    return (request, context) -> {
      long begin = System.nanoTime();
      return new ObservedSource(model, request, inner.open(request, context)) {
        @Override
        protected GenerateResponse completed(GenerateResponse whole) {
          nanos.set(System.nanoTime() - begin);
          return whole;
        }
      };
    };
  }

  /** How long the call took; empty if it has not completed. */
  Optional<Duration> taken() {
    return nanos.get() < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos.get()));
  }
}

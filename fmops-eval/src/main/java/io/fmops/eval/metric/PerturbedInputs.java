package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Makes changed examples, the same ones for the same seed. */
record PerturbedInputs(Perturbation perturbation, String field, int times, long seed) {

  /** An odd number whose multiples spread over all bits, for seeds far from each other. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  PerturbedInputs {
    Objects.requireNonNull(perturbation, "perturbation");
    Objects.requireNonNull(field, "field");
    if (times < 1) {
      throw new IllegalArgumentException(times + " times; there must be 1 or more");
    }
  }

  /** The i-th change of an example. */
  Example changed(Example example, int i) {
    long own = seed + SPREAD * (31L * example.id().hashCode() + i + 1);
    Map<String, String> fields = new LinkedHashMap<>(example.fields());
    fields.put(field, perturbation.apply(example.field(field), own ^ (own >>> 32)));
    return new Example(
        example.id(), fields, example.references(), example.tags(), example.assertions());
  }
}

package io.fmops.eval.catalog;

import io.fmops.eval.assertion.AssertionEvaluator;
import io.fmops.eval.dataset.DatasetException;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Evaluators;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The evaluators that a use case can name. Immutable. */
final class NamedEvaluators {

  private final UseCase useCase;
  private final Map<String, Evaluator> own;
  private final Map<String, Supplier<Evaluator>> known = new LinkedHashMap<>();

  NamedEvaluators(UseCase useCase, Map<String, Evaluator> own) {
    this.useCase = useCase;
    this.own = Map.copyOf(own);
    known.put("exact-match", Evaluators::exactMatch);
    known.put("quasi-exact-match", Evaluators::quasiExactMatch);
    known.put("contains-reference", Evaluators::containsReference);
    known.put("token-f1", Evaluators::tokenF1);
    known.put("rouge", Evaluators::rouge);
    known.put("label", this::label);
    known.put("assertions", this::assertions);
  }

  Evaluator get(String name) {
    Evaluator given = own.get(name);
    if (given != null) {
      return given;
    }
    Supplier<Evaluator> maker = known.get(name);
    if (maker == null) {
      Set<String> names = new LinkedHashSet<>(known.keySet());
      names.addAll(own.keySet());
      throw new DatasetException(
          "the use case %s names the evaluator %s; known are %s%s, and others that are given"
              .formatted(
                  useCase.name(),
                  Origin.quote(name),
                  Origin.quote(names),
                  Origin.didYouMean(name, names)));
    }
    return maker.get();
  }

  private Evaluator label() {
    if (useCase.labels().isEmpty()) {
      throw new DatasetException(
          "the use case %s names the evaluator label, but no dataset of it has labels"
              .formatted(useCase.name()));
    }
    return Evaluators.label(useCase.labels());
  }

  private Evaluator assertions() {
    AssertionEvaluator.Builder builder = AssertionEvaluator.builder();
    useCase.datasets().forEach(builder::metricsOf);
    return builder.build();
  }
}

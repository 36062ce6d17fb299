package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A metric whose figure of a dataset is made of sums. */
final class CorpusEvaluator implements Evaluator {

  private final CorpusMetric metric;
  private final String name;

  CorpusEvaluator(CorpusMetric metric) {
    this.metric = metric;
    this.name = metric.name();
  }

  @Override
  public List<Score> evaluate(Example example, String answer) {
    if (example.references().isEmpty()) {
      return List.of(new Score.Unscored(name, Evaluators.NO_REFERENCE));
    }
    double[] parts = metric.parts(example.references(), answer);
    return List.of(new Score.Summed(
        name, metric.single(parts), Arrays.stream(parts).boxed().toList()));
  }

  @Override
  public Map<String, ToDoubleFunction<double[]>> formulas() {
    return Map.of(name, metric::figure);
  }
}

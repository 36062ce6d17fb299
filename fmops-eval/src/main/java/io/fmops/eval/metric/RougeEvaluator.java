package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** ROUGE measures of an answer; of several references the best counts, measure by measure. */
final class RougeEvaluator implements Evaluator {

  private static final Pattern MEASURE = Pattern.compile("rouge(?:[1-9]|L|Lsum)");

  private final Rouge rouge;
  private final List<String> measures;
  private final List<String> names;
  private final int maxN;

  RougeEvaluator(Tokenization tokenization, List<String> measures) {
    for (String measure : measures) {
      if (!MEASURE.matcher(measure).matches()) {
        throw new IllegalArgumentException(
            "no measure \"%.60s\"; there are rouge1 to rouge9, rougeL and rougeLsum"
                .formatted(measure));
      }
    }
    this.rouge = Rouge.of(tokenization);
    this.measures = List.copyOf(measures);
    this.names = measures.stream().map(tokenization::scoreName).toList();
    this.maxN = measures.stream().mapToInt(RougeEvaluator::n).max().orElse(0);
  }

  /** The n of ROUGE-N, 0 of the others. */
  private static int n(String measure) {
    return Math.max(0, Character.digit(measure.charAt(5), 10));
  }

  @Override
  public List<Score> evaluate(Example example, String answer) {
    if (example.references().isEmpty()) {
      return names.stream()
          .<Score>map(name -> new Score.Unscored(name, Evaluators.NO_REFERENCE))
          .toList();
    }
    double[] best = new double[measures.size()];
    for (String reference : example.references()) {
      Rouge.Comparison comparison = rouge.compare(reference, answer, maxN);
      for (int i = 0; i < best.length; i++) {
        best[i] = Math.max(best[i], f1(measures.get(i), comparison));
      }
    }
    List<Score> scores = new ArrayList<>(best.length);
    for (int i = 0; i < best.length; i++) {
      scores.add(new Score.Value(names.get(i), best[i]));
    }
    return scores;
  }

  private static double f1(String measure, Rouge.Comparison comparison) {
    return switch (measure) {
      case "rougeL" -> comparison.rougeL().f1();
      case "rougeLsum" -> comparison.rougeLsum().f1();
      default -> comparison.rougeN(n(measure)).f1();
    };
  }
}

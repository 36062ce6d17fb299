package io.fmops.eval.baseline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The most frequent label of the examples; of labels equally frequent, the one seen first. What a
 * model reaches that has learned the frequencies and nothing else.
 */
final class Majority implements Algorithm {

  @Override
  public String answer(Prompt prompt, Checkpoint checkpoint) {
    return of(prompt.examples());
  }

  static String of(List<Prompt.Labelled> examples) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    examples.forEach(example -> counts.merge(example.label(), 1, Integer::sum));
    String best = "";
    int most = 0;
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > most) {
        best = entry.getKey();
        most = entry.getValue();
      }
    }
    return best;
  }
}

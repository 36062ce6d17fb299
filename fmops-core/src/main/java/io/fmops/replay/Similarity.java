package io.fmops.replay;

import io.fmops.text.Words;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much two texts have in common: Dice's coefficient over the multisets of their {@link Words}
 * (L. R. Dice, "Measures of the Amount of Ecologic Association Between Species", Ecology 26, 1945).
 * Stateless.
 */
final class Similarity {

  private Similarity() {}

  /** 0 to 1; 1 for two texts without words. */
  static double of(String one, String other) {
    List<String> a = Words.of(one);
    List<String> b = Words.of(other);
    if (a.isEmpty() && b.isEmpty()) {
      return 1;
    }
    Map<String, Integer> counts = new HashMap<>();
    a.forEach(word -> counts.merge(word, 1, Integer::sum));
    int common = 0;
    for (String word : b) {
      Integer left = counts.get(word);
      if (left != null && left > 0) {
        counts.put(word, left - 1);
        common++;
      }
    }
    return 2.0 * common / (a.size() + b.size());
  }
}

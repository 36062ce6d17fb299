package io.fmops.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** The best so many of numbered things; of equals, those with the lower number. Not thread-safe. */
final class Ranking {

  /**
   * Softens the first ranks, as in Cormack, Clarke and Büttcher, "Reciprocal rank fusion
   * outperforms Condorcet and individual rank learning methods", SIGIR 2009.
   */
  static final int FUSION = 60;

  record Hit(int number, double score) {}

  private static final Comparator<Hit> BEST_FIRST =
      Comparator.comparingDouble(Hit::score).reversed().thenComparingInt(Hit::number);

  private final int limit;
  private final PriorityQueue<Hit> worstFirst = new PriorityQueue<>(BEST_FIRST.reversed());

  Ranking(int limit) {
    this.limit = limit;
  }

  void offer(int number, double score) {
    Hit hit = new Hit(number, score);
    if (worstFirst.size() < limit) {
      worstFirst.add(hit);
    } else if (BEST_FIRST.compare(hit, worstFirst.element()) < 0) {
      worstFirst.remove();
      worstFirst.add(hit);
    }
  }

  /** What was kept, best first. */
  List<Hit> hits() {
    List<Hit> hits = new ArrayList<>(worstFirst);
    hits.sort(BEST_FIRST);
    return hits;
  }

  /** Several rankings in one: each adds {@code 1 / (60 + rank)}, the best being of rank 1. */
  static Ranking fused(int limit, Ranking... rankings) {
    Map<Integer, Double> scores = new HashMap<>();
    for (Ranking ranking : rankings) {
      int rank = 0;
      for (Hit hit : ranking.hits()) {
        rank++;
        scores.merge(hit.number, 1.0 / (FUSION + rank), Double::sum);
      }
    }
    Ranking fused = new Ranking(limit);
    scores.forEach(fused::offer);
    return fused;
  }
}

package io.fmops.eval.metric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a search found for one query, best first, against what is relevant to it, and the measures
 * of information retrieval that follow. Definitions are trec_eval's (version 9): what was not
 * judged is not relevant, the denominator of a precision is k even where fewer were found, and that
 * of a recall is everything relevant. Over many queries, each measure's figure is the mean: that of
 * {@link #averagePrecision} is MAP, that of {@link #reciprocalRank} is MRR. Immutable and
 * thread-safe.
 */
public final class Ranking {

  /** What a grade of relevance is worth in {@link #ndcg}. */
  public enum Gain {
    /** The grade itself: Järvelin and Kekäläinen (2002), and trec_eval. */
    LINEAR,
    /** {@code 2^grade - 1}: Burges et al., "Learning to rank using gradient descent" (2005). */
    EXPONENTIAL;

    private double of(int grade) {
      return this == LINEAR ? grade : Math.pow(2, grade) - 1;
    }
  }

  /** The highest grade there may be, so that every gain is exact: {@value}. */
  public static final int MAX_GRADE = 50;

  /** The grades of what was found, in its order; 0 for what is not relevant. */
  private final int[] found;

  /** The grades above 0 of all there is, best first. */
  private final int[] ideal;

  private Ranking(int[] found, int[] ideal) {
    this.found = found;
    this.ideal = ideal;
  }

  /**
   * A ranking with grades of relevance.
   *
   * @param ids what was found, best first, nothing twice
   * @param grades how relevant things are to the query, by id; those with 0 or less, and those
   *     without a grade, are not relevant
   * @return the ranking
   * @throws IllegalArgumentException if an id was found twice, or a grade is above
   *     {@value #MAX_GRADE}
   */
  public static Ranking graded(List<String> ids, Map<String, Integer> grades) {
    Set<String> seen = new HashSet<>();
    int[] found = new int[ids.size()];
    for (int i = 0; i < found.length; i++) {
      String id = ids.get(i);
      if (!seen.add(id)) {
        throw new IllegalArgumentException("\"%.60s\" was found twice".formatted(id));
      }
      found[i] = Math.max(0, grades.getOrDefault(id, 0));
    }
    List<Integer> relevant = new ArrayList<>();
    grades.forEach((id, grade) -> {
      if (grade > MAX_GRADE) {
        throw new IllegalArgumentException(
            "\"%.60s\" has the grade %d; the highest is %d".formatted(id, grade, MAX_GRADE));
      }
      if (grade > 0) {
        relevant.add(grade);
      }
    });
    int[] ideal =
        relevant.stream().sorted((a, b) -> b - a).mapToInt(grade -> grade).toArray();
    return new Ranking(found, ideal);
  }

  /**
   * A ranking of things that are relevant or not.
   *
   * @param ids what was found, best first, nothing twice
   * @param relevant what is relevant to the query
   * @return the ranking
   * @throws IllegalArgumentException if an id was found twice
   */
  public static Ranking of(List<String> ids, Collection<String> relevant) {
    Map<String, Integer> grades = new HashMap<>();
    relevant.forEach(id -> grades.put(id, 1));
    return graded(ids, grades);
  }

  /**
   * How much is relevant, found or not.
   *
   * @return 0 or more; with 0, all measures are 0, and the query tells nothing
   */
  public int relevant() {
    return ideal.length;
  }

  /**
   * The relevant part of the first k.
   *
   * @param k how many one looks at, 1 or more
   * @return 0 to 1
   * @throws IllegalArgumentException if k is below 1
   */
  public double precision(int k) {
    return (double) hits(k) / k;
  }

  /**
   * The part of everything relevant that is in the first k.
   *
   * @param k how many one looks at, 1 or more
   * @return 0 to 1
   * @throws IllegalArgumentException if k is below 1
   */
  public double recall(int k) {
    int hits = hits(k);
    return hits == 0 ? 0 : (double) hits / ideal.length;
  }

  /**
   * Whether something relevant is in the first k: the hit rate of one query, trec_eval's success.
   *
   * @param k how many one looks at, 1 or more
   * @return 1 or 0
   * @throws IllegalArgumentException if k is below 1
   */
  public double hit(int k) {
    return hits(k) > 0 ? 1 : 0;
  }

  private int hits(int k) {
    int hits = 0;
    for (int i = 0; i < Math.min(atLeastOne(k), found.length); i++) {
      hits += found[i] > 0 ? 1 : 0;
    }
    return hits;
  }

  private static int atLeastOne(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + "; it must be 1 or more");
    }
    return k;
  }

  /**
   * One over the rank of the first that is relevant.
   *
   * @return 0 to 1; 0 if none was found
   */
  public double reciprocalRank() {
    for (int i = 0; i < found.length; i++) {
      if (found[i] > 0) {
        return 1.0 / (i + 1);
      }
    }
    return 0;
  }

  /**
   * The mean, over everything relevant, of the precision down to where it was found, 0 for what was
   * not.
   *
   * @return 0 to 1
   */
  public double averagePrecision() {
    int hits = 0;
    double sum = 0;
    for (int i = 0; i < found.length; i++) {
      if (found[i] > 0) {
        hits++;
        sum += (double) hits / (i + 1);
      }
    }
    return hits == 0 ? 0 : sum / ideal.length;
  }

  /**
   * The discounted cumulative gain of the first k, each gain divided by {@code log2(rank + 1)}, as
   * a part of that of the best possible ranking (Järvelin and Kekäläinen, "Cumulated gain-based
   * evaluation of IR techniques", ACM TOIS 20, 2002, with the discount of trec_eval's
   * {@code ndcg_cut}).
   *
   * @param k how many one looks at, 1 or more; {@link Integer#MAX_VALUE} for all
   * @param gain what a grade is worth
   * @return 0 to 1
   * @throws IllegalArgumentException if k is below 1
   */
  public double ndcg(int k, Gain gain) {
    double best = dcg(ideal, atLeastOne(k), gain);
    return best == 0 ? 0 : Math.min(1, dcg(found, k, gain) / best);
  }

  private static double dcg(int[] grades, int k, Gain gain) {
    double sum = 0;
    for (int i = 0; i < Math.min(k, grades.length); i++) {
      sum += gain.of(grades[i]) * Math.log(2) / Math.log(i + 2);
    }
    return sum;
  }
}

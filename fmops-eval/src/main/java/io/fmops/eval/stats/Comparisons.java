package io.fmops.eval.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts of who was found better than whom, pair by pair: models whose answers a judge or people
 * compared. {@link BradleyTerry} ranks them. Immutable and thread-safe.
 *
 * <pre>{@code
 * Comparisons comparisons =
 *     Comparisons.builder().win("nova", "llama").tie("nova", "mistral").build();
 * }</pre>
 */
public final class Comparisons {

  /** The outcomes of a pair: the first one won, a tie, the second one won. */
  static final int OUTCOMES = 3;

  private final List<String> players;
  private final int[][] pairs;
  private final long[] counts;

  private Comparisons(List<String> players, int[][] pairs, long[] counts) {
    this.players = players;
    this.pairs = pairs;
    this.counts = counts;
  }

  /**
   * Counts nothing yet.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Who was compared.
   *
   * @return the names, in the order in which they turned up
   */
  public List<String> players() {
    return players;
  }

  /**
   * How many comparisons there are.
   *
   * @return 0 or more
   */
  public long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  /** How many comparisons a player is part of. */
  long of(int player) {
    long sum = 0;
    for (int cell = 0; cell < counts.length; cell++) {
      int[] pair = pairs[cell / OUTCOMES];
      sum += pair[0] == player || pair[1] == player ? counts[cell] : 0;
    }
    return sum;
  }

  /** The numbers of the two players of each pair. */
  int[][] pairs() {
    return pairs;
  }

  /** The counts, {@link #OUTCOMES} for each pair. */
  long[] counts() {
    return counts;
  }

  /** Counts comparisons. Its memory grows with the pairs only. Not thread-safe. */
  public static final class Builder {

    private record Pair(int first, int second) {}

    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Map<Pair, long[]> counts = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Counts one comparison.
     *
     * @param winner who was found better
     * @param loser the other one
     * @return this
     * @throws IllegalArgumentException if both are the same
     */
    public Builder win(String winner, String loser) {
      return win(winner, loser, 1);
    }

    /**
     * Counts comparisons with the same outcome.
     *
     * @param winner who was found better
     * @param loser the other one
     * @param times how often, 0 or more
     * @return this
     * @throws IllegalArgumentException if both are the same, or the number is negative
     */
    public Builder win(String winner, String loser, long times) {
      return add(winner, loser, 0, times);
    }

    /**
     * Counts one comparison in which neither was found better.
     *
     * @param first one of the two
     * @param second the other one
     * @return this
     * @throws IllegalArgumentException if both are the same
     */
    public Builder tie(String first, String second) {
      return tie(first, second, 1);
    }

    /**
     * Counts comparisons in which neither was found better.
     *
     * @param first one of the two
     * @param second the other one
     * @param times how often, 0 or more
     * @return this
     * @throws IllegalArgumentException if both are the same, or the number is negative
     */
    public Builder tie(String first, String second, long times) {
      return add(first, second, 1, times);
    }

    private Builder add(String first, String second, int outcome, long times) {
      if (first.equals(second)) {
        throw new IllegalArgumentException(
            "\"%.60s\" cannot be compared with itself".formatted(first));
      }
      if (times < 0) {
        throw new IllegalArgumentException(
            "the number of comparisons is " + times + "; it must be 0 or more");
      }
      int a = number(first);
      int b = number(second);
      long[] outcomes =
          counts.computeIfAbsent(new Pair(Math.min(a, b), Math.max(a, b)), p -> new long[OUTCOMES]);
      outcomes[a < b ? outcome : OUTCOMES - 1 - outcome] += times;
      return this;
    }

    private int number(String player) {
      Integer known = numbers.putIfAbsent(player, numbers.size());
      return known == null ? numbers.size() - 1 : known;
    }

    /**
     * What was counted so far.
     *
     * @return the comparisons
     */
    public Comparisons build() {
      int[][] pairs = new int[counts.size()][];
      long[] flat = new long[OUTCOMES * counts.size()];
      List<Pair> keys = new ArrayList<>(counts.keySet());
      for (int pair = 0; pair < pairs.length; pair++) {
        Pair key = keys.get(pair);
        pairs[pair] = new int[] {key.first(), key.second()};
        System.arraycopy(counts.getOrDefault(key, flat), 0, flat, OUTCOMES * pair, OUTCOMES);
      }
      return new Comparisons(List.copyOf(numbers.keySet()), pairs, flat);
    }
  }
}

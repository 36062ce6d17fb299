package io.fmops.eval.metric;

import java.util.Arrays;

/**
 * The n-grams that a text has in common with one other, for tokens so few that the numbers of n of
 * them fit into a long. What begins at each place of both texts is sorted, so that equal n-grams
 * stand together, for every n at once: n-grams that differ first in their third token are the same
 * unigrams and bigrams. Radix sort, so that the time is linear and no text can be written that
 * takes longer. Not thread-safe.
 */
final class SortedNgrams {

  private static final int DIGIT = 9;
  private static final int BUCKETS = 1 << DIGIT;

  /** Below this a comparing sort is faster. */
  private static final int FEW = 64;

  /** As many places as make {@link #tokens} exact for less than a long's bits. */
  private static final int FRACTION = 12;

  private final int order;
  private final int bits;
  private final int perBit;

  private SortedNgrams(int order, int bits) {
    this.order = order;
    this.bits = bits;
    perBit = (1 << FRACTION) / bits + 1;
  }

  /** How many whole tokens so many bits are: a division without dividing, which is slow. */
  private int tokens(int ofBits) {
    return (ofBits * perBit) >>> FRACTION;
  }

  /** Tokens are counted from 1, as 0 stands behind the end of a text. */
  private static int bits(int distinct) {
    return Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(distinct));
  }

  /** Whether n-grams of so many different tokens fit. */
  static boolean fit(int distinct, int order) {
    return bits(distinct) * order < Long.SIZE - 1;
  }

  /**
   * Counts the n-grams of an answer that are in a reference, each at most as often as it is there.
   *
   * @param order the greatest n
   * @param distinct more than the greatest number that either text has
   * @return the counts for n from 1 to the order
   */
  static long[] count(int[] answer, int[] reference, int distinct, int order) {
    return new SortedNgrams(order, bits(distinct)).run(answer, reference);
  }

  private long[] run(int[] answer, int[] reference) {
    long[] keys = new long[answer.length + reference.length];
    fill(keys, 0, answer, 1);
    fill(keys, answer.length, reference, 0);
    return matches(keys.length < FEW ? compared(keys) : sorted(keys));
  }

  /** A key is n tokens, the first one in the highest bits, and whose they are in the lowest bit. */
  private void fill(long[] keys, int from, int[] tokens, int owner) {
    int first = bits * (order - 1) + 1;
    long key = 0;
    for (int i = tokens.length - 1; i >= 0; i--) {
      key = ((key >>> bits) & -2L) | ((tokens[i] + 1L) << first);
      keys[from + i] = key | owner;
    }
  }

  private static long[] compared(long[] keys) {
    Arrays.sort(keys);
    return keys;
  }

  private long[] sorted(long[] keys) {
    long[] from = keys;
    long[] to = new long[keys.length];
    int[] ends = new int[BUCKETS];
    for (int shift = 1; shift <= bits * order; shift += DIGIT) {
      Arrays.fill(ends, 0);
      for (long key : from) {
        ends[(int) (key >>> shift) & (BUCKETS - 1)]++;
      }
      int end = 0;
      for (int i = 0; i < BUCKETS; i++) {
        end += ends[i];
        ends[i] = end - ends[i];
      }
      for (long key : from) {
        to[ends[(int) (key >>> shift) & (BUCKETS - 1)]++] = key;
      }
      long[] other = from;
      from = to;
      to = other;
    }
    return from;
  }

  private long[] matches(long[] keys) {
    long[] matches = new long[order];
    int[] begins = new int[order];
    int[] answersBefore = new int[order];
    int answers = 0;
    for (int i = 0; i < keys.length; i++) {
      answers += (int) (keys[i] & 1);
      int common = i + 1 < keys.length ? common(keys[i], keys[i + 1]) : 0;
      int whole = common < order ? whole(keys[i]) : 0;
      for (int n = common; n < order; n++) {
        int ofAnswer = answers - answersBefore[n];
        int ofReference = i + 1 - begins[n] - ofAnswer;
        matches[n] += n < whole ? Math.min(ofAnswer, ofReference) : 0;
        begins[n] = i + 1;
        answersBefore[n] = answers;
      }
    }
    return matches;
  }

  /** How many tokens two keys begin with alike. */
  private int common(long a, long b) {
    long different = (a ^ b) >>> 1;
    return different == 0
        ? order
        : tokens(Long.numberOfLeadingZeros(different) - (Long.SIZE - bits * order));
  }

  /** How many tokens there are before the end of the text. */
  private int whole(long key) {
    return order - tokens(Long.numberOfTrailingZeros(key >>> 1));
  }
}

package io.fmops.eval.metric;

import java.util.Arrays;
import java.util.List;

/**
 * The n-grams that a text has in common with others. Those of n tokens are numbered by pairs: the
 * number of the (n - 1)-gram before, and the last token. An n-gram can only be shared where its
 * first n - 1 tokens are, so all others are left out early. Time and memory are linear in the texts
 * for each n. Not thread-safe.
 */
final class NgramMatches {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  // By its number: how often an n-gram is in the reference that has it most often, and what the
  // answer has not matched of that.
  private int[] left = new int[0];
  private int[] inThis = new int[0];
  private boolean[] shared = new boolean[0];

  private long[] keys = new long[0];
  private int[] values = new int[0];
  private int shift;
  private int size;

  private NgramMatches() {}

  /**
   * Counts the n-grams of an answer that are in a reference, each at most as often as it is in the
   * reference that has it most often.
   *
   * @param order the greatest n
   * @param distinct more than the greatest number that any text has
   * @return the counts for n from 1 to the order
   */
  static long[] count(int[] answer, List<int[]> references, int distinct, int order) {
    return references.size() == 1 && SortedNgrams.fit(distinct, order)
        ? SortedNgrams.count(answer, references.get(0), distinct, order)
        : new NgramMatches().run(answer, references, distinct, order);
  }

  private long[] run(int[] answer, List<int[]> references, int distinct, int order) {
    long[] matches = new long[order];
    int[] grams = answer.clone();
    int[][] others = references.stream().map(int[]::clone).toArray(int[][]::new);
    ensure(distinct);
    for (int[] other : others) {
      addReference(other, other.length);
    }
    matches[0] = match(grams, grams.length);
    for (int n = 2; n <= order && matches[n - 2] > 0; n++) {
      int longest = 0;
      for (int[] other : others) {
        longest += Math.max(0, other.length - n + 1);
      }
      clear(longest);
      // Until here, what is shared is marked by the numbers of the (n - 1)-grams.
      for (int r = 0; r < others.length; r++) {
        int[] tokens = references.get(r);
        int[] other = others[r];
        int end = tokens.length - n + 1;
        for (int i = 0; i < end; i++) {
          int gram = other[i];
          other[i] = gram >= 0 && shared[gram] ? insert(gram, tokens[i + n - 1]) : -1;
        }
      }
      ensure(size);
      for (int[] other : others) {
        addReference(other, other.length - n + 1);
      }
      int end = answer.length - n + 1;
      for (int i = 0; i < end; i++) {
        grams[i] = grams[i] < 0 ? -1 : find(grams[i], answer[i + n - 1]);
      }
      matches[n - 1] = match(grams, end);
    }
    return matches;
  }

  private void ensure(int count) {
    if (left.length < count) {
      left = new int[count];
      inThis = new int[count];
      shared = new boolean[count];
    } else {
      Arrays.fill(left, 0, count, 0);
      Arrays.fill(shared, 0, count, false);
    }
  }

  private void addReference(int[] grams, int end) {
    for (int i = 0; i < end; i++) {
      int gram = grams[i];
      if (gram >= 0 && ++inThis[gram] > left[gram]) {
        left[gram] = inThis[gram];
      }
    }
    for (int i = 0; i < end; i++) {
      if (grams[i] >= 0) {
        inThis[grams[i]] = 0;
      }
    }
  }

  private long match(int[] grams, int end) {
    long matches = 0;
    for (int i = 0; i < end; i++) {
      int gram = grams[i];
      if (gram >= 0) {
        // A number of the answer alone has no place in a reference.
        shared[gram] = true;
        if (left[gram] > 0) {
          left[gram]--;
          matches++;
        }
      }
    }
    return matches;
  }

  private void clear(int grams) {
    int bits = Math.max(4, 33 - Integer.numberOfLeadingZeros(grams));
    if (keys.length < 1 << bits) {
      keys = new long[1 << bits];
      values = new int[1 << bits];
    }
    Arrays.fill(values, 0, 1 << bits, 0);
    shift = 64 - bits;
    size = 0;
  }

  private int insert(int gram, int token) {
    long key = ((long) gram << 32) | token;
    int slot = slot(key);
    if (values[slot] == 0) {
      keys[slot] = key;
      values[slot] = ++size;
    }
    return values[slot] - 1;
  }

  private int find(int gram, int token) {
    return values[slot(((long) gram << 32) | token)] - 1;
  }

  private int slot(long key) {
    int slot = (int) ((key * GOLDEN) >>> shift);
    int last = (1 << (64 - shift)) - 1;
    while (values[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & last;
    }
    return slot;
  }
}

package io.fmops.eval.baseline;

import java.util.Arrays;

/**
 * How often each character n-gram stands in a text, in {@value #BUCKETS} buckets. A few n-grams
 * share a bucket, which hardly matters (Weinberger et al. 2009), and memory is bounded. Reused from
 * text to text. Not thread-safe.
 */
final class GramCounts {

  static final int BITS = 18;
  static final int BUCKETS = 1 << BITS;

  /** Single characters tell Japanese texts apart; four make most of a short English word. */
  private static final int SHORTEST = 1;

  private static final int LONGEST = 4;

  private final int[] counts = new int[BUCKETS];
  private int[] filled = new int[1024];
  private int size;

  /** Forgets the text before, and counts this one's n-grams. */
  void fill(String text) {
    for (int i = 0; i < size; i++) {
      counts[filled[i]] = 0;
    }
    size = 0;
    CharGrams.each(CharGrams.characters(text), SHORTEST, LONGEST, this::add);
  }

  private void add(long hash) {
    int bucket = (int) (hash >>> (Long.SIZE - BITS));
    if (counts[bucket]++ == 0) {
      if (size == filled.length) {
        filled = Arrays.copyOf(filled, 2 * size);
      }
      filled[size++] = bucket;
    }
  }

  /** The number of buckets that are not empty. */
  int size() {
    return size;
  }

  /** The i-th bucket that is not empty, in the order of the text. */
  int bucket(int i) {
    return filled[i];
  }

  /** The number of n-grams in a bucket. */
  int count(int bucket) {
    return counts[bucket];
  }
}

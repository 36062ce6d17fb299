package io.fmops.eval.metric;

import java.util.Arrays;

/**
 * The least number of tokens that have to be inserted, deleted or replaced to make one sequence of
 * another (Levenshtein 1966), 64 cells of the table in one step of the processor: the bit-parallel
 * algorithm of G. Myers ("A fast bit-vector algorithm for approximate string matching based on
 * dynamic programming", JACM 46(3), 1999) in the form that H. Hyyrö gave it ("A bit-vector
 * algorithm for computing Levenshtein and Damerau edit distances", Nordic Journal of Computing 10,
 * 2003). For m and n tokens it needs time in O(m n / 64) and memory in O(m + n). Thread-safe.
 */
final class Levenshtein {

  private Levenshtein() {}

  /**
   * The distance.
   *
   * @param distinct more than the greatest number that any sequence has
   */
  static int distance(int[] a, int[] b, int distinct) {
    int begin = 0;
    int endA = a.length;
    int endB = b.length;
    while (begin < endA && begin < endB && a[begin] == b[begin]) {
      begin++;
    }
    while (endA > begin && endB > begin && a[endA - 1] == b[endB - 1]) {
      endA--;
      endB--;
    }
    if (begin == endA || begin == endB) {
      return endA + endB - 2 * begin;
    }
    return endA <= endB
        ? distance(a, endA, b, endB, begin, distinct)
        : distance(b, endB, a, endA, begin, distinct);
  }

  private static int distance(
      int[] pattern, int patternEnd, int[] text, int textEnd, int begin, int distinct) {
    MatchBits bits = new MatchBits(pattern, begin, patternEnd, distinct);
    int words = bits.words();
    int distance = patternEnd - begin;
    long bottom = 1L << (distance - 1); // a shift is taken modulo 64
    // A column of the table as differences: where it goes up by one, and where down.
    long[] up = new long[words];
    long[] down = new long[words];
    Arrays.fill(up, -1L);
    for (int i = begin; i < textEnd; i++) {
      long[] matches = bits.of(text[i]);
      // The differences to the next column that come in from above; the first row grows by one.
      long right = 1;
      long left = 0;
      for (int w = 0; w < words; w++) {
        long vertical = up[w];
        long match = matches[w] | left;
        long equal = (((match & vertical) + vertical) ^ vertical) | match | down[w];
        long grows = down[w] | ~(equal | vertical);
        long falls = equal & vertical;
        if (w == words - 1) {
          distance += (grows & bottom) != 0 ? 1 : (falls & bottom) != 0 ? -1 : 0;
        }
        long grown = (grows << 1) | right;
        long fallen = (falls << 1) | left;
        right = grows >>> 63;
        left = falls >>> 63;
        up[w] = fallen | ~(equal | grown);
        down[w] = grown & equal;
      }
    }
    return distance;
  }
}

package io.fmops.eval.assertion;

import java.util.Arrays;

/**
 * Levenshtein's distance as far as it matters: beyond a limit it is not counted, so it takes time
 * in proportion to the text and the limit (E. Ukkonen, "Algorithms for Approximate String
 * Matching", 1985). Characters are code points. Stateless.
 */
final class BoundedDistance {

  private BoundedDistance() {}

  /** The distance if it is at most the limit, and otherwise something above the limit. */
  static int of(String a, String b, int limit) {
    int[] from = a.codePoints().toArray();
    int[] to = b.codePoints().toArray();
    int bound = Math.min(limit, Math.max(from.length, to.length));
    if (limit < 0 || Math.abs(from.length - to.length) > bound) {
      return Math.max(limit, 0) + 1;
    }
    int[] before = new int[to.length + 1];
    int[] now = new int[to.length + 1];
    for (int j = 0; j <= to.length; j++) {
      before[j] = j;
    }
    for (int i = 1; i <= from.length; i++) {
      int begin = Math.max(1, i - bound);
      int end = Math.min(to.length, i + bound);
      // Whoever is outside of the band is further away than the limit.
      Arrays.fill(now, begin - 1, Math.min(to.length, end + 1) + 1, bound + 1);
      if (begin == 1) {
        now[0] = i;
      }
      for (int j = begin; j <= end; j++) {
        int replaced = before[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
        now[j] = Math.min(replaced, 1 + Math.min(before[j], now[j - 1]));
      }
      if (end < to.length) {
        now[end + 1] = bound + 1;
      }
      int[] swap = before;
      before = now;
      now = swap;
    }
    return Math.min(before[to.length], limit + 1);
  }
}

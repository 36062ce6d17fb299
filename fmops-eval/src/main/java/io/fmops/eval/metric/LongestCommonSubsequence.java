package io.fmops.eval.metric;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Longest common subsequences of one reference with many texts, 64 cells of the table in one step
 * of the processor: the bit-parallel algorithm of H. Hyyrö ("Bit-parallel LCS-length computation
 * revisited", AWOCA 2004). For m tokens of reference and n tokens of text it needs time in O(n m /
 * 64) and memory in O(m); to know the subsequence and not only its length, memory in O(m sqrt(n) /
 * 64). Not thread-safe: it has a buffer of its own.
 *
 * <p>A row holds one column of the textbook's table t: bit i is zero where t grows by one from i to
 * i + 1 tokens of reference, so the zeros below i add up to t at i.
 */
final class LongestCommonSubsequence {

  private final int[] reference;
  private final MatchBits matches;

  /**
   * Prepares a reference.
   *
   * @param reference tokens as numbers
   * @param distinct more than the greatest number that any text has
   */
  LongestCommonSubsequence(int[] reference, int distinct) {
    this.reference = reference;
    this.matches = new MatchBits(reference, 0, reference.length, distinct);
  }

  int length(int[] text) {
    long[] row = firstRow();
    for (int token : text) {
      advance(row, token);
    }
    return zeros(row, reference.length);
  }

  /**
   * Marks the positions in the reference of one longest common subsequence. Of several it takes the
   * one that ROUGE's summary level takes: read from the end, a match is always used, and else a
   * token of the reference is dropped unless that would shorten the subsequence.
   */
  void mark(int[] text, BitSet marked) {
    int block = (int) Math.ceil(Math.sqrt(Math.max(1, text.length)));
    long[][] checkpoints = checkpoints(text, block);
    long[][] rows = new long[block + 1][];
    int i = reference.length;
    int j = text.length;
    int begin = j + 1;
    while (i > 0 && j > 0) {
      if (j <= begin) {
        begin = (j - 1) / block * block;
        fill(rows, checkpoints[begin / block], text, begin);
      }
      if (reference[i - 1] == text[j - 1]) {
        marked.set(--i);
        j--;
      } else if (zeros(rows[j - 1 - begin], i) > zeros(rows[j - begin], i - 1)) {
        j--;
      } else {
        i--;
      }
    }
  }

  private long[][] checkpoints(int[] text, int block) {
    long[][] checkpoints = new long[text.length / block + 1][];
    long[] row = firstRow();
    for (int j = 0; j <= text.length; j++) {
      if (j % block == 0) {
        checkpoints[j / block] = row.clone();
      }
      if (j < text.length) {
        advance(row, text[j]);
      }
    }
    return checkpoints;
  }

  private void fill(long[][] rows, long[] first, int[] text, int begin) {
    rows[0] = first;
    for (int k = 1; k < rows.length && begin + k <= text.length; k++) {
      rows[k] = rows[k - 1].clone();
      advance(rows[k], text[begin + k - 1]);
    }
  }

  private long[] firstRow() {
    long[] row = new long[matches.words()];
    Arrays.fill(row, -1L);
    return row;
  }

  private void advance(long[] row, int token) {
    if (!matches.has(token)) {
      return;
    }
    long[] match = matches.of(token);
    int last = matches.last(token);
    long carry = 0;
    // Beyond the last match only a carry can still change something.
    for (int w = matches.first(token); w < row.length && (w <= last || carry != 0); w++) {
      long v = row[w];
      long u = v & match[w];
      long sum = v + u;
      long carried = sum + carry;
      carry = Long.compareUnsigned(sum, v) < 0 || Long.compareUnsigned(carried, sum) < 0 ? 1 : 0;
      row[w] = carried | (v & ~match[w]);
    }
  }

  private static int zeros(long[] row, int end) {
    int count = 0;
    for (int w = 0; w < end >> 6; w++) {
      count += Long.bitCount(~row[w]);
    }
    return (end & 63) == 0 ? count : count + Long.bitCount(~row[end >> 6] << -end);
  }
}

package io.fmops.eval.metric;

import java.util.Arrays;

/**
 * A beam of at most 50 columns, which is little enough for one word of the processor, so that a row
 * takes a few steps: the bit-parallel algorithm of Myers and Hyyrö (see {@link Levenshtein}) in a
 * band that moves with the diagonal.
 *
 * <p>A row is kept as the differences between neighbours, bit k for column begins[i] + k and the
 * one before. What lies outside of the beam stands as if it went up by one with each column away
 * from it. No way through the table profits from that: on the left by itself, on the right because
 * no word matches there.
 */
final class NarrowBeam extends BeamEditDistance {

  private static final int FEW = 16;

  private final int[] starts;
  private final int[] places;

  // What is the same for each variant, by row.
  private final int[] shifts;
  private final long[] beyond;
  private final long[] skipped;
  private final long[] matchable;
  private final long[] compared;

  // The answer's table: the first column's cost, where a row goes up or down, and in which columns
  // it is one above the last row or the same as the last row's column before.
  private final int[] costs;
  private final long[] ups;
  private final long[] downs;
  private final long[] grown;
  private final long[] equal;

  private int[] answer = new int[0];
  private int total;

  NarrowBeam(int[] reference, int length, int width, double ratio, int[] starts, int[] places) {
    super(reference, length, width, ratio);
    this.starts = starts;
    this.places = places;
    shifts = new int[length + 1];
    beyond = new long[length + 1];
    skipped = new long[length + 1];
    matchable = new long[length + 1];
    compared = new long[length + 1];
    for (int i = 1; i <= length; i++) {
      shifts[i] = begins[i] - begins[i - 1];
      beyond[i] = ~lowest(ends[i - 1] - begins[i - 1]);
      skipped[i] = lowest(shifts[i] + 1) & ~1L;
      matchable[i] = lowest(ends[i - 1] - begins[i] + 1);
      compared[i] = lowest(ends[i] - begins[i]) & ~1L;
    }
    costs = new int[length + 1];
    ups = new long[length + 1];
    downs = new long[length + 1];
    grown = new long[length + 1];
    equal = new long[length + 1];
    ups[0] = -1L;
  }

  private static long lowest(int bits) {
    return bits >= 64 ? -1L : (1L << bits) - 1;
  }

  @Override
  int start(int[] words) {
    int first = Arrays.mismatch(answer, words);
    int row = first < 0 ? length : first;
    answer = words.clone();
    while (row < length) {
      row++;
      advance(row, words[row - 1], costs[row - 1], ups[row - 1], downs[row - 1]);
    }
    total = last(costs[length], ups[length], downs[length]);
    return total;
  }

  /** Makes a row of the answer's table. */
  private void advance(int row, int word, int cost, long up, long down) {
    long rises = up | beyond[row];
    long drops = down & ~beyond[row];
    int first = cost + Long.bitCount(rises & skipped[row]) - Long.bitCount(drops & skipped[row]);
    int shift = shifts[row];
    long left = shift == 0 ? 1L : 0L;
    long above = (rises >> shift) & ~left;
    long below = (drops >>> shift) | left;
    long match = matches(word, begins[row]) & matchable[row];
    long same = (((match & above) + above) ^ above) | match | below;
    long plus = below | ~(same | above);
    long minus = same & above;
    long right = (plus << 1) | 1;
    costs[row] = first + (int) (plus & 1) - (int) (minus & 1);
    ups[row] = (minus << 1) | ~(same | right);
    downs[row] = right & same;
    grown[row] = plus;
    equal[row] = same;
  }

  @Override
  int of(int[] variant, int begin, int end) {
    int cost = costs[begin];
    long up = ups[begin];
    long down = downs[begin];
    for (int row = begin + 1; row <= length; row++) {
      // As in advance, with everything in registers: most of TER's time is spent here.
      long outside = beyond[row];
      long rises = up | outside;
      long drops = down & ~outside;
      int shift = shifts[row];
      if (shift > 0) {
        long columns = skipped[row];
        cost += Long.bitCount(rises & columns) - Long.bitCount(drops & columns);
      }
      long left = shift == 0 ? 1L : 0L;
      long above = (rises >> shift) & ~left;
      long below = (drops >>> shift) | left;
      long match = matches(variant[row - 1], begins[row]) & matchable[row];
      long same = (((match & above) + above) ^ above) | match | below;
      long plus = below | ~(same | above);
      long minus = same & above;
      long right = (plus << 1) | 1;
      cost += (int) (plus & 1) - (int) (minus & 1);
      up = (minus << 1) | ~(same | right);
      down = right & same;
      // From here the words are the answer's: once the rows are alike, they stay so to the end.
      if (row >= end && (((up ^ ups[row]) | (down ^ downs[row])) & compared[row]) == 0) {
        return total + cost - costs[row];
      }
    }
    return last(cost, up, down);
  }

  /** The cost in the last column of the last row. */
  private int last(int cost, long up, long down) {
    long columns = compared[length];
    return cost + Long.bitCount(up & columns) - Long.bitCount(down & columns);
  }

  /** Where the reference has a word, bit 0 for the word before column begin. */
  private long matches(int word, int begin) {
    int k = starts[word];
    int end = starts[word + 1];
    if (end - k > FEW) {
      int found = Arrays.binarySearch(places, k, end, begin - 1);
      k = found < 0 ? -found - 1 : found;
    }
    long bits = 0;
    for (; k < end; k++) {
      int bit = places[k] + 1 - begin;
      if (bit >= 64) {
        break;
      }
      if (bit >= 0) {
        bits |= 1L << bit;
      }
    }
    return bits;
  }

  @Override
  Edit edit(int row, int column) {
    long bit = 1L << (column - begins[row]);
    if (isInside(row - 1, column - 1)) {
      if (reference[column - 1] == answer[row - 1]) {
        return Edit.KEEP;
      }
      if ((equal[row] & bit) == 0) {
        return Edit.REPLACE;
      }
    }
    return isInside(row - 1, column) && (grown[row] & bit) != 0 ? Edit.DELETE : Edit.INSERT;
  }
}

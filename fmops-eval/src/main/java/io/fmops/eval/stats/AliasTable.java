package io.fmops.eval.stats;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws numbers with the probability of their counts, each in constant time, by the alias method in
 * M. D. Vose's form ("A linear algorithm for generating random numbers with a given distribution",
 * 1991). Immutable and thread-safe.
 */
final class AliasTable {

  // Draws hit a slot evenly; the slot gives its own number with its share, and else its alias's.
  private final int[] numbers;
  private final double[] share;
  private final int[] alias;

  AliasTable(long[] counts) {
    // Only numbers that have a count, so that rounding can never draw one that has none.
    this.numbers = IntStream.range(0, counts.length).filter(i -> counts[i] > 0).toArray();
    int size = numbers.length;
    double total = 0;
    for (int number : numbers) {
      total += counts[number];
    }
    this.share = new double[size];
    this.alias = new int[size];
    int[] small = new int[size];
    int[] large = new int[size];
    int smalls = 0;
    int larges = 0;
    for (int i = 0; i < size; i++) {
      share[i] = (double) counts[numbers[i]] * size / total;
      alias[i] = i;
      if (share[i] < 1) {
        small[smalls++] = i;
      } else {
        large[larges++] = i;
      }
    }
    while (smalls > 0 && larges > 0) {
      int less = small[--smalls];
      int more = large[larges - 1];
      alias[less] = more;
      share[more] -= 1 - share[less];
      if (share[more] < 1) {
        small[smalls++] = more;
        larges--;
      }
    }
    // What rounding left over is full.
    while (larges > 0) {
      share[large[--larges]] = 1;
    }
    while (smalls > 0) {
      share[small[--smalls]] = 1;
    }
  }

  /** How many numbers have a count. */
  int size() {
    return numbers.length;
  }

  /** Every number that has a count, or if those are more than a limit, that many random draws. */
  int[] choose(SplittableRandom random, int limit) {
    int[] chosen = numbers.length <= limit ? numbers.clone() : new int[limit];
    for (int i = 0; numbers.length > limit && i < limit; i++) {
      chosen[i] = draw(random);
    }
    return chosen;
  }

  int draw(SplittableRandom random) {
    // One random number is both: its high digits say which slot, the others how far into it.
    double place = (random.nextLong() >>> 11) * 0x1p-53 * numbers.length;
    int slot = (int) place;
    // All bits if the place is within the share. A branch would be guessed wrong half the time.
    int within = (int) (Double.doubleToRawLongBits(place - slot - share[slot]) >> 63);
    return numbers[(slot & within) | (alias[slot] & ~within)];
  }
}

package io.fmops.eval.stats;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Pairs of numbers as places among the different numbers of their columns. Equal pairs share a
 * cell, so that scores on a short scale take no longer than their table.
 */
final class RankedPairs {

  private final int xs;
  private final int ys;
  // Cells in ascending order of x, and of y among those with the same x.
  private final int[] cellX;
  private final int[] cellY;
  private final int[] cellOf;

  RankedPairs(double[] x, double[] y) {
    Checks.paired(x.length, y.length);
    double[] xLevels = levels(x);
    double[] yLevels = levels(y);
    this.xs = xLevels.length;
    this.ys = yLevels.length;
    long[] keys = new long[x.length];
    Arrays.setAll(keys, i -> (long) place(xLevels, x[i]) << 32 | place(yLevels, y[i]));
    long[] cells = Arrays.stream(keys).sorted().distinct().toArray();
    this.cellX = Arrays.stream(cells).mapToInt(key -> (int) (key >> 32)).toArray();
    this.cellY = Arrays.stream(cells).mapToInt(key -> (int) key).toArray();
    this.cellOf =
        Arrays.stream(keys).mapToInt(key -> Arrays.binarySearch(cells, key)).toArray();
  }

  private static double[] levels(double[] values) {
    return Arrays.stream(values)
        .map(Checks::finite)
        .map(value -> value + 0.0) // so that the two zeros are one level
        .sorted()
        .distinct()
        .toArray();
  }

  private static int place(double[] levels, double value) {
    return Arrays.binarySearch(levels, value + 0.0);
  }

  Optional<Estimate> coefficient(Bootstrap bootstrap, ToDoubleFunction<int[]> coefficient) {
    return cellOf.length == 0
        ? Optional.empty()
        : Replicates.coefficient(
            bootstrap, new ChoiceResample(Clusters.singles(cellOf.length), coefficient));
  }

  private long[] counts(int[] chosen) {
    long[] counts = new long[cellX.length];
    for (int pair : chosen) {
      counts[cellOf[pair]]++;
    }
    return counts;
  }

  /** How often each place of a column was chosen. */
  private static long[] margin(long[] counts, int[] places, int size) {
    long[] margin = new long[size];
    for (int cell = 0; cell < counts.length; cell++) {
      margin[places[cell]] += counts[cell];
    }
    return margin;
  }

  double spearman(int[] chosen) {
    long[] counts = counts(chosen);
    long[] x = margin(counts, cellX, xs);
    long[] y = margin(counts, cellY, ys);
    double[] xRanks = centredRanks(x, chosen.length);
    double[] yRanks = centredRanks(y, chosen.length);
    double products = 0;
    for (int cell = 0; cell < counts.length; cell++) {
      products += counts[cell] * xRanks[cellX[cell]] * yRanks[cellY[cell]];
    }
    return quotient(products, squares(x, xRanks), squares(y, yRanks));
  }

  /** The mean rank of each place, counted from the middle of all ranks. */
  private static double[] centredRanks(long[] counts, int n) {
    double[] ranks = new double[counts.length];
    double below = -n / 2.0;
    for (int place = 0; place < counts.length; place++) {
      ranks[place] = below + counts[place] / 2.0;
      below += counts[place];
    }
    return ranks;
  }

  private static double squares(long[] counts, double[] ranks) {
    double sum = 0;
    for (int place = 0; place < counts.length; place++) {
      sum += counts[place] * ranks[place] * ranks[place];
    }
    return sum;
  }

  double kendall(int[] chosen) {
    long[] counts = counts(chosen);
    long all = pairs(chosen.length);
    long tiedX = pairs(margin(counts, cellX, xs));
    long tiedY = pairs(margin(counts, cellY, ys));
    long untied = all - tiedX - tiedY + pairs(counts);
    return quotient(
        untied - 2 * (double) discordant(counts), (double) (all - tiedX), (double) (all - tiedY));
  }

  private static long pairs(long... counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count * (count - 1) / 2;
    }
    return sum;
  }

  /** The pairs of which one has the smaller x and the larger y. */
  private long discordant(long[] counts) {
    long[] tree = new long[ys + 1];
    long discordant = 0;
    long before = 0;
    int group = 0;
    for (int cell = 0; cell < counts.length; cell++) {
      // Cells with the same x are looked up before the first of them goes in.
      for (; cellX[group] < cellX[cell]; group++) {
        before += counts[group];
        for (int place = cellY[group] + 1; place < tree.length; place += place & -place) {
          tree[place] += counts[group];
        }
      }
      long notAbove = 0;
      for (int place = cellY[cell] + 1; place > 0; place -= place & -place) {
        notAbove += tree[place];
      }
      discordant += counts[cell] * (before - notAbove);
    }
    return discordant;
  }

  private static double quotient(double product, double square, double otherSquare) {
    if (square <= 0 || otherSquare <= 0) {
      return Double.NaN;
    }
    double quotient = product / Math.sqrt(square * otherSquare);
    return Math.max(-1, Math.min(1, quotient));
  }
}

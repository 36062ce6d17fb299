package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bit-parallel algorithm against the textbook's table. */
class LongestCommonSubsequenceTest {

  @Test
  void lengthAndPositionsAreThoseOfTheTable() {
    Random random = new Random(11);
    int[] sizes = {0, 1, 2, 7, 63, 64, 65, 127, 128, 129, 300};
    for (int round = 0; round < 800; round++) {
      int distinct = 1 + random.nextInt(round % 2 == 0 ? 4 : 60);
      int[] reference = tokens(random, sizes[random.nextInt(sizes.length)], distinct);
      int[] text = tokens(random, sizes[random.nextInt(sizes.length)], distinct);
      int[][] table = table(reference, text);
      var lcs = new LongestCommonSubsequence(reference, distinct);
      assertThat(lcs.length(text)).isEqualTo(table[reference.length][text.length]);
      BitSet marked = new BitSet();
      lcs.mark(text, marked);
      assertThat(marked).isEqualTo(positions(table, reference, text));
    }
  }

  @Test
  void hundredThousandTokensNeedNoTable() {
    int[] reference = tokens(new Random(1), 100_000, 5_000);
    var lcs = new LongestCommonSubsequence(reference, 5_000);
    assertThat(lcs.length(reference)).isEqualTo(100_000);
    BitSet marked = new BitSet();
    int[] part = tokens(new Random(1), 2_000, 5_000);
    lcs.mark(part, marked);
    assertThat(marked.cardinality()).isEqualTo(2_000);
  }

  private static int[] tokens(Random random, int size, int distinct) {
    return random.ints(size, 0, distinct).toArray();
  }

  private static int[][] table(int[] a, int[] b) {
    int[][] table = new int[a.length + 1][b.length + 1];
    for (int i = 1; i <= a.length; i++) {
      for (int j = 1; j <= b.length; j++) {
        table[i][j] = a[i - 1] == b[j - 1]
            ? table[i - 1][j - 1] + 1
            : Math.max(table[i - 1][j], table[i][j - 1]);
      }
    }
    return table;
  }

  private static BitSet positions(int[][] table, int[] a, int[] b) {
    BitSet positions = new BitSet();
    int i = a.length;
    int j = b.length;
    while (i > 0 && j > 0) {
      if (a[i - 1] == b[j - 1]) {
        positions.set(--i);
        j--;
      } else if (table[i][j - 1] > table[i - 1][j]) {
        j--;
      } else {
        i--;
      }
    }
    return positions;
  }
}

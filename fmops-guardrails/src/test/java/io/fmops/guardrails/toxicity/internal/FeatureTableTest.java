package io.fmops.guardrails.toxicity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FeatureTableTest {

  private static final int CATEGORIES = ToxicityModel.CATEGORIES;

  @Test
  void eachKnownFeatureHasItsWeightsAndAnUnknownOneNone() {
    Random random = new Random(1);
    long[] entries = new long[50 * FeatureTable.BUCKET];
    long[] hashes = new long[300];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = random.nextLong();
      // neighbouring tags are what a comparison of several at once could take for each other
      hashes[i] = (hashes[i] & ~0xFFFFL) | (1 + i % 7);
      int slot = FeatureTable.slot(hashes[i], entries.length);
      int end = slot + FeatureTable.BUCKET;
      while (slot < end && entries[slot] != 0 && (entries[slot] & 0xFFFF) != 1 + i % 7) {
        slot++;
      }
      if (slot < end && entries[slot] == 0) {
        entries[slot] = (random.nextLong() << 16) | FeatureTable.tag(hashes[i]);
      }
    }
    FeatureTable table = new FeatureTable(entries);
    assertThat(table.entries()).isEqualTo(entries);
    for (long hash : hashes) {
      assertThat(sums(table, hash)).isEqualTo(expected(entries, hash));
    }
    for (int i = 0; i < 10_000; i++) {
      long hash = random.nextLong();
      assertThat(sums(table, hash)).isEqualTo(expected(entries, hash));
    }
  }

  private static int[] sums(FeatureTable table, long hash) {
    int[] sums = new int[CATEGORIES + 1];
    table.add(hash, sums, 1);
    return sums;
  }

  private static int[] expected(long[] entries, long hash) {
    int[] expected = new int[CATEGORIES + 1];
    int slot = FeatureTable.slot(hash, entries.length);
    for (int i = slot; i < slot + FeatureTable.BUCKET; i++) {
      if (entries[i] != 0 && (entries[i] & 0xFFFF) == FeatureTable.tag(hash)) {
        for (int c = 0; c < CATEGORIES; c++) {
          expected[c + 1] = (byte) (entries[i] >>> (16 + 8 * c));
        }
        return expected;
      }
    }
    return expected;
  }
}

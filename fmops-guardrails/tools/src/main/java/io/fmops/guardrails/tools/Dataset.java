package io.fmops.guardrails.tools;

import io.fmops.guardrails.toxicity.internal.Features;
import io.fmops.guardrails.toxicity.internal.Lexicon;
import io.fmops.guardrails.toxicity.internal.TextNormalizer;
import java.util.Arrays;
import java.util.List;

/**
 * Rows as numbered features, in one array. A feature's number has its block in the two low bits.
 * Not thread-safe.
 */
final class Dataset {

  final FeatureIndex index = new FeatureIndex();

  /** All features of all rows, one after the other. */
  int[] features = new int[1 << 20];

  /** Where each row begins in {@link #features}, and after the last where it ends. */
  final int[] starts;

  /** By feature, its block. */
  byte[] blocks = new byte[1 << 16];

  Dataset(List<Row> rows, Lexicon lexicon) {
    TextNormalizer normalizer = new TextNormalizer(lexicon);
    Features of = new Features(lexicon);
    starts = new int[rows.size() + 1];
    int[] size = {0};
    for (int r = 0; r < rows.size(); r++) {
      of.of(normalizer.normalize(rows.get(r).text()), (block, hash) -> {
        int number = index.add(hash);
        if (number >= blocks.length) {
          blocks = Arrays.copyOf(blocks, number * 2);
        }
        blocks[number] = (byte) block;
        if (size[0] == features.length) {
          features = Arrays.copyOf(features, size[0] + size[0] / 2);
        }
        features[size[0]++] = number;
      });
      starts[r + 1] = size[0];
    }
  }

  /** How many of some rows have each feature. */
  int[] frequencies(int[] rows) {
    int[] count = new int[index.size()];
    int[] last = new int[index.size()];
    Arrays.fill(last, -1);
    for (int r : rows) {
      for (int i = starts[r]; i < starts[r + 1]; i++) {
        int f = features[i];
        if (last[f] != r) {
          last[f] = r;
          count[f]++;
        }
      }
    }
    return count;
  }
}

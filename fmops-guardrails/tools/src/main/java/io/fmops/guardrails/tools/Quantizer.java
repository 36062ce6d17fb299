package io.fmops.guardrails.tools;

import io.fmops.guardrails.toxicity.internal.FeatureTable;
import io.fmops.guardrails.toxicity.internal.Features;
import io.fmops.guardrails.toxicity.internal.Lexicon;
import io.fmops.guardrails.toxicity.internal.ToxicityModel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Puts weights into the table of the shipped model: 8 bits each, the important features first. */
final class Quantizer {

  private static final int C = Trainer.CATEGORIES_COUNT;

  /** Weights above this share of all are cut, so that the others keep their precision. */
  private static final double CUT = 0.9995;

  private final Dataset data;
  private final Lexicon lexicon;
  private final Settings settings;

  Quantizer(Dataset data, Lexicon lexicon, Settings settings) {
    this.data = data;
    this.lexicon = lexicon;
    this.settings = settings;
  }

  ToxicityModel model(float[] values, boolean[] kept, float[] calibration) {
    float[] steps = steps(values, kept);
    long[] table = new long[Settings.SLOTS];
    int[] order = IntStream.range(0, kept.length)
        .filter(f -> kept[f])
        .boxed()
        .sorted(Comparator.comparingDouble((Integer f) -> -size(values, f)).thenComparing(f -> f))
        .mapToInt(f -> f)
        .toArray();
    for (int f : order) {
      long hash = data.index.hash(f);
      long entry = FeatureTable.tag(hash);
      for (int c = 0; c < C; c++) {
        float step = steps[data.blocks[f] * C + c];
        int q = Math.max(-127, Math.min(127, Math.round(values[f * C + c] / step)));
        entry |= (q & 0xFFL) << (16 + 8 * c);
      }
      int slot = FeatureTable.slot(hash, table.length);
      for (int i = slot; i < slot + FeatureTable.BUCKET; i++) {
        if (table[i] == 0 || (table[i] & 0xFFFF) == (entry & 0xFFFF)) {
          table[i] = table[i] == 0 ? entry : table[i];
          break;
        }
      }
    }
    float[] damping = new float[Features.BLOCKS];
    Arrays.fill(damping, settings.damping());
    return new ToxicityModel(lexicon, new FeatureTable(table), steps, calibration, damping);
  }

  private static double size(float[] values, int f) {
    double size = 0;
    for (int c = 0; c < C; c++) {
      size = Math.max(size, Math.abs(values[f * C + c]));
    }
    return size;
  }

  /** By block and category, the weight that one step of 127 stands for. */
  private float[] steps(float[] values, boolean[] kept) {
    float[] steps = new float[Features.BLOCKS * C];
    for (int b = 0; b < Features.BLOCKS; b++) {
      int block = b;
      int[] features = IntStream.range(0, kept.length)
          .filter(f -> kept[f] && data.blocks[f] == block)
          .toArray();
      for (int c = 0; c < C; c++) {
        int category = c;
        double[] sizes = Arrays.stream(features)
            .mapToDouble(f -> Math.abs(values[f * C + category]))
            .sorted()
            .toArray();
        double largest = sizes.length == 0 ? 1 : sizes[(int) ((sizes.length - 1) * CUT)];
        steps[b * C + c] = (float) Math.max(largest / 127, 1e-9);
      }
    }
    return steps;
  }
}

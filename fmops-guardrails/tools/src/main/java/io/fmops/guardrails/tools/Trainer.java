package io.fmops.guardrails.tools;

import io.fmops.guardrails.toxicity.internal.Features;
import io.fmops.guardrails.toxicity.internal.Passages;
import io.fmops.guardrails.toxicity.internal.ToxicityModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Logistic regression for all categories at once, by AdaGrad (Duchi, Hazan and Singer 2011) with
 * averaged weights. A category that a row does not label adds nothing. One thread, a fixed order
 * and StrictMath, so that every JVM gives the same weights.
 */
final class Trainer {

  static final int CATEGORIES_COUNT = ToxicityModel.CATEGORIES;
  private static final int C = CATEGORIES_COUNT;

  private final Dataset data;
  private final List<Row> rows;
  private final Settings settings;
  private final float[] blockScale;

  Trainer(Dataset data, List<Row> rows, Settings settings) {
    this.data = data;
    this.rows = rows;
    this.settings = settings;
    this.blockScale = settings.blockScales();
  }

  /**
   * Trains.
   *
   * @param order the rows to learn from
   * @param weights of each row of the dataset
   * @param kept the features to use
   * @return the weights, by feature and category
   */
  float[] train(int[] order, float[] weights, boolean[] kept) {
    int size = data.index.size() * C;
    float[] w = new float[size];
    float[] squares = new float[size];
    float[] average = new float[size];
    Arrays.fill(squares, 0.1f);
    int[] shuffled = order.clone();
    SplittableRandom random = new SplittableRandom(20261128);
    int averaged = 0;
    float[] shares = new float[Features.BLOCKS];
    float[] gradient = new float[C];
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      for (int i = shuffled.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int t = shuffled[i];
        shuffled[i] = shuffled[j];
        shuffled[j] = t;
      }
      for (int r : shuffled) {
        shares(r, shares);
        double[] logits = logits(r, w, kept, shares);
        Row row = rows.get(r);
        boolean any = false;
        for (int c = 0; c < C; c++) {
          gradient[c] = 0;
          if (row.label(c) >= 0) {
            double p = 1 / (1 + StrictMath.exp(-logits[c]));
            gradient[c] = (float) (weights[r] * (p - row.label(c)));
            any |= Math.abs(gradient[c]) > 1e-5;
          }
        }
        if (any) {
          step(r, w, squares, kept, shares, gradient);
        }
      }
      if (epoch * 2 >= settings.epochs() - 1) {
        averaged++;
        for (int i = 0; i < size; i++) {
          average[i] += w[i];
        }
      }
    }
    for (int i = 0; i < size; i++) {
      average[i] /= averaged;
    }
    return average;
  }

  private void step(
      int r, float[] w, float[] squares, boolean[] kept, float[] shares, float[] gradient) {
    float decay = settings.decay();
    for (int i = data.starts[r]; i < data.starts[r + 1]; i++) {
      int f = data.features[i];
      if (!kept[f]) {
        continue;
      }
      float share = shares[data.blocks[f]];
      int at = f * C;
      for (int c = 0; c < C; c++, at++) {
        if (gradient[c] != 0) {
          float g = gradient[c] * share + decay * w[at];
          squares[at] += g * g;
          w[at] -= settings.rate() * g / (float) Math.sqrt(squares[at]);
        }
      }
    }
  }

  /** By block, what the value of a feature is in a row. */
  private void shares(int r, float[] shares) {
    int[] counts = new int[Features.BLOCKS];
    for (int i = data.starts[r]; i < data.starts[r + 1]; i++) {
      counts[data.blocks[data.features[i]]]++;
    }
    for (int b = 0; b < Features.BLOCKS; b++) {
      shares[b] = (float) (blockScale[b] / Math.sqrt(counts[b] + settings.damping()));
    }
  }

  private double[] logits(int r, float[] w, boolean[] kept, float[] shares) {
    double[] logits = new double[C];
    for (int i = data.starts[r]; i < data.starts[r + 1]; i++) {
      int f = data.features[i];
      if (kept[f]) {
        float share = shares[data.blocks[f]];
        for (int c = 0; c < C; c++) {
          logits[c] += w[f * C + c] * share;
        }
      }
    }
    return logits;
  }

  /** The sums of weights of a row, by category, judged sentence by sentence as the model does. */
  double[] judged(int r, float[] w, boolean[] kept) {
    List<Sums> sentences = new ArrayList<>();
    int from = data.starts[r];
    for (int to : data.cuts.get(r)) {
      sentences.add(sums(from, to, w, kept));
      from = to;
    }
    double[] highest = new double[C];
    Arrays.fill(highest, sentences.isEmpty() ? 0 : Double.NEGATIVE_INFINITY);
    Passages.judge(data.ends.get(r), sentences, this::logits, (start, end, logits) -> {
      for (int c = 0; c < C; c++) {
        highest[c] = Math.max(highest[c], logits[c]);
      }
    });
    return highest;
  }

  private Sums sums(int from, int to, float[] w, boolean[] kept) {
    Sums sums = new Sums();
    for (int i = from; i < to; i++) {
      int f = data.features[i];
      int block = data.blocks[f];
      sums.counts[block]++;
      for (int c = 0; c < C && kept[f]; c++) {
        sums.sums[block * C + c] += w[f * C + c];
      }
    }
    return sums;
  }

  private double[] logits(Sums sums) {
    double[] logits = new double[C];
    for (int b = 0; b < Features.BLOCKS; b++) {
      double share = blockScale[b] / Math.sqrt(sums.counts[b] + settings.damping());
      for (int c = 0; c < C; c++) {
        logits[c] += sums.sums[b * C + c] * share;
      }
    }
    return logits;
  }

  /** Weights of the features of a sentence, or of several. */
  private static final class Sums implements Passages.Additive<Sums> {
    final int[] counts = new int[Features.BLOCKS];
    final double[] sums = new double[Features.BLOCKS * C];

    @Override
    public Sums plus(Sums other) {
      Sums both = new Sums();
      for (int b = 0; b < counts.length; b++) {
        both.counts[b] = counts[b] + other.counts[b];
      }
      for (int i = 0; i < sums.length; i++) {
        both.sums[i] = sums[i] + other.sums[i];
      }
      return both;
    }
  }
}

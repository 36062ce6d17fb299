package io.fmops.guardrails.tools;

import io.fmops.guardrails.toxicity.internal.Features;
import io.fmops.guardrails.toxicity.internal.Lexicon;
import io.fmops.guardrails.toxicity.internal.Normal;
import io.fmops.guardrails.toxicity.internal.TextNormalizer;
import io.fmops.guardrails.toxicity.internal.ToxicityModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Trains models on the training part: the one to ship, and those of cross-validation. */
final class Experiment {

  private static final int C = Trainer.CATEGORIES_COUNT;

  /** The disguises of which normalising leaves something; the others are undone altogether. */
  private static final List<Evasion> LOSSY =
      List.of(Evasion.LEET, Evasion.SPACED, Evasion.STRETCHED, Evasion.MASKED);

  /** A disguise by itself is no reason to flag a text, so more harmless rows have one. */
  private static final double HARMLESS_EVADED = 1.5;

  private final Lexicon lexicon;
  private final Settings settings;
  private final List<Row> rows;
  private final int plain;
  private final Dataset data;
  private final float[] weights;
  private final Trainer trainer;

  /**
   * An experiment.
   *
   * @param corpus the training part, without disguised rows
   * @param settings how to train
   */
  Experiment(Corpus corpus, Settings settings) {
    List<Row> train = corpus.train();
    this.lexicon = corpus.lexicon();
    this.settings = settings;
    plain = train.size();
    rows = new ArrayList<>(train);
    TextNormalizer normalizer = new TextNormalizer(lexicon);
    Features features = new Features(lexicon);
    for (Row row : train) {
      double share = settings.evaded() * (row.toxic() ? 1 : HARMLESS_EVADED);
      if (Row.draw("evaded", row.text()) < share * 0x1p32) {
        Evasion how = LOSSY.get((int) (Row.draw("how", row.text()) % LOSSY.size()));
        String disguised = how.apply(row.text());
        // most do nothing to Japanese
        rows.add(
            row.with(disguised.equals(row.text()) ? Evasion.MASKED.apply(row.text()) : disguised));
      }
      if (!row.toxic()) {
        // a sentence counts by itself, and those of a harmless text are harmless
        List<String> sentences = sentences(row.text(), normalizer, features);
        if (sentences.size() > 1) {
          sentences.forEach(s -> rows.add(row.with(s)));
        }
      }
    }
    rows.addAll(corpus.more());
    data = new Dataset(rows, lexicon);
    weights = Split.weights(rows, settings.balance());
    for (int r = 0; r < weights.length; r++) {
      weights[r] *= rows.get(r).source().equals("toxigen") ? settings.statements() : 1;
    }
    trainer = new Trainer(data, rows, settings);
  }

  private static List<String> sentences(String text, TextNormalizer normalizer, Features features) {
    Normal normal = normalizer.normalize(text);
    List<String> sentences = new ArrayList<>();
    features.of(normal, new Features.Sink() {
      private int start;

      @Override
      public void add(int block, long hash) {}

      @Override
      public void cut(int end) {
        sentences.add(text.substring(normal.start(start), normal.end(end)));
        start = end;
      }
    });
    return sentences;
  }

  /** A model's weights before they are quantised, and which features it kept. */
  private static final class Weights {
    final float[] values;
    final boolean[] kept;

    Weights(float[] values, boolean[] kept) {
      this.values = values;
      this.kept = kept;
    }
  }

  private Weights train(int[] order, int features) {
    int[] frequencies =
        data.frequencies(Arrays.stream(order).filter(r -> r < plain).toArray());
    boolean[] kept = new boolean[frequencies.length];
    int count = 0;
    for (int f = 0; f < kept.length; f++) {
      kept[f] = frequencies[f] >= 2;
      count += kept[f] ? 1 : 0;
    }
    float[] values = trainer.train(order, weights, kept);
    if (count > features) {
      kept = best(values, kept, frequencies, features);
      values = trainer.train(order, weights, kept);
    }
    return new Weights(values, kept);
  }

  /** The features that move the sums of all rows most. */
  private static boolean[] best(float[] values, boolean[] kept, int[] frequencies, int features) {
    double[] importance = new double[kept.length];
    for (int f = 0; f < kept.length; f++) {
      importance[f] = kept[f] ? importance(values, f, frequencies[f]) : -1;
    }
    double[] sorted = importance.clone();
    Arrays.sort(sorted);
    double least = sorted[sorted.length - features];
    boolean[] best = new boolean[kept.length];
    for (int f = 0; f < kept.length; f++) {
      best[f] = importance[f] >= Math.max(least, 0);
    }
    return best;
  }

  private static double importance(float[] values, int f, int frequency) {
    double largest = Math.abs(values[f * C]);
    for (int c = 1; c < C; c++) {
      largest = Math.max(largest, 0.5 * Math.abs(values[f * C + c]));
    }
    return largest * Math.sqrt(frequency);
  }

  /**
   * Cross-validation: the sums of weights of each training row by a model that saw neither the row
   * nor, of the project's own text, its kind.
   *
   * @return by row and category
   */
  double[][] unseen(int folds) {
    double[][] logits = new double[plain][];
    // folds do not touch each other's rows, so their order does not matter
    IntStream.range(0, folds).parallel().forEach(fold -> unseen(fold, folds, logits));
    return logits;
  }

  private void unseen(int fold, int folds, double[][] logits) {
    boolean[] out = new boolean[rows.size()];
    for (int r = 0; r < out.length; r++) {
      out[r] = Split.inFold(rows.get(r), fold, folds);
    }
    int[] in = IntStream.range(0, out.length).filter(r -> !out[r]).toArray();
    Weights w = train(in, settings.features());
    for (int r = 0; r < plain; r++) {
      if (out[r]) {
        logits[r] = trainer.judged(r, w.values, w.kept);
      }
    }
  }

  /** The model of all training rows, calibrated by what cross-validation gave. */
  ToxicityModel model(double[][] unseen) {
    Weights w = train(IntStream.range(0, rows.size()).toArray(), settings.features());
    float[] calibration = new float[2 * C];
    for (int c = 0; c < C; c++) {
      Platt platt = calibrate(unseen, c);
      calibration[2 * c] = (float) platt.slope();
      calibration[2 * c + 1] = (float) platt.offset();
    }
    return new Quantizer(data, lexicon, settings).model(w.values, w.kept, calibration);
  }

  /** What makes probabilities of the sums of one category, by rows whose label is known. */
  Platt calibrate(double[][] unseen, int category) {
    int[] labelled =
        IntStream.range(0, plain).filter(r -> rows.get(r).label(category) >= 0).toArray();
    return Platt.fit(
        Arrays.stream(labelled).mapToDouble(r -> unseen[r][category]).toArray(),
        Arrays.stream(labelled).mapToDouble(r -> rows.get(r).label(category)).toArray(),
        Arrays.stream(labelled).mapToDouble(r -> weights[r]).toArray());
  }
}

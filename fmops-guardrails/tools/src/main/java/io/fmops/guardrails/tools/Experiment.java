package io.fmops.guardrails.tools;

import io.fmops.guardrails.toxicity.internal.Features;
import io.fmops.guardrails.toxicity.internal.Lexicon;
import io.fmops.guardrails.toxicity.internal.Normal;
import io.fmops.guardrails.toxicity.internal.TextNormalizer;
import io.fmops.guardrails.toxicity.internal.ToxicityModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Trains models on the training part: the one to ship, and those of cross-validation. */
final class Experiment {

  private static final int C = Trainer.CATEGORIES_COUNT;

  /** A disguise by itself is no reason to flag a text, so more harmless rows have one. */
  private static final double HARMLESS_EVADED = 2;

  /** Copies, sentences and words that are not toxic count more than those that are. */
  private static final double HARMLESS_COPIES = 1.3;

  /** Models of folds give sums of weights and are not calibrated. */
  private static final float[] UNCALIBRATED = new float[2 * C];

  private final List<ToxicityModel> models = new ArrayList<>();
  private final Lexicon lexicon;
  private final Settings settings;
  private final List<Row> rows;
  private final int plain;
  private final Dataset data;
  private final double[] weights;

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
        Evasion how = Evasion.LOSSY.get((int) (Row.draw("how", row.text()) % Evasion.LOSSY.size()));
        String disguised = how.apply(row.text());
        // most do nothing to Japanese
        rows.add(
            row.with(disguised.equals(row.text()) ? Evasion.MASKED.apply(row.text()) : disguised));
      }
      if (!row.toxic() && row.japanese()) {
        // a mask is read as the toxic word that fits, so that it is no reason by itself
        rows.add(row.with(Evasion.MASKED.apply(row.text())));
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
      double copy = settings.copies() * (rows.get(r).toxic() ? 1 : HARMLESS_COPIES);
      weights[r] *= settings.factor(rows.get(r)) * (r < plain ? 1 : copy);
    }
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

  private Weights train(int[] order) {
    int[] texts = Arrays.stream(order).filter(r -> r < plain).toArray();
    int[] frequencies = data.frequencies(texts);
    float[] scales = scales(frequencies, texts);
    boolean[] kept = new boolean[frequencies.length];
    int count = 0;
    for (int f = 0; f < kept.length; f++) {
      kept[f] = frequencies[f] >= 2;
      count += kept[f] ? 1 : 0;
    }
    float[] values = fit(order, kept, scales);
    if (count > settings.features()) {
      kept = best(values, kept, frequencies, settings.features());
      values = fit(order, kept, scales);
    }
    return new Weights(values, kept);
  }

  /** By feature, what its value is scaled by: what is rarer says more. */
  private float[] scales(int[] frequencies, int[] texts) {
    int[] japanese = data.frequencies(
        Arrays.stream(texts).filter(r -> rows.get(r).japanese()).toArray());
    double usual = idf(texts.length, Math.min(100, texts.length));
    float[] scales = new float[frequencies.length];
    for (int f = 0; f < scales.length; f++) {
      double block = switch (data.blocks[f]) {
        case Features.WORDS -> settings.wordScale();
        case Features.CHARS -> 2 * japanese[f] > frequencies[f] ? settings.japaneseScale() : 1;
        default -> 1;
      };
      scales[f] = (float)
          (block * StrictMath.pow(idf(texts.length, frequencies[f]) / usual, settings.rarity()));
    }
    return scales;
  }

  /** Inverse document frequency, smoothed: 1 for what is everywhere. */
  private static double idf(int texts, int frequency) {
    return StrictMath.log((texts + 1.0) / (frequency + 1.0)) + 1;
  }

  /** The weights of features, as the model takes them. */
  private float[] fit(int[] order, boolean[] kept, float[] scales) {
    int[] columnOf = new int[kept.length];
    int columns = 0;
    for (int f = 0; f < kept.length; f++) {
      columnOf[f] = kept[f] ? columns++ : -1;
    }
    List<String> groups = new ArrayList<>();
    int[] groupOf = new int[order.length];
    double[] costs = new double[order.length];
    for (int i = 0; i < order.length; i++) {
      Row row = rows.get(order[i]);
      String area = Split.area(row);
      if (!row.kind().isEmpty() && !groups.contains(area)) {
        groups.add(area);
      }
      groupOf[i] = row.kind().isEmpty() ? -1 : columns + groups.indexOf(area);
      costs[i] = settings.cost() * weights[order[i]];
    }
    Matrix matrix =
        new Matrix(data, order, columnOf, scales, settings.damping(), groupOf, settings.offset());
    float[] byColumn =
        new Trainer(matrix, Arrays.stream(order).mapToObj(rows::get).toList(), costs).train();
    float[] values = new float[kept.length * C];
    for (int f = 0; f < kept.length; f++) {
      for (int c = 0; c < C && kept[f]; c++) {
        values[f * C + c] = byColumn[columnOf[f] * C + c] * scales[f];
      }
    }
    return values;
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
   * @param folds how many models
   * @param change what is done to each text before it is judged
   * @return by row and category
   */
  double[][] unseen(int folds, UnaryOperator<String> change) {
    if (models.isEmpty()) {
      models.addAll(IntStream.range(0, folds)
          .parallel()
          .mapToObj(fold -> model(
              IntStream.range(0, rows.size())
                  .filter(r -> !Split.inFold(rows.get(r), fold, folds))
                  .toArray(),
              UNCALIBRATED))
          .toList());
    }
    if (models.size() != folds) {
      throw new IllegalArgumentException(
          "the models are of " + models.size() + " folds, so they cannot judge " + folds);
    }
    double[][] logits = new double[plain][];
    IntStream.range(0, plain).parallel().forEach(r -> {
      for (int fold = 0; fold < folds; fold++) {
        if (Split.inFold(rows.get(r), fold, folds)) {
          logits[r] = logits(models.get(fold), change.apply(rows.get(r).text()));
        }
      }
    });
    return logits;
  }

  private static double[] logits(ToxicityModel model, String text) {
    double[] highest = new double[C];
    Arrays.fill(highest, Double.NEGATIVE_INFINITY);
    model.sums(model.normalizer().normalize(text), (from, to, sums) -> {
      for (int c = 0; c < C; c++) {
        highest[c] = Math.max(highest[c], sums[c]);
      }
    });
    for (int c = 0; c < C; c++) {
      highest[c] = Double.isInfinite(highest[c]) ? 0 : highest[c];
    }
    return highest;
  }

  /** The model of all training rows, calibrated by what cross-validation gave. */
  ToxicityModel model(double[][] unseen) {
    float[] calibration = new float[2 * C];
    for (int c = 0; c < C; c++) {
      Platt platt = calibrate(unseen, c);
      calibration[2 * c] = (float) platt.slope();
      calibration[2 * c + 1] = (float) platt.offset();
    }
    return model(IntStream.range(0, rows.size()).toArray(), calibration);
  }

  private ToxicityModel model(int[] order, float[] calibration) {
    Weights w = train(order);
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

package io.fmops.eval.run;

import io.fmops.eval.metric.ConfusionMatrix;
import io.fmops.eval.metric.Score;
import io.fmops.eval.stats.Bootstrap;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.Samples;
import io.fmops.eval.stats.Wilson;
import io.fmops.model.GenerateResponse;
import io.fmops.model.InferenceParameters;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sums up one candidate's rows as they come. Not thread-safe. */
final class CandidateTally {

  /** With more classes than this, figures of single classes are left to the confusion matrix. */
  private static final int MAX_CLASSES = 20;

  /** With more labels than this, an interval takes minutes; accuracy and the matrix are left. */
  private static final int MAX_LABELS = 200;

  private static final Logger log = LoggerFactory.getLogger(CandidateTally.class);

  private final Candidate candidate;
  private final Map<String, ToDoubleFunction<double[]>> formulas;
  private final Map<String, Growing> values = new LinkedHashMap<>();
  private final Map<String, List<Growing>> parts = new LinkedHashMap<>();
  private final Map<String, ConfusionMatrix.Builder> labels = new LinkedHashMap<>();
  private final Map<String, Long> unscored = new LinkedHashMap<>();
  private final Growing latency = new Growing();

  /** The same call by call, as what an example took on average hides how slow single calls are. */
  private final Growing calls = new Growing();

  private int examples;
  private long rows;
  private long errors;
  private long responses;
  private long truncated;
  private long inputTokens;
  private long outputTokens;
  private @Nullable BigDecimal cost = BigDecimal.ZERO;
  private @Nullable BigDecimal evaluationCost = BigDecimal.ZERO;
  private @Nullable String firstError;
  private boolean givenUp;
  private boolean paid;
  private CandidateResult.@Nullable Cached cached;

  CandidateTally(Candidate candidate, Map<String, ToDoubleFunction<double[]>> formulas) {
    this.candidate = candidate;
    this.formulas = formulas;
  }

  void add(ResultRow row) {
    int index = Math.toIntExact(row.index());
    examples = Math.max(examples, index + 1);
    rows++;
    if (row.error().isPresent()) {
      errors++;
      if (firstError == null || row.candidateFailed()) {
        firstError = row.error().get();
      }
    }
    givenUp |= row.candidateFailed();
    row.response().ifPresent(response -> add(index, row, response));
    addCost(row);
    for (Score score : row.scores()) {
      if (score instanceof Score.Value value) {
        values.computeIfAbsent(value.name(), name -> new Growing()).add(index, value.value());
      } else if (score instanceof Score.Summed summed) {
        addParts(index, summed);
      } else if (score instanceof Score.Label label) {
        addLabel(index, label);
      } else {
        unscored.merge(score.name(), 1L, Long::sum);
      }
    }
  }

  /** What came before a failure was paid for, too. */
  private void addCost(ResultRow row) {
    BigDecimal sum = cost;
    paid |= row.cost().isPresent();
    if (sum != null && (row.response().isPresent() || row.cost().isPresent())) {
      cost = row.cost().map(sum::add).orElse(null);
    }
  }

  private void addParts(int index, Score.Summed summed) {
    List<Growing> columns = parts.computeIfAbsent(
        summed.name(),
        name -> Stream.generate(Growing::new).limit(summed.parts().size()).toList());
    if (columns.size() != summed.parts().size()) {
      unscored.merge(summed.name(), 1L, Long::sum);
      return;
    }
    values.computeIfAbsent(summed.name(), name -> new Growing()).add(index, summed.value());
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).add(index, summed.parts().get(i));
    }
  }

  private void addLabel(int index, Score.Label label) {
    try {
      labels.computeIfAbsent(label.name(), name -> ConfusionMatrix.builder()).add(label);
    } catch (IllegalArgumentException e) {
      // More labels than a matrix can have: the answers were paid for, so the run goes on.
      unscored.merge(label.name(), 1L, Long::sum);
      return;
    }
    boolean right = label.expected().equals(label.predicted());
    values.computeIfAbsent(accuracy(label.name()), name -> new Growing()).add(index, right ? 1 : 0);
  }

  private void add(int index, ResultRow row, GenerateResponse response) {
    responses++;
    double millis = response.latency().total().toNanos() / 1e6;
    latency.add(index, millis);
    calls.add(Math.toIntExact(responses - 1), millis);
    row.cachedSince().ifPresent(this::addCached);
    if (response.truncated()) {
      truncated++;
    }
    inputTokens += response.usage().total() - response.usage().output();
    outputTokens += response.usage().output();
    BigDecimal evaluations = evaluationCost;
    evaluationCost =
        evaluations == null ? null : row.evaluationCost().map(evaluations::add).orElse(null);
  }

  private void addCached(Instant since) {
    CandidateResult.Cached before = cached;
    cached = before == null
        ? new CandidateResult.Cached(1, since)
        : new CandidateResult.Cached(
            before.answers() + 1, since.isBefore(before.oldest()) ? since : before.oldest());
  }

  CandidateResult result() {
    Map<String, Samples> perExample = new LinkedHashMap<>();
    values.forEach((name, column) -> perExample.put(name, Samples.of(column.toLength(examples))));
    Map<String, ConfusionMatrix> confusion = new LinkedHashMap<>();
    labels.forEach((name, builder) -> confusion.put(name, builder.build()));
    Samples latencies = Samples.of(latency.toLength(examples));
    return new CandidateResult(
        candidate.name(),
        candidate.model().id().toString(),
        candidate.prompt().name(),
        describe(candidate.parameters()),
        examples,
        rows,
        responses,
        errors,
        truncated,
        unscored,
        givenUp || (errors == rows && values.isEmpty())
            ? Optional.ofNullable(firstError)
            : Optional.empty(),
        measures(perExample, confusion),
        confusion,
        perExample,
        latencies,
        figures(latencies.present(), calls.toLength(Math.toIntExact(responses))),
        inputTokens,
        outputTokens,
        responses == 0 && !paid ? Optional.empty() : Optional.ofNullable(cost),
        Optional.ofNullable(evaluationCost),
        Optional.ofNullable(cached));
  }

  private Map<String, Estimate> measures(
      Map<String, Samples> perExample, Map<String, ConfusionMatrix> confusion) {
    Map<String, Estimate> measures = new LinkedHashMap<>();
    perExample.forEach((name, samples) -> {
      double[] present = samples.present();
      if (present.length > 0) {
        List<Growing> columns = parts.get(name);
        if (columns == null) {
          measures.put(name, Estimate.ofMean(present));
        } else {
          addOfSums(name, columns, measures);
        }
      }
    });
    confusion.forEach((name, matrix) -> addClassification(measures, prefix(name), matrix));
    return measures;
  }

  /** A formula that fails for some choice of examples must not cost the result of a paid run. */
  private void addOfSums(String name, List<Growing> columns, Map<String, Estimate> measures) {
    try {
      measures.put(name, ofSums(name, columns));
    } catch (IllegalArgumentException e) {
      log.warn("\"{}\" of \"{}\" is left out: {}", name, candidate.name(), e.getMessage());
    }
  }

  private Estimate ofSums(String name, List<Growing> columns) {
    ToDoubleFunction<double[]> formula =
        Objects.requireNonNull(formulas.get(name), "a cell lets no parts pass without a formula");
    double[][] numbers = new double[columns.size()][];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Samples.of(columns.get(i).toLength(examples)).present();
    }
    return Bootstrap.DEFAULT.ofSums(numbers, formula);
  }

  private static void addClassification(
      Map<String, Estimate> measures, String prefix, ConfusionMatrix matrix) {
    if (matrix.labels().size() > MAX_LABELS) {
      return;
    }
    Map<String, ToDoubleFunction<ConfusionMatrix>> figures = new LinkedHashMap<>();
    figures.put("macro-f1", m -> m.macro().f1());
    figures.put("weighted-f1", m -> m.weighted().f1());
    figures.put("micro-f1", m -> m.micro().f1());
    figures.put("macro-precision", m -> m.macro().precision());
    figures.put("macro-recall", m -> m.macro().recall());
    figures.put("balanced-accuracy", ConfusionMatrix::balancedAccuracy);
    figures.put("matthews-correlation", ConfusionMatrix::matthewsCorrelation);
    List<String> classes =
        matrix.labels().size() <= MAX_CLASSES ? matrix.labels() : List.<String>of();
    for (String label : classes) {
      figures.put("f1:" + label, m -> m.of(label).f1());
    }
    Bootstrap.DEFAULT
        .statistics(matrix, figures)
        .forEach((name, estimate) -> measures.put(prefix + name, estimate));
    for (String label : classes) {
      long correct = matrix.count(label, label);
      measures.put(prefix + "precision:" + label, share(correct, matrix.predicted(label), matrix));
      measures.put(prefix + "recall:" + label, share(correct, matrix.support(label), matrix));
    }
  }

  /** A share of nothing is 0 by the rule of the matrix, and nothing is known of the true one. */
  private static Estimate share(long successes, long n, ConfusionMatrix matrix) {
    return n == 0 ? new Estimate(0, 0, 1, matrix.total()) : Wilson.of(successes, n);
  }

  /** The name of the share of right labels. */
  static String accuracy(String scoreName) {
    return prefix(scoreName) + "accuracy";
  }

  /** The score that is just called "label" needs no prefix to be understood. */
  private static String prefix(String scoreName) {
    return scoreName.equals("label") ? "" : scoreName + ".";
  }

  private static Optional<CandidateResult.LatencyFigures> figures(
      double[] millisOfExamples, double[] millisOfCalls) {
    if (millisOfExamples.length == 0) {
      return Optional.empty();
    }
    double[] sorted = millisOfCalls.clone();
    Arrays.sort(sorted);
    return Optional.of(new CandidateResult.LatencyFigures(
        Estimate.ofMean(millisOfExamples), quantile(sorted, 0.5), quantile(sorted, 0.95)));
  }

  /** Nearest rank: the smallest value that at least this share of the values does not exceed. */
  private static double quantile(double[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  static String describe(InferenceParameters parameters) {
    StringBuilder text = new StringBuilder();
    parameters.maxTokens().ifPresent(n -> text.append(" maxTokens=").append(n));
    parameters.temperature().ifPresent(t -> text.append(" temperature=").append(t));
    parameters.topP().ifPresent(p -> text.append(" topP=").append(p));
    if (!parameters.stopSequences().isEmpty()) {
      text.append(" stopSequences=").append(parameters.stopSequences());
    }
    return text.toString().strip();
  }
}

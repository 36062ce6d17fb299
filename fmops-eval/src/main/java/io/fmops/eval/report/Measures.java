package io.fmops.eval.report;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.Samples;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/** Which measures of a run are worth a column, and which value is the best. */
final class Measures {

  /** More than that nobody compares at a glance. */
  private static final int MOST = 4;

  /** Averages that say again, in another way, what accuracy and macro-F1 say. */
  private static final Pattern VARIANT =
      Pattern.compile("(.*\\.)?((weighted|micro)-f1|macro-(precision|recall))");

  /** Names of this library's own measures of which less is better, whatever they are made of. */
  private static final Pattern LESS =
      Pattern.compile("(ter|wer|cer|delta|change|toxic|toxicity)(-.*)?"
          + "|(latency|time-to-first-token)-ms|(input|output)-tokens|selfcheck-unigram.*");

  private final EvaluationResult result;
  private final Set<String> less;
  private final List<String> all;
  private final List<String> telling;

  Measures(EvaluationResult result) {
    this(result, Set.of());
  }

  /**
   * The measures of a run.
   *
   * @param less names of which less is better, besides those known by themselves
   */
  Measures(EvaluationResult result, Set<String> less) {
    this.result = result;
    this.less = less;
    Set<String> names = new LinkedHashSet<>();
    result.candidates().forEach(candidate -> names.addAll(candidate.measures().keySet()));
    // The figures of single classes, such as "f1:spam", stand with their confusion matrix.
    all = names.stream().filter(name -> name.indexOf(':') < 0).toList();
    List<String> kept = new ArrayList<>();
    for (String name : all) {
      // The first one is what the run is about; another one has to tell the candidates apart.
      if (kept.isEmpty() || (kept.size() < MOST && worthAColumn(name))) {
        kept.add(name);
      }
    }
    telling = List.copyOf(kept);
  }

  private boolean worthAColumn(String name) {
    return !VARIANT.matcher(name).matches() && differs(name);
  }

  /** The names of all measures but those of single classes. */
  List<String> all() {
    return all;
  }

  /** The names of the measures to show; the first is the primary one. */
  List<String> telling() {
    return telling;
  }

  Optional<String> primary() {
    return telling.stream().findFirst();
  }

  /** The shown measures that each example has a value of; the first is what examples go by. */
  List<String> perExample() {
    List<String> shown = telling.stream().filter(this::ofExamples).toList();
    return shown.isEmpty() ? all.stream().filter(this::ofExamples).limit(1).toList() : shown;
  }

  private boolean ofExamples(String name) {
    return result.candidates().stream()
        .map(candidate -> candidate.perExample().get(name))
        .anyMatch(samples -> samples != null && samples.present().length > 0);
  }

  /**
   * Whether a measure's figure is one of the whole corpus and no mean of the single answers, as
   * BLEU and the word error rate are: then what the single answers say on average may be the other
   * way round.
   */
  boolean ofCorpus(String measure) {
    return result.candidates().stream().anyMatch(candidate -> {
      Samples samples = candidate.perExample().get(measure);
      Optional<Estimate> figure = of(candidate, measure);
      if (samples == null || figure.isEmpty() || samples.present().length == 0) {
        return false;
      }
      double value = figure.get().value();
      double mean = DoubleStream.of(samples.present()).average().orElse(value);
      return Math.abs(mean - value) > 1e-9 * Math.max(1, Math.abs(value));
    });
  }

  /** What the mean of the single answers' scores is called. */
  String ofAnswers(String measure) {
    return ofCorpus(measure) ? "mean over the answers of " + measure : measure;
  }

  /** Whether the lower value of a measure is the better one. */
  boolean lessIsBetter(String measure) {
    return less.contains(measure) || LESS.matcher(measure).matches();
  }

  /** A candidate's figure, if it has one. */
  static Optional<Estimate> of(CandidateResult candidate, String measure) {
    return Optional.ofNullable(candidate.measures().get(measure))
        .filter(estimate -> Double.isFinite(estimate.value()));
  }

  /** Whether a value is the best there is and another one is worse. */
  boolean best(String measure, Estimate estimate) {
    OptionalDouble best =
        lessIsBetter(measure) ? values(measure).min() : values(measure).max();
    return best.isPresent() && best.getAsDouble() == estimate.value() && differs(measure);
  }

  private boolean differs(String measure) {
    return values(measure).distinct().limit(2).count() > 1;
  }

  /** The scale on which all candidates' intervals of a measure can be drawn. */
  Scale scale(String measure) {
    double[] ends = result.candidates().stream()
        .flatMap(candidate -> of(candidate, measure).stream())
        .flatMapToDouble(e -> DoubleStream.of(e.value(), e.low(), e.high()))
        .filter(Double::isFinite)
        .toArray();
    double low = DoubleStream.of(ends).min().orElse(0);
    double high = DoubleStream.of(ends).max().orElse(1);
    return low >= 0 && high <= 1 ? Scale.linear(0, 1) : Scale.linear(Math.min(0, low), high);
  }

  private DoubleStream values(String measure) {
    return result.candidates().stream()
        .flatMap(candidate -> of(candidate, measure).stream())
        .mapToDouble(Estimate::value);
  }
}

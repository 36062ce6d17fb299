package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Bleu.Smoothing;
import io.fmops.eval.metric.Bleu.Tokenizer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All figures that {@code reference_metrics.py} has from the reference implementations. */
final class MetricFigures {

  private static final List<CorpusMetric> METRICS = List.of(
      Bleu.of(Tokenizer.V13A),
      Bleu.builder().lowercase(true).build(),
      Bleu.of(Tokenizer.INTL),
      Bleu.of(Tokenizer.CHAR),
      Bleu.of(Tokenizer.NONE),
      Bleu.builder().smoothing(Smoothing.NONE).build(),
      Bleu.builder().smoothing(Smoothing.FLOOR).build(),
      Bleu.builder().smoothing(Smoothing.FLOOR, 0.5).build(),
      Bleu.builder().smoothing(Smoothing.ADD_K).build(),
      Bleu.builder().smoothing(Smoothing.ADD_K, 2).build(),
      Bleu.builder().order(2).build(),
      ChrF.chrF(),
      ChrF.chrFPlusPlus(),
      ChrF.builder().beta(3).build(),
      ChrF.builder().lowercase(true).build(),
      ChrF.builder().whitespace(true).build(),
      ChrF.builder().epsilonSmoothing(true).build(),
      Ter.ter(),
      Ter.builder().caseSensitive(true).build(),
      Ter.builder().normalized(true).build(),
      Ter.builder().noPunctuation(true).build(),
      Ter.builder().normalized(true).asianSupport(true).build(),
      Ter.builder().normalized(true).noPunctuation(true).asianSupport(true).build(),
      ErrorRate.words(),
      ErrorRate.characters());

  private final Map<String, CorpusMetric.Corpus> corpora = new LinkedHashMap<>();

  MetricFigures() {
    METRICS.forEach(metric -> corpora.put(metric.name(), metric.corpus()));
  }

  /** Adds a text to the corpus, which is of those with one reference. */
  void add(List<String> references, String answer) {
    if (references.size() == 1) {
      corpora.values().forEach(corpus -> corpus.add(references, answer));
    }
  }

  Map<String, Double> ofCorpus() {
    Map<String, Double> figures = new LinkedHashMap<>();
    corpora.forEach((name, corpus) -> figures.put(name, corpus.score()));
    return figures;
  }

  static Map<String, Double> of(List<String> references, String answer) {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (CorpusMetric metric : METRICS) {
      figures.put(metric.name(), metric.score(references, answer));
    }
    Example example = new Example("1", Map.of(), references, Map.of());
    for (Tokenization tokenization : List.of(Tokenization.ENGLISH, Tokenization.ENGLISH_STEMMED)) {
      Evaluator rouge = Evaluators.rouge(
          tokenization, "rouge1", "rouge2", "rouge3", "rouge9", "rougeL", "rougeLsum");
      for (Score score : rouge.evaluate(example, answer)) {
        figures.put(score.name(), ((Score.Value) score).value());
      }
    }
    List<List<String>> words = references.stream().map(MetricFigures::words).toList();
    figures.put("meteor", Meteor.of(Tokenization.ENGLISH).scoreWords(words, words(answer)));
    return figures;
  }

  private static List<String> words(String text) {
    Vocabulary words = new Vocabulary();
    PythonText.words(text, words);
    return Arrays.stream(words.take()).mapToObj(words::token).toList();
  }

  static void compare(String what, Map<String, Double> figures, JsonNode expected) {
    expected
        .fieldNames()
        .forEachRemaining(name -> assertThat(figures.get(name))
            .as("%s of %s", name, what)
            .isNotNull()
            .isCloseTo(expected.get(name).asDouble(), within(1e-9)));
  }
}

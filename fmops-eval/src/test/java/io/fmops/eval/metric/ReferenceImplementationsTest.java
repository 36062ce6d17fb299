package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Bleu.Smoothing;
import io.fmops.eval.metric.Bleu.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 2,000 random pairs of texts, and the figures of sacreBLEU, rouge_score, NLTK and jiwer, where a
 * Python has them. The environment variable FMOPS_PYTHON says which Python; without it, the test is
 * skipped.
 */
@Tag("long")
class ReferenceImplementationsTest {

  private static final int PAIRS = Integer.getInteger("fmops.pairs", 2_000);
  private static final ObjectMapper JSON = new ObjectMapper();

  static final List<CorpusMetric> METRICS = List.of(
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

  @TempDir
  private Path folder;

  record Pair(List<String> references, String answer) {}

  @Test
  void theFiguresAreThoseOfTheReferenceImplementations() throws Exception {
    String python = System.getenv("FMOPS_PYTHON");
    assumeTrue(python != null, "FMOPS_PYTHON names no Python with the reference implementations");
    RandomTexts texts = new RandomTexts(Long.getLong("fmops.seed", 6));
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      List<String> next = texts.next();
      int last = next.size() - 1;
      pairs.add(new Pair(next.subList(0, last), next.get(last)));
    }
    List<JsonNode> expected = ask(python, pairs);
    assertThat(expected).hasSize(PAIRS + 1);
    assumeTrue(expected.get(0).size() > 0, "that Python has none of the packages");
    Map<String, CorpusMetric.Corpus> corpora = new LinkedHashMap<>();
    METRICS.forEach(metric -> corpora.put(metric.name(), metric.corpus()));
    for (int i = 0; i < PAIRS; i++) {
      Pair pair = pairs.get(i);
      compare(pair.toString(), figures(pair), expected.get(i));
      if (pair.references().size() == 1) {
        corpora.values().forEach(corpus -> corpus.add(pair.references(), pair.answer()));
      }
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    corpora.forEach((name, corpus) -> figures.put(name, corpus.score()));
    compare("the corpus", figures, expected.get(PAIRS));
  }

  private static void compare(String what, Map<String, Double> figures, JsonNode expected) {
    expected
        .fieldNames()
        .forEachRemaining(name -> assertThat(figures.get(name))
            .as("%s of %s", name, what)
            .isNotNull()
            .isCloseTo(expected.get(name).asDouble(), within(1e-9)));
  }

  static Map<String, Double> figures(Pair pair) {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (CorpusMetric metric : METRICS) {
      figures.put(metric.name(), metric.score(pair.references(), pair.answer()));
    }
    Example example = new Example("1", Map.of(), pair.references(), Map.of());
    for (Tokenization tokenization : List.of(Tokenization.ENGLISH, Tokenization.ENGLISH_STEMMED)) {
      Evaluator rouge = Evaluators.rouge(
          tokenization, "rouge1", "rouge2", "rouge3", "rouge9", "rougeL", "rougeLsum");
      for (Score score : rouge.evaluate(example, pair.answer())) {
        figures.put(score.name(), ((Score.Value) score).value());
      }
    }
    figures.put(
        "meteor",
        Meteor.of(Tokenization.ENGLISH)
            .scoreWords(
                pair.references().stream()
                    .map(ReferenceImplementationsTest::split)
                    .toList(),
                split(pair.answer())));
    return figures;
  }

  private static List<String> split(String text) {
    Vocabulary words = new Vocabulary();
    PythonText.words(text, words);
    return Arrays.stream(words.take()).mapToObj(words::token).toList();
  }

  private List<JsonNode> ask(String python, List<Pair> pairs) throws Exception {
    Path input = folder.resolve("pairs.jsonl");
    StringBuilder lines = new StringBuilder();
    for (Pair pair : pairs) {
      lines.append(JSON.writeValueAsString(pair)).append('\n');
    }
    Files.writeString(input, lines);
    Path errors = folder.resolve("errors.txt");
    ProcessBuilder builder = new ProcessBuilder(python, "src/test/python/reference_metrics.py");
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    Process process =
        builder.redirectInput(input.toFile()).redirectError(errors.toFile()).start();
    List<JsonNode> figures = new ArrayList<>();
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        figures.add(JSON.readTree(line));
      }
    }
    if (process.waitFor() != 0) {
      throw new IOException(Files.readString(errors));
    }
    return figures;
  }
}

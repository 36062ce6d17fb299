package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  @TempDir
  private Path folder;

  private record Pair(List<String> references, String answer) {}

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
    MetricFigures corpus = new MetricFigures();
    for (int i = 0; i < PAIRS; i++) {
      Pair pair = pairs.get(i);
      MetricFigures.compare(
          pair.toString(), MetricFigures.of(pair.references(), pair.answer()), expected.get(i));
      corpus.add(pair.references(), pair.answer());
    }
    MetricFigures.compare("the corpus", corpus.ofCorpus(), expected.get(PAIRS));
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

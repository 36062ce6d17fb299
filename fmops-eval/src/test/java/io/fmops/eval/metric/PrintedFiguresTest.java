package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The figures that sacreBLEU 2.6.0, rouge_score 0.1, NLTK 3.10 and jiwer 4.0 printed for some
 * texts, as {@code reference_metrics.py} asks them: 38 figures a text.
 */
class PrintedFiguresTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (InputStream stream = Objects.requireNonNull(
            PrintedFiguresTest.class.getResourceAsStream("printed-figures.jsonl"));
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }

  private static List<String> references(JsonNode line) {
    List<String> references = new ArrayList<>();
    line.get("references").forEach(reference -> references.add(reference.asText()));
    return references;
  }

  @TestFactory
  List<DynamicTest> eachTextHasThePrintedFigures() throws IOException {
    List<JsonNode> lines = lines();
    List<JsonNode> texts = lines.subList(0, lines.size() - 1);
    assertThat(texts).hasSizeGreaterThan(50);
    return texts.stream()
        .map(line -> DynamicTest.dynamicTest(line.get("answer").toString(), () -> {
          JsonNode expected = line.get("figures");
          assertThat(expected).hasSize(38);
          String answer = line.get("answer").asText();
          MetricFigures.compare(answer, MetricFigures.of(references(line), answer), expected);
        }))
        .toList();
  }

  @Test
  void theCorpusHasThePrintedFigures() throws IOException {
    List<JsonNode> lines = lines();
    MetricFigures figures = new MetricFigures();
    for (JsonNode line : lines.subList(0, lines.size() - 1)) {
      figures.add(references(line), line.get("answer").asText());
    }
    JsonNode expected = lines.get(lines.size() - 1).get("corpus");
    assertThat(expected).hasSize(25);
    MetricFigures.compare("the corpus", figures.ofCorpus(), expected);
  }
}

package io.fmops.eval.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fmops.eval.report.RowSample.SampledExample;
import io.fmops.eval.report.SampledRow.RowScore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the page filters and sorts examples by, in columns: a letter or a number for each example
 * instead of its texts. It is all that has to be read when the page opens.
 */
final class PageIndex {

  private final List<SampledExample> examples;
  private final List<String> candidates;
  private final String labelScore;

  /** Distinct texts and their numbers. */
  private static final class Numbers {
    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    int of(@Nullable String text) {
      return text == null ? -1 : numbers.computeIfAbsent(text, t -> numbers.size());
    }
  }

  PageIndex(List<SampledExample> examples, List<String> candidates, String labelScore) {
    this.examples = examples;
    this.candidates = candidates;
    this.labelScore = labelScore;
  }

  void write(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("is");
    for (String candidate : candidates) {
      StringBuilder letters = new StringBuilder(examples.size());
      for (SampledExample example : examples) {
        letters.append(letter(rows(example, candidate)));
      }
      json.writeString(letters.toString());
    }
    json.writeEndArray();
    writeCut(json);
    if (!labelScore.isEmpty()) {
      writeLabels(json);
    }
    writeTags(json);
    writeScores(json);
  }

  private static List<SampledRow> rows(SampledExample example, String candidate) {
    return example.rows().getOrDefault(candidate, List.of());
  }

  /** The worst of what became of all repetitions; a hyphen if there is no row. */
  private char letter(List<SampledRow> rows) {
    String order = "rsuwe-";
    int worst = -1;
    for (SampledRow row : rows) {
      worst = Math.max(worst, order.indexOf(row.outcome(labelScore).charAt(0)));
    }
    return worst < 0 ? '-' : order.charAt(worst);
  }

  private void writeCut(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("cut");
    for (String candidate : candidates) {
      json.writeStartArray();
      for (int i = 0; i < examples.size(); i++) {
        if (rows(examples.get(i), candidate).stream().anyMatch(SampledRow::truncated)) {
          json.writeNumber(i);
        }
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private void writeLabels(JsonGenerator json) throws IOException {
    Numbers numbers = new Numbers();
    int[] want = new int[examples.size()];
    for (int i = 0; i < want.length; i++) {
      want[i] = numbers.of(expected(examples.get(i)));
    }
    json.writeFieldName("want");
    json.writeArray(want, 0, want.length);
    json.writeArrayFieldStart("got");
    for (String candidate : candidates) {
      int[] got = new int[examples.size()];
      for (int i = 0; i < got.length; i++) {
        got[i] = numbers.of(predicted(rows(examples.get(i), candidate)));
      }
      json.writeArray(got, 0, got.length);
    }
    json.writeEndArray();
    PageData.writeTexts(json, "labels", numbers.numbers.keySet());
  }

  /** The label found in the first answer, if it has one. */
  private @Nullable String predicted(List<SampledRow> rows) {
    RowScore score = rows.isEmpty() ? null : rows.get(0).scores().get(labelScore);
    return score == null ? null : score.predicted();
  }

  /** The label that an evaluator expected; where none did, the reference. */
  private @Nullable String expected(SampledExample example) {
    for (List<SampledRow> rows : example.rows().values()) {
      for (SampledRow row : rows) {
        RowScore score = row.scores().get(labelScore);
        if (score != null && score.expected() != null) {
          return score.expected();
        }
      }
    }
    return example.reference();
  }

  private void writeTags(JsonGenerator json) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    examples.forEach(example -> names.addAll(example.tags().keySet()));
    json.writeArrayFieldStart("tags");
    for (String name : names.stream().limit(Slices.MOST_TAGS).toList()) {
      Numbers numbers = new Numbers();
      int[] of = examples.stream()
          .mapToInt(example -> numbers.of(example.tags().get(name)))
          .toArray();
      if (numbers.numbers.size() <= Slices.MOST_VALUES) {
        json.writeStartObject();
        json.writeStringField("name", PlainText.visible(name));
        PageData.writeTexts(json, "values", numbers.numbers.keySet());
        json.writeFieldName("of");
        json.writeArray(of, 0, of.length);
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private void writeScores(JsonGenerator json) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    Function<SampledRow, List<String>> numbers = row -> row.scores().entrySet().stream()
        .filter(score -> Double.isFinite(score.getValue().value()))
        .map(Map.Entry::getKey)
        .toList();
    for (SampledExample example : examples) {
      example
          .rows()
          .values()
          .forEach(rows -> rows.forEach(row -> names.addAll(numbers.apply(row))));
    }
    json.writeArrayFieldStart("scores");
    for (String name : names) {
      json.writeStartObject();
      json.writeStringField("name", PlainText.visible(name));
      json.writeArrayFieldStart("of");
      for (String candidate : candidates) {
        json.writeStartArray();
        for (SampledExample example : examples) {
          writeMean(json, rows(example, candidate), name);
        }
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeMean(JsonGenerator json, List<SampledRow> rows, String name)
      throws IOException {
    List<Double> values = new ArrayList<>();
    for (SampledRow row : rows) {
      RowScore score = row.scores().get(name);
      if (score != null && Double.isFinite(score.value())) {
        values.add(score.value());
      }
    }
    if (values.isEmpty()) {
      json.writeNull();
    } else {
      double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
      double rounded = Math.rint(mean * 1e4) / 1e4;
      if (rounded == Math.rint(rounded) && Math.abs(rounded) < 1e9) {
        json.writeNumber((long) rounded);
      } else {
        json.writeNumber(rounded);
      }
    }
  }
}

package io.fmops.eval.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fmops.eval.report.RowSample.SampledExample;
import io.fmops.eval.report.SampledRow.RowScore;
import io.fmops.eval.report.SampledRow.Turn;
import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a task's examples as JSON that stands inside script elements: no character in it can end
 * an element, begin a comment or break a line. Names are short because they come with every row.
 */
final class PageData {

  /** So many examples are read together. */
  static final int PART = 200;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<String> candidates;
  private final String labelScore;
  private final String currency;
  private final Map<String, Integer> prompts = new LinkedHashMap<>();

  /** Escapes what means something in HTML, besides what means something in JSON. */
  private static final class HtmlSafe extends CharacterEscapes {
    private static final long serialVersionUID = 1L;
    private final int[] ascii = CharacterEscapes.standardAsciiEscapesForJSON();

    HtmlSafe() {
      for (char c : new char[] {'<', '>', '&', '\''}) {
        ascii[c] = CharacterEscapes.ESCAPE_STANDARD;
      }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ascii;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return character == 0x2028 || character == 0x2029
          ? new SerializedString("\\u%04x".formatted(character))
          : null;
    }
  }

  /**
   * Data of a task.
   *
   * @param candidates the names, in the order that gives them their numbers
   * @param labelScore the score that tells right from wrong; empty if there is none
   * @param currency of all costs
   */
  PageData(List<String> candidates, String labelScore, String currency) {
    this.currency = currency;
    this.candidates = candidates;
    this.labelScore = labelScore;
  }

  /**
   * Writes elements that hold JSON: first what examples are found by, then their texts in parts,
   * each of which is read only when one of its examples is shown or searched.
   */
  void write(RowSample sample, Writer out) throws IOException {
    List<SampledExample> examples = sample.examples();
    int parts = (examples.size() + PART - 1) / PART;
    element(out, json -> {
      writeTexts(json, "candidates", candidates);
      json.writeStringField("label", PlainText.visible(labelScore));
      json.writeStringField("currency", PlainText.visible(currency));
      json.writeStringField("lang", sample.language());
      json.writeNumberField("count", examples.size());
      json.writeNumberField("size", PART);
      new PageIndex(examples, candidates, labelScore).write(json);
    });
    for (int part = 0; part < parts; part++) {
      List<SampledExample> of =
          examples.subList(part * PART, Math.min(examples.size(), (part + 1) * PART));
      prompts.clear();
      element(out, json -> {
        json.writeArrayFieldStart("examples");
        for (SampledExample example : of) {
          writeExample(json, example);
        }
        json.writeEndArray();
        writeTexts(json, "texts", prompts.keySet());
      });
    }
  }

  /** Writes what is inside an object. */
  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  private static void element(Writer out, Content content) throws IOException {
    out.write("<script type=\"application/json\">");
    JsonGenerator json = JSON.createGenerator(out);
    // The writer is the whole page's: closing the generator must not close it.
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
    json.setCharacterEscapes(new HtmlSafe());
    json.writeStartObject();
    content.write(json);
    json.writeEndObject();
    json.close();
    out.write("</script>\n");
  }

  private void writeExample(JsonGenerator json, SampledExample example) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", PlainText.visible(example.id()));
    if (!example.tags().isEmpty()) {
      json.writeArrayFieldStart("tags");
      for (Map.Entry<String, String> tag : example.tags().entrySet()) {
        // The field "lang" is shown as a field already.
        if (!tag.getKey().equals("lang") || !example.fields().containsKey("lang")) {
          writePair(json, PlainText.visible(tag.getKey()), tag.getValue());
        }
      }
      json.writeEndArray();
    }
    json.writeArrayFieldStart("fields");
    for (Map.Entry<String, String> field : example.fields().entrySet()) {
      writePair(json, PlainText.visible(field.getKey()), field.getValue());
    }
    json.writeEndArray();
    if (!example.references().isEmpty()) {
      json.writeArrayFieldStart("refs");
      for (String reference : example.references()) {
        json.writeString(reference);
      }
      json.writeEndArray();
    }
    json.writeArrayFieldStart("rows");
    for (String candidate : candidates) {
      List<SampledRow> rows = example.rows().getOrDefault(candidate, List.of());
      if (rows.isEmpty()) {
        json.writeNull();
      } else {
        writeRow(json, rows.get(0), rows.subList(1, rows.size()));
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Writes a row, and in it those of the other times that the same was asked. */
  private void writeRow(JsonGenerator json, SampledRow row, List<SampledRow> again)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("is", row.outcome(labelScore));
    writeOptional(json, "out", row.output());
    writeOptional(json, "err", row.error());
    if (row.truncated()) {
      json.writeBooleanField("cut", true);
    }
    if (Double.isFinite(row.latencyMillis())) {
      // Numbers, which the page makes words of when it shows them: a file has very many of them.
      json.writeNumberField("ms", Math.rint(row.latencyMillis() * 100) / 100);
      json.writeNumberField("in", row.inputTokens());
      json.writeNumberField("to", row.outputTokens());
    }
    writeOptional(json, "cost", row.cost());
    writeOptional(json, "evaluation", row.evaluationCost());
    json.writeArrayFieldStart("scores");
    for (Map.Entry<String, RowScore> score : row.scores().entrySet()) {
      writeScore(json, score.getKey(), score.getValue());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("prompt");
    for (Turn turn : row.prompt()) {
      json.writeStartArray();
      json.writeString(PlainText.visible(turn.role()));
      json.writeNumber(prompts.computeIfAbsent(turn.text(), text -> prompts.size()));
      json.writeEndArray();
    }
    json.writeEndArray();
    if (!again.isEmpty()) {
      json.writeArrayFieldStart("again");
      for (SampledRow other : again) {
        writeRow(json, other, List.of());
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeScore(JsonGenerator json, String name, RowScore score)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", PlainText.visible(name));
    if (score.expected() != null) {
      writeOptional(json, "want", score.expected());
      writeOptional(json, "got", score.predicted());
    } else if (score.unscored() != null) {
      writeOptional(json, "none", score.unscored());
    } else if (Double.isFinite(score.value())) {
      json.writeNumberField("value", score.value());
      writeOptional(json, "why", score.reason());
    }
    json.writeEndObject();
  }

  static void writeTexts(JsonGenerator json, String name, Iterable<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(PlainText.visible(text));
    }
    json.writeEndArray();
  }

  private static void writePair(JsonGenerator json, String name, String value) throws IOException {
    json.writeStartArray();
    json.writeString(name);
    json.writeString(value);
    json.writeEndArray();
  }

  private static void writeOptional(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }
}

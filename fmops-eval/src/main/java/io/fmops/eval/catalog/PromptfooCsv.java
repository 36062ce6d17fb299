package io.fmops.eval.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads tests from CSV, whose columns are variables but for those that begin with two underscores
 * (<a href="https://www.promptfoo.dev/docs/configuration/test-cases/#special-csv-columns">special
 * columns</a>), as the tests of a configuration. Stateless.
 */
final class PromptfooCsv {

  private static final Pattern EXPECTED = Pattern.compile("__expected(\\d*)");
  private static final Pattern THRESHOLD = Pattern.compile("__config:__expected(\\d*):threshold");
  private static final Pattern METADATA = Pattern.compile("__metadata:(.+?)(\\[\\])?");
  private static final Pattern TYPED =
      Pattern.compile("(?s)((?:not-)?([a-z][a-z0-9:-]*?))(?:\\((\\d+(?:\\.\\d+)?)\\))?(?::(.*))?");
  private static final List<String> SPECIAL = List.of(
      "__expected",
      "__description",
      "__metric",
      "__threshold",
      "__metadata:...",
      "__prefix",
      "__suffix",
      "__providerOutput",
      "__config:__expected:threshold");
  private static final double SIMILAR = 0.8;

  private PromptfooCsv() {}

  static List<Config.Entries> read(Origin named, Path file) {
    List<Config.Entries> tests = new ArrayList<>();
    try (CsvReader<CsvRecord> csv = CsvReader.builder()
        .allowMissingFields(true)
        .allowExtraFields(true)
        .ofCsvRecord(ConfigFiles.text(named, file))) {
      @Nullable List<String> header = null;
      for (CsvRecord record : csv) {
        Origin at = new Origin(file, (int) record.getStartingLineNumber());
        if (header == null) {
          header = record.getFields().stream().map(String::strip).toList();
        } else if (record.getFieldCount() > 1 || !record.getField(0).isBlank()) {
          tests.add(test(at, header, record));
        }
      }
    } catch (CsvParseException | IOException e) {
      throw Origin.of(file)
          .problem(
              "broken CSV (%s)".formatted(Origin.clean(String.valueOf(e.getMessage()), 200)), e);
    }
    return tests;
  }

  /** A row while its columns are gone through. */
  private static final class Row {
    private final Origin at;
    private final Map<String, Config> vars = new LinkedHashMap<>();
    private final Map<String, Config> metadata = new LinkedHashMap<>();
    private final Map<String, Config> test = new LinkedHashMap<>();
    private final Map<String, Config> options = new LinkedHashMap<>();

    /** By the number in the column's name; promptfoo lets it be anything that differs. */
    private final Map<String, Map<String, Config>> expected = new TreeMap<>();

    private final Map<String, Config> thresholds = new LinkedHashMap<>();

    Row(Origin at) {
      this.at = at;
    }

    Config text(String text) {
      return new Config.Scalar(at, TextNode.valueOf(text));
    }

    Config number(String column, String text) {
      try {
        return new Config.Scalar(at, DoubleNode.valueOf(Double.parseDouble(text.strip())));
      } catch (NumberFormatException e) {
        throw at.problem(
            "the column %s is %s; it must be a number"
                .formatted(Origin.quote(column), Origin.quote(text)),
            e);
      }
    }
  }

  private static Config.Entries test(Origin at, List<String> header, CsvRecord record) {
    if (record.getFieldCount() != header.size()) {
      throw at.problem("the line has %d columns, but the header has %d"
          .formatted(record.getFieldCount(), header.size()));
    }
    Row row = new Row(at);
    @Nullable String metric = null;
    for (int i = 0; i < header.size(); i++) {
      String column = header.get(i);
      String value = record.getField(i);
      if (!column.startsWith("__")) {
        row.vars.put(column, row.text(value));
      } else if (column.equals("__metric") && !value.isBlank()) {
        metric = value.strip();
      } else if (!value.isBlank()) {
        special(row, column, value);
      }
    }
    List<Config> assertions = new ArrayList<>();
    for (Map.Entry<String, Map<String, Config>> numbered : row.expected.entrySet()) {
      Map<String, Config> assertion = new LinkedHashMap<>(numbered.getValue());
      Config threshold = row.thresholds.getOrDefault(numbered.getKey(), row.thresholds.get(""));
      if (threshold != null) {
        assertion.put("threshold", threshold);
      }
      if (metric != null) {
        assertion.put("metric", row.text(metric));
      }
      assertions.add(new Config.Entries(at, assertion));
    }
    Map<String, Config> test = row.test;
    test.put("vars", new Config.Entries(at, row.vars));
    test.put("assert", new Config.Items(at, assertions));
    test.put("metadata", new Config.Entries(at, row.metadata));
    test.put("options", new Config.Entries(at, row.options));
    return new Config.Entries(at, test);
  }

  private static void special(Row row, String column, String value) {
    Matcher expected = EXPECTED.matcher(column);
    Matcher threshold = THRESHOLD.matcher(column);
    Matcher metadata = METADATA.matcher(column);
    if (expected.matches()) {
      row.expected.put(expected.group(1), assertion(row, value.strip()));
    } else if (threshold.matches()) {
      row.thresholds.put(threshold.group(1), row.number(column, value));
    } else if (metadata.matches()) {
      row.metadata.put(
          metadata.group(1),
          metadata.group(2) == null
              ? row.text(value.strip())
              : new Config.Items(
                  row.at,
                  Arrays.stream(value.split("(?<!\\\\),"))
                      .map(part -> row.text(part.strip().replace("\\,", ",")))
                      .toList()));
    } else {
      switch (column) {
        case "__description" -> row.test.put("description", row.text(value));
        case "__threshold" -> row.test.put("threshold", row.number(column, value));
        case "__prefix", "__suffix" -> row.options.put(column.substring(2), row.text(value));
        case "__providerOutput" -> row.test.put("providerOutput", row.text(value));
        default ->
          throw row.at.problem("there is no special column %s; there are %s%s"
              .formatted(
                  Origin.quote(column), Origin.quote(SPECIAL), Origin.didYouMean(column, SPECIAL)));
      }
    }
  }

  /** An assertion in short: {@code type(threshold): value}, or a text that must be the answer. */
  private static Map<String, Config> assertion(Row row, String text) {
    Map<String, Config> assertion = new LinkedHashMap<>();
    Matcher typed = TYPED.matcher(text);
    String shortened = shortened(text);
    if (shortened != null) {
      assertion.put("type", row.text(shortened));
      assertion.put("value", row.text(text.substring(text.indexOf(':') + 1).strip()));
    } else if (typed.matches() && isType(typed.group(2))) {
      assertion.put("type", row.text(typed.group(1)));
      String value = typed.group(4);
      if (value != null && !value.isBlank()) {
        assertion.put("value", value(row, typed.group(2), value.strip()));
      }
      if (typed.group(3) != null) {
        assertion.put("threshold", row.number("__expected", typed.group(3)));
      } else if (typed.group(2).equals("similar")) {
        assertion.put("threshold", new Config.Scalar(row.at, DoubleNode.valueOf(SIMILAR)));
      }
    } else {
      assertion.put("type", row.text("equals"));
      assertion.put("value", row.text(text));
    }
    return assertion;
  }

  private static @Nullable String shortened(String text) {
    if (text.startsWith("grade:")) {
      return "llm-rubric";
    }
    boolean program = text.startsWith("fn:")
        || text.startsWith("eval:")
        || (text.startsWith(PromptfooReader.FILE) && PromptfooReader.isCode(text));
    return program ? "javascript" : null;
  }

  private static boolean isType(String word) {
    return PromptfooAssertions.types().contains(word) || PromptfooAssertions.CODE.contains(word);
  }

  /** A schema is YAML or JSON in a cell; everything else is a text. */
  private static Config value(Row row, String type, String value) {
    if (type.equals("is-json") || type.equals("contains-json")) {
      JsonNode schema = YamlConfig.read(value, row.at.file())
          .map(Config::toJson)
          .orElseThrow(() -> row.at.problem("the schema is empty"));
      if (!schema.isObject() && !schema.isBoolean()) {
        throw row.at.problem("the value of %s must be a JSON schema".formatted(type));
      }
      return YamlConfig.read(value, row.at.file()).orElseThrow();
    }
    return row.text(value);
  }
}

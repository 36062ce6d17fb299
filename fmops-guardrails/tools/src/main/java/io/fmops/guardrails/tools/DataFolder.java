package io.fmops.guardrails.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The folder of labelled text that others published, as the card describes it. What a source does
 * not say about a category stays unsaid.
 */
final class DataFolder {

  static final List<String> SOURCES =
      List.of("davidson", "surge", "wikipedia", "madlibs", "toxigen", "japanese");

  private static final int INSULT = 1;
  private static final int PROFANITY = 2;
  private static final int HATE = 3;
  private static final int THREAT = 4;
  private static final int SEXUAL = 5;

  /** From this severity on, a profanity by itself is taken as toxic. */
  private static final double SEVERE = 2.4;

  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;

  DataFolder(Path folder) {
    this.folder = folder;
  }

  boolean exists() {
    return SOURCES.stream().allMatch(s -> Files.exists(file(s)));
  }

  private Path file(String source) {
    return folder.resolve(source + "-train.jsonl");
  }

  List<Row> read() {
    List<Row> rows = new ArrayList<>();
    for (String source : SOURCES) {
      int number = 0;
      for (String line : OwnText.lines(file(source))) {
        number++;
        rows.add(row(source, node(line, file(source) + ":" + number)));
      }
    }
    return rows;
  }

  private static JsonNode node(String line, String where) {
    try {
      JsonNode node = JSON.readTree(line);
      if (!node.path("text").isTextual() || !node.path("toxic").isInt()) {
        throw new IllegalArgumentException(where + ": a row has a `text` and `toxic` 0 or 1");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(where + ": a row is a JSON object", e);
    }
  }

  private static Row row(String source, JsonNode node) {
    String text = node.get("text").textValue();
    boolean toxic = node.get("toxic").intValue() == 1;
    float[] labels = {toxic ? 1 : 0, -1, -1, -1, -1, -1};
    if (!toxic) {
      labels[INSULT] = labels[HATE] = labels[THREAT] = labels[SEXUAL] = 0;
      labels[PROFANITY] = source.equals("davidson") ? -1 : 0;
    }
    switch (source) {
      case "davidson" -> {
        text = entities(text);
        if (toxic) {
          labels[HATE] = node.path("label").asText().equals("hate") ? 1 : 0;
        }
      }
      case "toxigen" -> {
        if (toxic) {
          labels[HATE] = 1;
        }
      }
      default -> {
        // only toxic or not
      }
    }
    String unit = source.equals("madlibs") ? text.substring(text.indexOf(' ') + 1) : text;
    return Row.of(text, labels, source, "", unit);
  }

  /** Tweets were published with their HTML escapes, which no text outside of that source has. */
  static String entities(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int end = text.charAt(i) == '&' ? text.indexOf(';', i) : -1;
      if (end < 0 || end - i > 9) {
        plain.append(text.charAt(i++));
        continue;
      }
      String name = text.substring(i + 1, end);
      if (name.matches("#[0-9]{1,6}")) {
        plain.appendCodePoint(Integer.parseInt(name.substring(1)));
      } else {
        plain.append(
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"").getOrDefault(name, " "));
      }
      i = end + 1;
    }
    return plain.toString();
  }

  /** The list of profanities: each text with how severe it is (1 to 3) and its first category. */
  record Profanity(String text, double severity, String category) {}

  List<Profanity> profanities() {
    List<Profanity> words = new ArrayList<>();
    Path file = folder.resolve("profanity-en.csv");
    Map<String, Integer> columns = new HashMap<>();
    int number = 0;
    for (String line : OwnText.lines(file)) {
      String[] cells = line.split(",", -1);
      number++;
      if (columns.isEmpty()) {
        for (int i = 0; i < cells.length; i++) {
          columns.put(cells[i].replace("\uFEFF", ""), i);
        }
        if (!columns.keySet().containsAll(List.of("text", "category_1", "severity_rating"))) {
          throw new IllegalArgumentException(
              file + ":1: the columns are other than expected: " + line);
        }
      } else if (cells.length == columns.size()) {
        words.add(new Profanity(
            cells[column(columns, "text")],
            Double.parseDouble(cells[column(columns, "severity_rating")]),
            cells[column(columns, "category_1")]));
      } else {
        throw new IllegalArgumentException(
            file + ":" + number + ": " + cells.length + " cells instead of " + columns.size());
      }
    }
    return words;
  }

  private static int column(Map<String, Integer> columns, String name) {
    return columns.getOrDefault(name, 0);
  }

  /** The profanities as rows: what is known of them is that they are, and the severe are toxic. */
  List<Row> profanityRows() {
    return profanities().stream()
        .map(p -> {
          float[] labels = {p.severity() >= SEVERE ? 1 : -1, -1, 1, -1, -1, -1};
          if (p.category().startsWith("racial")) {
            labels[HATE] = 1;
          }
          return Row.of(p.text(), labels, "profanity", "", p.text());
        })
        .toList();
  }
}

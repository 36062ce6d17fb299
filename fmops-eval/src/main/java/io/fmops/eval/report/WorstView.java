package io.fmops.eval.report;

import io.fmops.eval.report.RowSample.SampledExample;
import io.fmops.eval.report.SampledRow.RowScore;
import io.fmops.eval.run.EvaluationResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The examples that are worth reading first, with their texts, as the template takes them. */
final class WorstView {

  /** So much of a text is enough to see what it is about; all of it stands with the example. */
  private static final int CHARACTERS = 600;

  /** More scores of one answer are left to the list of all examples. */
  private static final int SCORES = 6;

  /** More references are left to it, too; what they are called says how many there are. */
  private static final int REFERENCES = 4;

  private final EvaluationResult result;
  private final Highlights highlights;
  private final Map<Integer, Integer> places = new HashMap<>();
  private final List<SampledExample> examples;
  private final String label;
  private final String language;

  private WorstView(
      EvaluationResult result, Highlights highlights, RowSample sample, String label) {
    this.result = result;
    this.label = label;
    this.highlights = highlights;
    this.language = sample.language();
    this.examples = sample.examples();
    for (int i = 0; i < examples.size(); i++) {
      places.put(examples.get(i).index(), i);
    }
  }

  /**
   * The lists.
   *
   * @param measure by which they are the worst
   * @param label the score that tells right from wrong; empty if there is none
   * @param shown the index of the candidate whose list is shown first
   */
  static Map<String, Object> of(
      EvaluationResult result,
      String measure,
      Highlights highlights,
      RowSample sample,
      String label,
      int shown) {
    WorstView view = new WorstView(result, highlights, sample, label);
    List<Map<String, Object>> lists = new ArrayList<>();
    for (int i = 0; i < result.candidates().size(); i++) {
      lists.add(view.list(i, i == Math.max(0, shown)));
    }
    List<Map<String, Object>> split =
        highlights.split().stream().flatMap(i -> view.split(i).stream()).toList();
    if (!split.isEmpty()) {
      lists.add(list("", "Where the candidates disagree most", split, false));
    }
    boolean any = lists.stream()
        .anyMatch(list -> list.get("entries") instanceof List<?> entries && !entries.isEmpty());
    return Map.of("any", any, "measure", measure, "lists", lists, "most", Highlights.MOST);
  }

  private Map<String, Object> list(int candidate, boolean shown) {
    List<Map<String, Object>> entries = new ArrayList<>();
    highlights.worst(candidate).forEach(i -> entry(candidate, i).ifPresent(entries::add));
    highlights.without(candidate).forEach(i -> entry(candidate, i).ifPresent(entries::add));
    return list(
        String.valueOf(candidate + 1), result.candidates().get(candidate).name(), entries, shown);
  }

  private static Map<String, Object> list(
      String number, String name, List<Map<String, Object>> entries, boolean shown) {
    return Map.of(
        "number", number,
        "name", name,
        "lang", PlainText.language(name),
        "shown", shown,
        "entries", entries);
  }

  private @Nullable SampledExample example(int index) {
    Integer place = places.get(index);
    return place == null ? null : examples.get(place);
  }

  private Optional<Map<String, Object>> entry(int candidate, int index) {
    SampledExample example = example(index);
    if (example == null) {
      return Optional.empty();
    }
    List<SampledRow> rows =
        example.rows().getOrDefault(result.candidates().get(candidate).name(), List.of());
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Object> entry = new LinkedHashMap<>(head(example, index));
    entry.put("alone", true);
    entry.put("answers", List.of(answer(candidate, index, rows)));
    return Optional.of(entry);
  }

  /** An example with all candidates' answers, the best score first. */
  private Optional<Map<String, Object>> split(int index) {
    SampledExample example = example(index);
    if (example == null) {
      return Optional.empty();
    }
    TreeMap<Double, List<Map<String, Object>>> answers =
        new TreeMap<>((a, b) -> Double.compare(b, a));
    for (int i = 0; i < result.candidates().size(); i++) {
      List<SampledRow> rows =
          example.rows().getOrDefault(result.candidates().get(i).name(), List.of());
      if (!rows.isEmpty() && Double.isFinite(highlights.score(i, index))) {
        answers
            .computeIfAbsent(highlights.score(i, index), score -> new ArrayList<>())
            .add(answer(i, index, rows));
      }
    }
    Map<String, Object> entry = new LinkedHashMap<>(head(example, index));
    entry.put("alone", false);
    entry.put("answers", answers.values().stream().flatMap(List::stream).toList());
    return Optional.of(entry);
  }

  private Map<String, Object> head(SampledExample example, int index) {
    String language = example.fields().getOrDefault("lang", this.language);
    List<Map<String, Object>> inputs = new ArrayList<>();
    example.fields().forEach((name, value) -> {
      if (!name.equals("lang")) {
        inputs.add(Map.of(
            "field", name, "text", text(value), "lang", PlainText.language(value, language)));
      }
    });
    List<Map<String, Object>> references = new ArrayList<>();
    for (int i = 0; i < Math.min(REFERENCES, example.references().size()); i++) {
      String reference = example.references().get(i);
      references.add(Map.of(
          "referenceName", example.referenceName(i),
          "reference", text(reference),
          "referenceLang", PlainText.language(reference, language)));
    }
    return Map.of(
        "example",
        example.id(),
        "at",
        String.valueOf(places.get(index)),
        "inputs",
        inputs,
        "references",
        references);
  }

  private Map<String, Object> answer(int candidate, int index, List<SampledRow> rows) {
    SampledRow row = rows.get(0);
    double score = highlights.score(candidate, index);
    String output = row.output() == null ? "" : row.output();
    List<Map<String, Object>> scores = row.scores().entrySet().stream()
        .limit(SCORES)
        .map(each -> score(each.getKey(), each.getValue()))
        .toList();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("number", candidate + 1);
    view.put("name", result.candidates().get(candidate).name());
    view.put("score", Double.isFinite(score) ? Figures.number(score) : "no score");
    view.put("answer", text(output));
    view.put("answerLang", PlainText.language(output, language));
    view.put("empty", row.output() != null && output.isEmpty());
    view.put("error", row.error() == null ? "" : text(row.error()));
    view.put("bad", row.error() != null || row.outcome(label).equals("wrong"));
    view.put("cut", row.truncated());
    view.put("times", rows.size() > 1 ? "the first of %d answers".formatted(rows.size()) : "");
    view.put("scores", scores);
    return view;
  }

  private Map<String, Object> score(String name, RowScore score) {
    String words;
    String why = "";
    if (score.expected() != null) {
      words = score.expected().equals(score.predicted())
          ? score.expected()
          : "%s instead of %s".formatted(score.predicted(), score.expected());
    } else if (score.unscored() != null) {
      words = "unscored";
      why = score.unscored();
    } else {
      words = Figures.number(score.value());
      why = score.reason() == null ? "" : score.reason();
    }
    return Map.of(
        "scoreName",
        name,
        "words",
        words,
        "why",
        text(why),
        "whyLang",
        PlainText.language(why, language));
  }

  private static String text(String text) {
    if (text.length() <= CHARACTERS) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(CHARACTERS - 1)) ? CHARACTERS - 1 : CHARACTERS;
    return text.substring(0, end) + " ...";
  }
}

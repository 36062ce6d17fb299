package io.fmops.guardrails.tools;

import io.fmops.guardrails.toxicity.ToxicityDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Figures of a detector on held-back rows, as lines of Markdown tables. */
final class Measurement {

  static final double THRESHOLD = ToxicityDetector.THRESHOLD;
  private static final int BINS = 15;

  private final ToxicityDetector detector;
  private final Split split;
  private final List<Row> held;

  Measurement(ToxicityDetector detector, Split split, List<Row> held) {
    this.detector = detector;
    this.split = split;
    this.held = held;
  }

  /** Scores and labels of rows in one category. */
  private static final class Scored {
    final double[] scores;
    final boolean[] labels;

    Scored(double[] scores, boolean[] labels) {
      this.scores = scores;
      this.labels = labels;
    }
  }

  private Scored score(List<Row> rows, String category, Function<String, String> change) {
    int c = OwnText.CATEGORIES.indexOf(category);
    List<Row> labelled = rows.stream().filter(r -> r.label(c) >= 0).toList();
    double[] scores = new double[labelled.size()];
    boolean[] labels = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = toxicity(change.apply(labelled.get(i).text()), category);
      labels[i] = labelled.get(i).label(c) >= 0.5f;
    }
    return new Scored(scores, labels);
  }

  private double toxicity(String text, String category) {
    return detector.scores(text).getOrDefault(category, 0.0);
  }

  private Scored score(List<Row> rows) {
    return score(rows, "toxicity", t -> t);
  }

  /**
   * By name, the held-back rows of a source, or of the project's text with seen or unseen kinds.
   */
  private Map<String, List<Row>> groups() {
    Map<String, List<Row>> groups = new TreeMap<>();
    for (Row row : held) {
      String area = Split.area(row);
      String group = row.kind().isEmpty()
          ? area
          : area + (split.unseenKind(row) ? ", unseen kinds" : ", seen kinds");
      groups.computeIfAbsent(group, g -> new ArrayList<>()).add(row);
    }
    return groups;
  }

  /** One line a group: size, ROC-AUC, F1, precision at 1 % false positives, calibration error. */
  List<String> figures() {
    List<String> lines = new ArrayList<>();
    groups().forEach((group, rows) -> {
      Scored s = score(rows);
      lines.add(line(
          "| %s | %d | %d | %.3f | %.3f | %.3f | %.3f | %.1f %% |",
          group,
          rows.size(),
          rows.stream().filter(Row::toxic).count(),
          Figures.auc(s.scores, s.labels),
          Figures.f1(s.scores, s.labels, THRESHOLD),
          Figures.precisionAt(s.scores, s.labels, 0.01),
          Figures.calibrationError(s.scores, s.labels, BINS),
          100 * flagged(s, false)));
    });
    return lines;
  }

  /** One line a category, over the project's own held-back text. */
  List<String> categories() {
    List<String> lines = new ArrayList<>();
    for (String category : OwnText.CATEGORIES) {
      List<Object> cells = new ArrayList<>(List.of(category));
      for (String language : List.of("en", "ja")) {
        Scored s = score(
            held.stream().filter(r -> r.source().startsWith(language + "-")).toList(),
            category,
            t -> t);
        cells.add(Figures.auc(s.scores, s.labels));
      }
      lines.add(line("| %s | %.3f | %.3f |", cells.toArray()));
    }
    return lines;
  }

  /** One line for the harmless questions of kinds that are not in the training part. */
  List<String> questions() {
    List<String> lines = new ArrayList<>();
    for (String language : List.of("en", "ja")) {
      List<Row> rows = held.stream()
          .filter(r -> r.source().startsWith(language)
              && Split.question(r)
              && !r.toxic()
              && split.unseenKind(r))
          .toList();
      lines.add(line(
          "| harmless questions of unseen kinds, %s | %d | %.1f %% |",
          language.equals("en") ? "English" : "Japanese",
          rows.size(),
          100 * flagged(score(rows), false)));
    }
    return lines;
  }

  /** One line a language and length: the share of insults that are found in harmless text. */
  List<String> planted() {
    List<String> lines = new ArrayList<>();
    for (String language : List.of("en", "ja")) {
      lines.addAll(Planted.lines(held, language, t -> toxicity(t, "toxicity")));
    }
    return lines;
  }

  /**
   * One line a transformation: mean ROC-AUC and share of flagged harmless text, plain and
   * disguised.
   */
  List<String> evasion() {
    List<String> lines = new ArrayList<>();
    Predicate<Row> japanese = Row::japanese;
    Map<String, List<Row>> english = areas(japanese.negate());
    Map<String, List<Row>> inJapanese = areas(japanese);
    double[] plain = evaded(english, t -> t);
    double[] plainJapanese = evaded(inJapanese, t -> t);
    lines.add(evasionLine("(as written)", plain, plainJapanese));
    for (Evasion evasion : Evasion.values()) {
      lines.add(evasionLine(
          evasion.name().toLowerCase(Locale.ROOT).replace('_', '-'),
          evaded(english, evasion::apply),
          evaded(inJapanese, evasion::apply)));
    }
    return lines;
  }

  private static String evasionLine(String name, double[] english, double[] japanese) {
    return line(
        "| %s | %.3f | %.1f %% | %.3f | %.1f %% |",
        name, english[0], 100 * english[1], japanese[0], 100 * japanese[1]);
  }

  private Map<String, List<Row>> areas(Predicate<Row> wanted) {
    Map<String, List<Row>> areas = new TreeMap<>();
    for (Row row : held) {
      if (wanted.test(row) && !row.source().equals("madlibs")) {
        areas.computeIfAbsent(Split.area(row), a -> new ArrayList<>()).add(row);
      }
    }
    areas.values().removeIf(rows -> rows.stream().filter(Row::toxic).count() < 5);
    return areas;
  }

  /** Mean over areas of ROC-AUC and of the share of harmless rows that are flagged. */
  private double[] evaded(Map<String, List<Row>> areas, Function<String, String> change) {
    double[] mean = new double[2];
    areas.values().forEach(rows -> {
      Scored s = score(rows, "toxicity", change);
      mean[0] += Figures.auc(s.scores, s.labels) / areas.size();
      mean[1] += flagged(s, false) / areas.size();
    });
    return mean;
  }

  private static double flagged(Scored s, boolean label) {
    int count = 0;
    int flagged = 0;
    for (int i = 0; i < s.scores.length; i++) {
      if (s.labels[i] == label) {
        count++;
        flagged += s.scores[i] >= THRESHOLD ? 1 : 0;
      }
    }
    return count == 0 ? Double.NaN : (double) flagged / count;
  }

  static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values).replace("NaN %", "-").replace("NaN", "-");
  }
}

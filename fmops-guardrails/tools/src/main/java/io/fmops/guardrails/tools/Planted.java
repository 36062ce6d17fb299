package io.fmops.guardrails.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** How many insults are found that stand in the middle of harmless text. Stateless. */
final class Planted {

  /** Rows that are longer, in characters, are not planted. */
  private static final int LONGEST = 100;

  private static final int INSULT = 1;

  private Planted() {}

  /**
   * One line a length of the harmless text.
   *
   * @param held rows; the project's own of one language are used
   * @param language {@code en} or {@code ja}
   * @param score the detector's score of a text
   */
  static List<String> lines(List<Row> held, String language, ToDoubleFunction<String> score) {
    List<Row> own = held.stream()
        .filter(r -> r.source().startsWith(language + "-") && r.text().length() <= LONGEST)
        .toList();
    List<String> found = own.stream()
        .filter(r -> r.label(INSULT) >= 0.5f)
        .map(Row::text)
        .filter(t -> flagged(score.applyAsDouble(t)))
        .toList();
    List<String> harmless = own.stream()
        .filter(r -> !r.toxic())
        .map(Row::text)
        .filter(t -> !flagged(score.applyAsDouble(t)))
        .toList();
    List<String> lines = new ArrayList<>();
    for (int length : new int[] {200, 1000, 5000}) {
      int still = 0;
      int alarms = 0;
      for (String insult : found) {
        String before =
            filler(harmless, length / 2, new SplittableRandom(Row.draw("before", insult)));
        String after =
            filler(harmless, length / 2, new SplittableRandom(Row.draw("after", insult)));
        still += flagged(score.applyAsDouble(before + insult + "\n" + after)) ? 1 : 0;
        alarms += flagged(score.applyAsDouble(before + after)) ? 1 : 0;
      }
      lines.add(Measurement.line(
          "| %s, %d characters | %d | %.1f %% | %.1f %% |",
          language.equals("en") ? "English" : "Japanese",
          length,
          found.size(),
          100.0 * still / found.size(),
          100.0 * alarms / found.size()));
    }
    return lines;
  }

  private static String filler(List<String> harmless, int length, SplittableRandom random) {
    StringBuilder filler = new StringBuilder();
    while (filler.length() < length && !harmless.isEmpty()) {
      filler.append(harmless.get(random.nextInt(harmless.size()))).append('\n');
    }
    return filler.toString();
  }

  private static boolean flagged(double score) {
    return score >= Measurement.THRESHOLD;
  }
}

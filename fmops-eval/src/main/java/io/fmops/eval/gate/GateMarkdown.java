package io.fmops.eval.gate;

import java.util.List;

/** A gate's result as Markdown. All texts of others are escaped, whatever they are. */
final class GateMarkdown {

  private static final int NAME = 200;
  private static final int WORDS = 1_000;

  private GateMarkdown() {}

  static String of(GateResult result) {
    StringBuilder text = new StringBuilder();
    text.append(
        "## Gate %s: %s\n\n".formatted(escaped(result.gate(), NAME), GateText.verdict(result)));
    text.append("%s%s, %s.\n\n"
        .formatted(
            escaped(result.candidate(), NAME),
            result.baseline().map(name -> " against " + escaped(name, NAME)).orElse(""),
            Words.examples(result.examples())));
    text.append("| | condition | why |\n|---|---|---|\n");
    for (ConditionResult condition : result.conditions()) {
      text.append("| %s | %s | %s |\n"
          .formatted(
              sign(condition.outcome()),
              escaped(condition.condition(), NAME),
              escaped(condition.words(), WORDS)));
    }
    if (!result.comparisons().isEmpty()) {
      comparisons(text, result.comparisons());
    }
    text.append("\nIntervals are 95 %.\n");
    return text.toString();
  }

  private static String sign(Outcome outcome) {
    return switch (outcome) {
      case PASSED -> "✅ passed";
      case FAILED -> "❌ failed";
      case UNDECIDED -> "❔ undecided";
    };
  }

  private static void comparisons(StringBuilder text, List<Comparison> comparisons) {
    text.append("\n| score | candidate | baseline | difference | examples |\n");
    text.append("|---|---|---|---|---|\n");
    for (Comparison compared : comparisons) {
      text.append("| %s | %s | %s | %s | %s |\n"
          .formatted(
              escaped(compared.measure(), NAME),
              escaped(Words.figure(compared.candidate()), NAME),
              escaped(Words.figure(compared.baseline()), NAME),
              escaped(Words.difference(compared.difference()), NAME),
              GateText.counts(compared)));
    }
    for (Comparison compared : comparisons) {
      List<ExampleChange> fell =
          compared.most().stream().filter(c -> c.after() < c.before()).toList();
      List<ExampleChange> rose =
          compared.most().stream().filter(c -> c.after() > c.before()).toList();
      changes(text, compared, compared.shares() ? "broken" : "lower", compared.lower(), fell);
      changes(text, compared, compared.shares() ? "fixed" : "higher", compared.higher(), rose);
    }
  }

  private static void changes(
      StringBuilder text, Comparison compared, String what, long all, List<ExampleChange> shown) {
    if (shown.isEmpty()) {
      return;
    }
    text.append("\n<details><summary>%s: %s %s%s</summary>\n\n"
        .formatted(
            escaped(compared.measure(), NAME),
            Words.count(all),
            what,
            all > shown.size() ? ", of which %d are shown".formatted(shown.size()) : ""));
    text.append("| example | score | input | before | after |\n|---|---|---|---|---|\n");
    for (ExampleChange change : shown) {
      text.append("| %s | %s → %s | %s | %s | %s |\n"
          .formatted(
              escaped(change.id(), NAME),
              Words.number(change.before()),
              Words.number(change.after()),
              escaped(change.input(), WORDS),
              escaped(change.outputBefore(), WORDS),
              escaped(change.outputAfter(), WORDS)));
    }
    text.append("\n</details>\n");
  }

  /**
   * Text that stays text in a cell. Every ASCII character that can mean something becomes a numeric
   * entity, which no Markdown interprets: a backslash would be taken for two by those that do not
   * know the escape. Dots and colons are among them, of which bare addresses are made. Who is
   * called with {@code @} and what is pointed at, as by {@code #12}, {@code !12} or {@code GH-12},
   * is found by servers after entities are resolved, so a word joiner, which takes no room, stands
   * behind what such a reference begins with.
   */
  static String escaped(String text, int characters) {
    String line = Words.line(text, characters).strip();
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean harmless =
          c >= 0x7F || Character.isLetterOrDigit(c) || c == ' ' || c == ',' || plainDot(line, i);
      if (harmless) {
        escaped.append(c);
      } else {
        escaped.append("&#").append((int) c).append(';');
        escaped.append(beginsReference(line, i) ? "&#8288;" : "");
      }
    }
    return escaped.toString();
  }

  /** Of people, issues, merge requests, labels, milestones, snippets, epics, signs and trackers. */
  private static boolean beginsReference(String line, int i) {
    char c = line.charAt(i);
    boolean wordFollows = i + 1 < line.length() && line.charAt(i + 1) != ' ';
    return c == '@'
        || c == '#'
        || (wordFollows && "!~%$&:[".indexOf(c) >= 0)
        || (wordFollows
            && c == '-'
            && digit(line.charAt(i + 1))
            && line.regionMatches(i - 2, "GH", 0, 2));
  }

  /** A decimal point, which is read more often than all else that is escaped. */
  private static boolean plainDot(String line, int i) {
    return line.charAt(i) == '.'
        && i > 0
        && i + 1 < line.length()
        && digit(line.charAt(i - 1))
        && digit(line.charAt(i + 1));
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}

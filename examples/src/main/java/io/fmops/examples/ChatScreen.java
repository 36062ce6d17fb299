package io.fmops.examples;

import io.fmops.guardrails.Verdict;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a chat shows. Texts of users and models are shown without control characters, which a
 * terminal would obey. Not thread-safe.
 */
final class ChatScreen {

  private static final String RESET = "\u001b[0m";

  private final PrintWriter out;
  private final boolean terminal;

  /**
   * A screen.
   *
   * @param terminal whether somebody sits at it: asks for lines and uses colour
   */
  ChatScreen(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void prompt() {
    if (terminal) {
      out.print("> ");
      out.flush();
    }
  }

  /** A piece of a text, shown at once. */
  void text(String piece) {
    out.print(clean(piece));
    out.flush();
  }

  void line(String text) {
    out.println(clean(text));
    out.flush();
  }

  /** The verdicts of a turn in one line, as strong as the strongest. */
  void verdicts(List<Verdict> verdicts) {
    if (verdicts.isEmpty()) {
      return;
    }
    Verdict.Outcome strongest = verdicts.stream()
        .map(Verdict::outcome)
        .max(Verdict.Outcome::compareTo)
        .orElse(Verdict.Outcome.PASSED);
    Verdict first = verdicts.get(0);
    String told = "[%s; policy %s %s%s]"
        .formatted(
            verdicts.stream().map(ChatScreen::told).collect(Collectors.joining("; ")),
            first.policy(),
            first.version(),
            first.dryRun() ? ", dry run" : "");
    out.println(terminal ? color(strongest) + clean(told) + RESET : clean(told));
    out.flush();
  }

  private static String told(Verdict verdict) {
    Map<String, Double> best = new TreeMap<>();
    verdict
        .items()
        .forEach(item -> best.merge(
            item.finding().category()
                + " "
                + item.action().word()
                + (item.earlier() ? " of an earlier turn" : ""),
            item.finding().score(),
            Math::max));
    List<String> why = new ArrayList<>();
    best.forEach((what, score) -> why.add(String.format(Locale.ROOT, "%s %.2f", what, score)));
    verdict
        .failures()
        .forEach(failure -> why.add(failure.detector() + " failed: " + failure.problem()));
    String place = verdict.stage().word() + " " + verdict.outcome().word();
    return why.isEmpty() ? place : place + " (" + String.join(", ", why) + ")";
  }

  private static String color(Verdict.Outcome outcome) {
    return switch (outcome) {
      case PASSED -> "\u001b[32m";
      case FLAGGED, CHANGED, RETRIED -> "\u001b[33m";
      case BLOCKED -> "\u001b[31m";
    };
  }

  /** Without controls and overrides of direction. */
  private static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.chars().forEach(c -> {
      boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
      boolean override = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
      clean.append(control || override ? '\uFFFD' : (char) c);
    });
    return clean.toString();
  }
}

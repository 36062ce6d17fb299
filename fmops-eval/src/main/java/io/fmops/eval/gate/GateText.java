package io.fmops.eval.gate;

import java.util.Locale;

/** A gate's result as lines for a terminal. */
final class GateText {

  private static final int NAME = 200;
  private static final int LINE = 1_000;

  private GateText() {}

  static String of(GateResult result) {
    StringBuilder text = new StringBuilder();
    text.append("gate %s: %s (%s%s, %s)\n"
        .formatted(
            Words.line(result.gate(), NAME),
            verdict(result),
            Words.line(result.candidate(), NAME),
            result.baseline().map(name -> " against " + Words.line(name, NAME)).orElse(""),
            Words.examples(result.examples())));
    for (ConditionResult condition : result.conditions()) {
      text.append("  %-9s  %s: %s\n"
          .formatted(
              word(condition.outcome()),
              Words.line(condition.condition(), NAME),
              Words.line(condition.words(), LINE)));
    }
    for (Comparison compared : result.comparisons()) {
      text.append("  %s: %s\n".formatted(Words.line(compared.measure(), NAME), counts(compared)));
    }
    return text.toString();
  }

  static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  static String verdict(GateResult result) {
    String word = word(result.outcome());
    return result.outcome() == Outcome.UNDECIDED
        ? word + (result.passed() ? ", which this gate lets pass" : ", which does not pass")
        : word;
  }

  static String counts(Comparison compared) {
    String counts = "%s %s, %s %s, %s unchanged"
        .formatted(
            Words.count(compared.higher()),
            compared.shares() ? "fixed" : "higher",
            Words.count(compared.lower()),
            compared.shares() ? "broken" : "lower",
            Words.count(compared.same()));
    if (compared.missing() > 0) {
      counts += ", %s missing".formatted(Words.count(compared.missing()));
    }
    return compared.added() > 0
        ? counts + ", %s new".formatted(Words.count(compared.added()))
        : counts;
  }
}

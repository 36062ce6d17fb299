package io.fmops.chain;

import io.fmops.model.Cost;
import io.fmops.model.TokenUsage;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Pieces of a trace's page: names, numbers and attributes, escaped. Stateless. */
final class TraceFigures {

  private static final int MAX_LINE = 2_000;

  private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern(
          "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
      .withZone(ZoneOffset.UTC);

  private TraceFigures() {}

  static String line(String text) {
    return HtmlText.escape(HtmlText.shorten(text, MAX_LINE));
  }

  static String language(String text) {
    return HtmlText.language(text).map(lang -> " lang=\"" + lang + "\"").orElse("");
  }

  static String tag(StepState state) {
    return "<span class=\"tag " + css(state) + "\">" + css(state) + "</span>";
  }

  static String css(StepState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  static String words(StepKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static String tokens(TokenUsage usage) {
    if (usage.source() == TokenUsage.Source.UNKNOWN) {
      return "unknown";
    }
    // As everywhere on pages, tokens that a prompt cache gave or took are part of the input.
    long input = usage.input() + usage.cacheRead() + usage.cacheWrite();
    String about = usage.source() == TokenUsage.Source.ESTIMATED ? "about " : "";
    return about + grouped(input) + " in, " + grouped(usage.output()) + " out";
  }

  static String money(Cost cost) {
    String amount = cost.amount().stripTrailingZeros().toPlainString();
    return line((cost.estimated() ? "about " : "") + amount + " " + cost.currency());
  }

  static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.3f%%", share * 100);
  }

  static String instant(Instant at) {
    return HtmlText.escape(INSTANT.format(at));
  }

  /** A pair in a list of facts. */
  static String fact(String name, String html) {
    return "<div><dt>" + name + "</dt><dd dir=\"auto\">" + html + "</dd></div>\n";
  }
}

package io.fmops.chain;

import io.fmops.model.Cost;
import io.fmops.model.TokenUsage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Writes the page of one trace. Not thread-safe. */
final class TraceHtml {

  static final int MAX_STEPS = 2_000;
  static final int MAX_TEXT = 4_000_000;

  /** So many problems are told above the timeline. */
  private static final int MAX_PROBLEMS = 20;

  private static final int MAX_LINE = 2_000;

  private static final DateTimeFormatter START = DateTimeFormatter.ofPattern(
          "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
      .withZone(ZoneOffset.UTC);

  private final Trace trace;
  private final TimeAxis axis;
  private final StringBuilder out = new StringBuilder(16_384);

  private int shown;
  private int leftOut;
  private int textLeft = MAX_TEXT;

  private TraceHtml(Trace trace) {
    this.trace = trace;
    axis = TimeAxis.of(trace);
  }

  static String page(Trace trace) {
    TraceHtml html = new TraceHtml(trace);
    html.head();
    html.problems();
    html.timeline();
    html.out.append("""
        </main>
        <footer>Made with FMOps for Java. The prompts and answers may be confidential: pass this page \
        on with care.</footer>
        </body>
        </html>
        """);
    return html.out.toString();
  }

  private void head() {
    String title = HtmlText.shorten(trace.chain(), 300);
    out.append("""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src \
        'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>""");
    out.append(HtmlText.escape(title)).append(" \u00b7 trace</title>\n");
    out.append("<link rel=\"icon\" href=\"data:,\">\n<style>\n").append(css()).append("</style>\n");
    out.append("</head>\n<body>\n<header>\n<p class=\"eyebrow\">Trace of a chain</p>\n");
    out.append("<h1").append(language(title)).append('>').append(HtmlText.escape(title));
    out.append("</h1>\n<dl class=\"totals\">\n");
    fact("State", tag(trace.state()));
    fact("Time", HtmlText.escape(TimeAxis.text(trace.duration())));
    fact("Model calls", HtmlText.escape(grouped(calls(trace.steps()))));
    fact("Tokens", tokens(trace.usage()));
    trace.cost().ifPresent(cost -> fact("Cost", money(cost)));
    fact("Started", HtmlText.escape(START.format(trace.start())));
    fact("Run", HtmlText.escape(HtmlText.shorten(trace.runId(), 300)));
    out.append("</dl>\n</header>\n<main>\n");
  }

  private static String css() {
    try (InputStream in = TraceHtml.class.getResourceAsStream("trace.css")) {
      byte[] bytes = Objects.requireNonNull(in, "trace.css, beside this class").readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read trace.css, which belongs to the library", e);
    }
  }

  /** What a reader looks for first, above the timeline. */
  private void problems() {
    List<TraceStep> found = new ArrayList<>();
    collectProblems(trace.steps(), found);
    if (found.isEmpty()) {
      return;
    }
    out.append("<ul class=\"problems\">\n");
    for (TraceStep step : found.subList(0, Math.min(found.size(), MAX_PROBLEMS))) {
      String text = step.error().orElse("waits for a person's decision");
      out.append("<li class=\"").append(css(step.state())).append("\"><strong dir=\"auto\">");
      out.append(line(step.path())).append("</strong> <span dir=\"auto\"").append(language(text));
      out.append('>').append(line(text)).append("</span></li>\n");
    }
    if (found.size() > MAX_PROBLEMS) {
      out.append("<li>and ").append(grouped(found.size() - MAX_PROBLEMS)).append(" more</li>\n");
    }
    out.append("</ul>\n");
  }

  private static void collectProblems(List<TraceStep> steps, List<TraceStep> found) {
    for (TraceStep step : steps) {
      boolean waits = step.state() == StepState.WAITING && step.steps().isEmpty();
      if (waits || step.error().isPresent()) {
        found.add(step);
      }
      collectProblems(step.steps(), found);
    }
  }

  private void timeline() {
    out.append("<section aria-label=\"Timeline\">\n<div class=\"axis\" aria-hidden=\"true\">");
    out.append("<span class=\"who\">Step</span><span class=\"lane\">");
    for (TimeAxis.Mark mark : axis.marks()) {
      out.append("<span class=\"mark").append(mark.share() > 0.94 ? " last" : "");
      out.append("\" style=\"left:").append(percent(mark.share())).append("\">");
      out.append(HtmlText.escape(mark.text())).append("</span>");
    }
    out.append("</span><span class=\"time\">Time</span></div>\n");
    out.append("<ol class=\"steps\" style=\"--tick:").append(percent(axis.stepShare()));
    out.append("\">\n");
    steps(trace.steps(), 0);
    out.append("</ol>\n");
    if (leftOut > 0) {
      out.append("<p class=\"note\">").append(grouped(leftOut));
      out.append(" more steps are not shown; the trace as JSON has them.</p>\n");
    }
    if (trace.steps().isEmpty()) {
      out.append("<p class=\"note\">No step has begun.</p>\n");
    }
    out.append("</section>\n");
  }

  private void steps(List<TraceStep> steps, int depth) {
    for (TraceStep step : steps) {
      if (shown == MAX_STEPS) {
        leftOut++;
      } else {
        shown++;
        step(step, depth);
      }
      steps(step.steps(), depth + 1);
    }
  }

  private void step(TraceStep step, int depth) {
    boolean open = step.error().isPresent() || step.state() == StepState.WAITING;
    out.append("<li style=\"--depth:").append(Math.min(depth, 8)).append("\"><details");
    out.append(open ? " open" : "").append("><summary><span class=\"who\"><span class=\"name\"");
    out.append(language(step.name())).append(" dir=\"auto\">").append(line(step.name()));
    out.append("</span>").append(number(step)).append(" <span class=\"kind\">");
    out.append(words(step.kind())).append("</span>");
    if (step.state() != StepState.FINISHED) {
      out.append(' ').append(tag(step.state()));
    }
    out.append("</span>");
    lane(step);
    out.append("<span class=\"time\">").append(HtmlText.escape(TimeAxis.text(step.duration())));
    out.append("</span></summary>\n<div class=\"more\">\n");
    step.error()
        .ifPresent(error -> out.append("<p class=\"error\" dir=\"auto\"")
            .append(language(error))
            .append('>')
            .append(line(error))
            .append("</p>\n"));
    out.append("<dl class=\"facts\">\n");
    facts(step);
    out.append("</dl>\n");
    step.input().ifPresent(text -> text("Input", text));
    step.output().ifPresent(text -> text("Output", text));
    out.append("</div></details></li>\n");
  }

  /** The number of the run in the path, as in {@code part[3]}. */
  private static String number(TraceStep step) {
    String path = step.path();
    int at = path.lastIndexOf('[');
    return at >= 0 && path.endsWith("]") && path.indexOf('/', at) < 0
        ? "<span class=\"number\">" + line(path.substring(at)) + "</span>"
        : "";
  }

  private void lane(TraceStep step) {
    out.append("<span class=\"lane\" aria-hidden=\"true\">");
    if (step.state() == StepState.REPLAYED) {
      out.append("<span class=\"earlier\">in an earlier process</span>");
    } else {
      out.append("<span class=\"bar ").append(css(step.state()));
      out.append(step.steps().isEmpty() ? "" : " outer").append("\" style=\"left:");
      out.append(percent(axis.share(step.start()))).append(";width:");
      out.append(percent(axis.share(step.start(), step.duration()))).append("\"></span>");
    }
    out.append("</span>");
  }

  private void facts(TraceStep step) {
    fact("Path", line(step.path()));
    if (step.state() == StepState.REPLAYED) {
      fact("Started", HtmlText.escape(START.format(step.start())));
    } else {
      fact("Started after", HtmlText.escape(TimeAxis.text(axis.after(step.start()))));
    }
    step.prompt().ifPresent(version -> fact("Prompt", line(version)));
    step.model().ifPresent(model -> fact("Model", line(model.toString())));
    step.usage().ifPresent(usage -> fact("Tokens", tokens(usage)));
    step.cost().ifPresent(cost -> fact("Cost", money(cost)));
    if (step.attempts() > 1) {
      fact("Attempts", grouped(step.attempts()));
    }
  }

  private void fact(String name, String html) {
    out.append("<div><dt>").append(name).append("</dt><dd dir=\"auto\">").append(html);
    out.append("</dd></div>\n");
  }

  private void text(String name, String text) {
    String cut = HtmlText.shorten(text, Math.min(text.length(), Math.max(200, textLeft)));
    textLeft = Math.max(0, textLeft - cut.length());
    out.append("<h2>").append(name).append("</h2>\n<pre tabindex=\"0\" dir=\"auto\"");
    // HTML takes a line feed right after the tag for its own.
    out.append(language(text)).append(">\n").append(HtmlText.escape(cut)).append("</pre>\n");
    if (cut.length() < text.length()) {
      out.append("<p class=\"note\">The page is full: ").append(grouped(text.length()));
      out.append(" characters in all. The trace as JSON has them.</p>\n");
    }
  }

  private static String line(String text) {
    return HtmlText.escape(HtmlText.shorten(text, MAX_LINE));
  }

  private static String language(String text) {
    return HtmlText.language(text).map(lang -> " lang=\"" + lang + "\"").orElse("");
  }

  private static String tag(StepState state) {
    return "<span class=\"tag " + css(state) + "\">" + css(state) + "</span>";
  }

  private static String css(StepState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static String words(StepKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static long calls(List<TraceStep> steps) {
    long calls = 0;
    for (TraceStep step : steps) {
      calls += step.usage().isPresent() ? 1 : 0;
      calls += calls(step.steps());
    }
    return calls;
  }

  private static String tokens(TokenUsage usage) {
    if (usage.source() == TokenUsage.Source.UNKNOWN) {
      return "unknown";
    }
    // As everywhere on pages, tokens that a prompt cache gave or took are part of the input.
    long input = usage.input() + usage.cacheRead() + usage.cacheWrite();
    String about = usage.source() == TokenUsage.Source.ESTIMATED ? "about " : "";
    return about + grouped(input) + " in, " + grouped(usage.output()) + " out";
  }

  private static String money(Cost cost) {
    String amount = cost.amount().stripTrailingZeros().toPlainString();
    return line((cost.estimated() ? "about " : "") + amount + " " + cost.currency());
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.3f%%", share * 100);
  }
}

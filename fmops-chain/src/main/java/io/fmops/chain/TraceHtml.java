package io.fmops.chain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Writes the page of one trace. Not thread-safe. */
final class TraceHtml {

  /** So many problems are told above the timeline. */
  private static final int MAX_PROBLEMS = 20;

  private final Trace trace;
  private final StringBuilder out = new StringBuilder(16_384);

  private TraceHtml(Trace trace) {
    this.trace = trace;
  }

  static String page(Trace trace) {
    TraceHtml html = new TraceHtml(trace);
    html.head();
    html.problems();
    html.out.append(TraceTimeline.of(trace));
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
    out.append("<h1")
        .append(TraceFigures.language(title))
        .append('>')
        .append(HtmlText.escape(title));
    out.append("</h1>\n<dl class=\"totals\">\n");
    out.append(TraceFigures.fact("State", TraceFigures.tag(trace.state())));
    out.append(TraceFigures.fact("Time", HtmlText.escape(TimeAxis.text(trace.duration()))));
    out.append(TraceFigures.fact("Model calls", TraceFigures.grouped(calls(trace.steps()))));
    out.append(TraceFigures.fact("Tokens", TraceFigures.tokens(trace.usage())));
    trace.cost().ifPresent(cost -> out.append(TraceFigures.fact("Cost", TraceFigures.money(cost))));
    out.append(TraceFigures.fact("Started", TraceFigures.instant(trace.start())));
    out.append(TraceFigures.fact("Run", TraceFigures.line(trace.runId())));
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
    List<Problem> found = new ArrayList<>();
    collectProblems(trace.steps(), 0, found);
    if (found.isEmpty()) {
      return;
    }
    out.append("<ul class=\"problems\">\n");
    for (Problem problem : found.subList(0, Math.min(found.size(), MAX_PROBLEMS))) {
      TraceStep step = problem.step;
      String text = step.error().orElse("waits for a person's decision");
      boolean linked = problem.number < TraceTimeline.MAX_STEPS;
      out.append("<li class=\"")
          .append(TraceFigures.css(step.state()))
          .append("\"><strong dir=\"auto\">");
      out.append(linked ? "<a href=\"#step-" + problem.number + "\">" : "");
      out.append(TraceFigures.line(step.path())).append(linked ? "</a>" : "");
      out.append("</strong> <span dir=\"auto\"").append(TraceFigures.language(text));
      out.append('>').append(TraceFigures.line(text)).append("</span></li>\n");
    }
    if (found.size() > MAX_PROBLEMS) {
      out.append("<li>and ")
          .append(TraceFigures.grouped(found.size() - MAX_PROBLEMS))
          .append(" more</li>\n");
    }
    out.append("</ul>\n");
  }

  /** A step with its number in the timeline, from 0. */
  private record Problem(int number, TraceStep step) {}

  /** A step that went wrong itself or waits itself, and not only because an inner one does. */
  static boolean isProblem(TraceStep step) {
    return step.error().isPresent()
        || (step.state() == StepState.WAITING && step.steps().isEmpty());
  }

  private static int collectProblems(List<TraceStep> steps, int first, List<Problem> found) {
    int number = first;
    for (TraceStep step : steps) {
      if (isProblem(step)) {
        found.add(new Problem(number, step));
      }
      number = collectProblems(step.steps(), number + 1, found);
    }
    return number;
  }

  private static long calls(List<TraceStep> steps) {
    long calls = 0;
    for (TraceStep step : steps) {
      calls += step.usage().isPresent() ? step.attempts() : 0;
      calls += calls(step.steps());
    }
    return calls;
  }
}

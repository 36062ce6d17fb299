package io.fmops.chain;

import java.util.List;

/** Writes the steps of a trace as rows of a timeline, each of which opens. Not thread-safe. */
final class TraceTimeline {

  static final int MAX_STEPS = 2_000;
  static final int MAX_TEXT = 4_000_000;

  /** Longer names of steps are whole in the path only. */
  private static final int MAX_NAME = 60;

  /** Deeper steps are not indented further, for want of room. */
  private static final int MAX_DEPTH = 8;

  private final Trace trace;
  private final TimeAxis axis;
  private final StringBuilder out = new StringBuilder(16_384);

  private int shown;
  private int leftOut;
  private int textLeft = MAX_TEXT;

  private TraceTimeline(Trace trace) {
    this.trace = trace;
    axis = TimeAxis.of(trace);
  }

  static CharSequence of(Trace trace) {
    TraceTimeline timeline = new TraceTimeline(trace);
    timeline.write();
    return timeline.out;
  }

  private void write() {
    out.append("<section aria-label=\"Timeline\">\n<div class=\"axis\" aria-hidden=\"true\">");
    out.append("<span class=\"who\">Step</span><span class=\"lane\">");
    for (TimeAxis.Mark mark : axis.marks()) {
      out.append("<span class=\"mark").append(mark.share() > 0.94 ? " last" : "");
      out.append("\" style=\"left:").append(TraceFigures.percent(mark.share())).append("\">");
      out.append(HtmlText.escape(mark.text())).append("</span>");
    }
    out.append("</span><span class=\"time\">Time</span></div>\n");
    out.append("<ol class=\"steps\" style=\"--tick:")
        .append(TraceFigures.percent(axis.stepShare()));
    out.append("\">\n");
    steps(trace.steps(), 0);
    out.append("</ol>\n");
    if (leftOut > 0) {
      out.append("<p class=\"note\">").append(TraceFigures.grouped(leftOut));
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
        step(step, depth);
        shown++;
      }
      steps(step.steps(), depth + 1);
    }
  }

  private void step(TraceStep step, int depth) {
    boolean open = TraceHtml.isProblem(step);
    out.append("<li id=\"step-")
        .append(shown)
        .append("\" style=\"--depth:")
        .append(Math.min(depth, MAX_DEPTH))
        .append("\"><details");
    out.append(open ? " open" : "").append("><summary><span class=\"who\"><span class=\"name\"");
    out.append(TraceFigures.language(step.name()))
        .append(" dir=\"auto\">")
        .append(HtmlText.escape(HtmlText.shorten(step.name(), MAX_NAME)));
    out.append("</span>").append(number(step)).append(" <span class=\"kind\">");
    out.append(TraceFigures.words(step.kind())).append("</span>");
    if (step.state() != StepState.FINISHED) {
      out.append(' ').append(TraceFigures.tag(step.state()));
    }
    out.append("</span>");
    lane(step);
    out.append("<span class=\"time\">").append(HtmlText.escape(TimeAxis.text(step.duration())));
    out.append("</span></summary>\n<div class=\"more\">\n");
    step.error()
        .ifPresent(error -> out.append("<p class=\"error\" dir=\"auto\"")
            .append(TraceFigures.language(error))
            .append('>')
            .append(TraceFigures.line(error))
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
        ? "<span class=\"number\">" + TraceFigures.line(path.substring(at)) + "</span>"
        : "";
  }

  private void lane(TraceStep step) {
    out.append("<span class=\"lane\" aria-hidden=\"true\">");
    if (step.state() == StepState.REPLAYED) {
      out.append("<span class=\"earlier\">in an earlier process</span>");
    } else {
      out.append("<span class=\"bar ").append(TraceFigures.css(step.state()));
      out.append(step.steps().isEmpty() ? "" : " outer").append("\" style=\"--from:");
      out.append(TraceFigures.percent(axis.share(step.start()))).append(";--size:");
      out.append(TraceFigures.percent(axis.share(step.start(), step.duration())))
          .append("\"></span>");
    }
    out.append("</span>");
  }

  private void facts(TraceStep step) {
    out.append(TraceFigures.fact("Path", TraceFigures.line(step.path())));
    if (step.state() == StepState.REPLAYED) {
      out.append(TraceFigures.fact("Started", TraceFigures.instant(step.start())));
    } else {
      out.append(TraceFigures.fact(
          "Started after", HtmlText.escape(TimeAxis.text(axis.after(step.start())))));
    }
    step.prompt()
        .ifPresent(version -> out.append(TraceFigures.fact("Prompt", TraceFigures.line(version))));
    step.model()
        .ifPresent(
            model -> out.append(TraceFigures.fact("Model", TraceFigures.line(model.toString()))));
    step.usage()
        .ifPresent(usage -> out.append(TraceFigures.fact("Tokens", TraceFigures.tokens(usage))));
    step.cost().ifPresent(cost -> out.append(TraceFigures.fact("Cost", TraceFigures.money(cost))));
    if (step.attempts() > 1) {
      out.append(TraceFigures.fact("Attempts", TraceFigures.grouped(step.attempts())));
    }
  }

  private void text(String name, String text) {
    String cut = HtmlText.shorten(text, Math.min(text.length(), Math.max(200, textLeft)));
    textLeft = Math.max(0, textLeft - cut.length());
    out.append("<h2>").append(name).append("</h2>\n<pre tabindex=\"0\" dir=\"auto\"");
    // HTML takes a line feed right after the tag for its own.
    out.append(TraceFigures.language(text))
        .append(">\n")
        .append(HtmlText.escape(cut))
        .append("</pre>\n");
    if (cut.length() < text.length()) {
      out.append("<p class=\"note\">The page is full: ")
          .append(TraceFigures.grouped(text.length()));
      out.append(" characters in all. The trace as JSON has them.</p>\n");
    }
  }
}

package io.fmops.eval.report;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.stats.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** Small drawings for table cells: they stretch with the cell and say nothing the text does not. */
final class Strips {

  private Strips() {}

  /** A figure as a mark on its interval. */
  static String interval(Estimate estimate, Scale scale) {
    Svg svg = track();
    if (Double.isFinite(estimate.low()) && Double.isFinite(estimate.high())) {
      span(svg, "range", scale.at(estimate.low()), scale.at(estimate.high()), 3, 4);
    }
    mark(svg, scale.at(estimate.value()), 0, 10);
    return svg.close("svg").toString();
  }

  /** A difference with its interval, and a line where there is none. */
  static String difference(Estimate estimate, Scale scale) {
    Svg svg = track();
    svg.leaf(
        "rect",
        "class",
        "none",
        "x",
        Svg.percent(scale.at(0)),
        "y",
        "-2",
        "width",
        "1",
        "height",
        "14");
    span(svg, "range", scale.at(estimate.low()), scale.at(estimate.high()), 3, 4);
    mark(svg, scale.at(estimate.value()), 0, 10);
    return svg.close("svg").toString();
  }

  /** The scale on which all candidates' latencies can be drawn, from the 5th percentile on. */
  static Scale latencyScale(List<CandidateResult> candidates) {
    double[] ends = candidates.stream()
        .map(candidate -> sorted(candidate))
        .filter(values -> values.length > 0)
        .flatMapToDouble(values -> DoubleStream.of(quantile(values, 0.05), quantile(values, 0.95)))
        .toArray();
    return Scale.ofDurations(
        DoubleStream.of(ends).min().orElse(0), DoubleStream.of(ends).max().orElse(1));
  }

  /** Latencies: a line over the middle 90 %, a bar over the middle half, a mark at the median. */
  static String latencies(CandidateResult candidate, Scale scale) {
    double[] values = sorted(candidate);
    if (values.length == 0) {
      return "";
    }
    Svg svg = track();
    span(svg, "line", scale.at(quantile(values, 0.05)), scale.at(quantile(values, 0.95)), 4, 2);
    span(svg, "box", scale.at(quantile(values, 0.25)), scale.at(quantile(values, 0.75)), 2, 6);
    mark(svg, scale.at(quantile(values, 0.5)), 0, 10);
    return svg.close("svg").toString();
  }

  private static Svg track() {
    return new Svg()
        .open("svg", "class", "strip", "aria-hidden", "true")
        .leaf("rect", "class", "track", "x", "0", "y", "4", "width", "100%", "height", "2");
  }

  private static void span(Svg svg, String type, double from, double to, int y, int height) {
    svg.leaf(
        "rect",
        "class",
        type,
        "x",
        Svg.percent(from),
        "y",
        y,
        "width",
        Svg.percent(Math.max(0.004, to - from)),
        "height",
        height,
        "rx",
        "1");
  }

  private static void mark(Svg svg, double at, int y, int height) {
    // A mark of two pixels, kept inside at both ends.
    svg.open("svg", "x", Svg.percent(Math.min(0.99, at)), "width", "3", "class", "at");
    svg.leaf("rect", "class", "mark", "x", "0", "y", y, "width", "2", "height", height);
    svg.close("svg");
  }

  private static double[] sorted(CandidateResult candidate) {
    double[] values = candidate.latencyMillis().present();
    Arrays.sort(values);
    return values;
  }

  /** The quantile between the two nearest values. */
  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}

package io.fmops.eval.report;

import io.fmops.eval.stats.Estimate;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * A candidate in the chart.
 *
 * @param number as in the table
 * @param quality its primary measure
 * @param latency its median latency in milliseconds
 * @param cost of a thousand calls, if known
 * @param chosen whether it is the winner
 * @param front whether it is on the Pareto front
 */
record ChartPoint(
    int number,
    String name,
    Estimate quality,
    double latency,
    Optional<BigDecimal> cost,
    boolean chosen,
    boolean front) {

  /** The lower end of the interval; the value itself if there is none. */
  double low() {
    return Double.isFinite(quality.low()) ? quality.low() : quality.value();
  }

  /** The upper end of the interval; the value itself if there is none. */
  double high() {
    return Double.isFinite(quality.high()) ? quality.high() : quality.value();
  }

  /** All that the drawing shows of it, for those who cannot see it. */
  String sentence() {
    return "%d %s: %s %s, median latency %s, cost per 1000 calls %s%s%s"
        .formatted(
            number,
            PlainText.line(name),
            Figures.number(quality.value()),
            Figures.interval(quality),
            Figures.millis(latency),
            Figures.cost(cost),
            front ? ", on the Pareto front" : "",
            chosen ? ", chosen" : "");
  }
}

package io.fmops.eval.report;

import io.fmops.eval.report.LabelPlacer.Box;
import io.fmops.eval.report.LabelPlacer.Place;
import io.fmops.eval.stats.Estimate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Draws quality against latency: the value with its 95 % interval upwards, the median latency to
 * the right, the cost as the size of the point. It is drawn once for a wide and once for a narrow
 * page, because text that shrinks with a drawing cannot be read.
 */
final class ScatterChart {

  private static final double LABEL_HEIGHT = 15;
  private static final double COLUMN_WIDTH = 6.3;

  private final String measure;
  private final List<Point> points;
  private final Scale latency;
  private final Scale quality;
  private final double mostCost;

  /** How much room there is. */
  enum Format {
    WIDE(860, 400, 58, 34),
    NARROW(350, 330, 46, 13);

    private final int width;
    private final int height;
    private final int left;
    private final int labelColumns;

    Format(int width, int height, int left, int labelColumns) {
      this.width = width;
      this.height = height;
      this.left = left;
      this.labelColumns = labelColumns;
    }
  }

  /**
   * A candidate in the chart.
   *
   * @param number as in the table
   * @param cost of a thousand calls, if known
   * @param chosen whether it is the winner
   * @param front whether it is on the Pareto front
   */
  record Point(
      int number,
      String name,
      Estimate quality,
      double latency,
      Optional<BigDecimal> cost,
      boolean chosen,
      boolean front) {}

  /** Where a point is drawn. */
  private record Dot(Point point, double x, double y, double low, double high, double radius) {}

  ScatterChart(String measure, List<Point> points) {
    this.measure = measure;
    this.points = points;
    latency = Scale.ofDurations(
        points.stream().mapToDouble(Point::latency).min().orElse(0),
        points.stream().mapToDouble(Point::latency).max().orElse(1));
    quality = Scale.ofMeasure(
        points.stream().mapToDouble(p -> low(p.quality())).min().orElse(0),
        points.stream().mapToDouble(p -> high(p.quality())).max().orElse(1));
    mostCost = points.stream()
        .flatMap(point -> point.cost().stream())
        .mapToDouble(BigDecimal::doubleValue)
        .max()
        .orElse(0);
  }

  boolean logarithmic() {
    return latency.logarithmic();
  }

  String draw(Format format, String id) {
    Box plot = new Box(format.left, 14, format.width - format.left - 14, format.height - 62);
    List<Dot> dots = points.stream().map(point -> dot(point, plot)).toList();
    Svg svg = new Svg();
    svg.open(
        "svg",
        "class",
        "chart",
        "viewBox",
        "0 0 %d %d".formatted(format.width, format.height),
        "role",
        "img",
        "aria-labelledby",
        id + "-title " + id + "-desc");
    svg.text("title", measure + " by median latency", "id", id + "-title");
    svg.text("desc", description(), "id", id + "-desc");
    axes(svg, plot, format);
    front(svg, dots);
    dots.forEach(dot -> bar(svg, dot));
    // Large points first: a small one must not vanish behind them.
    dots.stream()
        .sorted(Comparator.comparingDouble(Dot::radius).reversed())
        .forEach(dot -> point(svg, dot));
    labels(svg, dots, plot, format);
    return svg.close("svg").toString();
  }

  private Dot dot(Point point, Box plot) {
    Estimate value = point.quality();
    return new Dot(
        point,
        plot.x() + latency.at(point.latency()) * plot.width(),
        up(plot, value.value()),
        up(plot, low(value)),
        up(plot, high(value)),
        radius(point.cost(), mostCost));
  }

  private double up(Box plot, double value) {
    return plot.y() + (1 - quality.at(value)) * plot.height();
  }

  /** The area of a point grows with the cost; one of unknown cost has a size of its own. */
  static double radius(Optional<BigDecimal> cost, double mostCost) {
    return cost.map(c -> 4.5 + (mostCost > 0 ? 9.5 * Math.sqrt(c.doubleValue() / mostCost) : 0))
        .orElse(6.5);
  }

  private void axes(Svg svg, Box plot, Format format) {
    double bottom = plot.y() + plot.height();
    double right = plot.x() + plot.width();
    for (double tick : quality.ticks(6)) {
      double y = up(plot, tick);
      svg.leaf("line", "class", "grid", "x1", plot.x(), "x2", right, "y1", y, "y2", y);
      svg.text(
          "text",
          tickText(tick),
          "class",
          "tick",
          "x",
          plot.x() - 8,
          "y",
          y + 4,
          "text-anchor",
          "end");
    }
    for (double tick : latency.ticks(format == Format.WIDE ? 9 : 5)) {
      double x = plot.x() + latency.at(tick) * plot.width();
      svg.leaf("line", "class", "grid", "x1", x, "x2", x, "y1", plot.y(), "y2", bottom);
      svg.text(
          "text",
          Figures.millis(tick),
          "class",
          "tick",
          "x",
          x,
          "y",
          bottom + 17,
          "text-anchor",
          "middle");
    }
    svg.leaf("line", "class", "axis", "x1", plot.x(), "x2", right, "y1", bottom, "y2", bottom);
    svg.text(
        "text",
        "median latency" + (logarithmic() ? ", log scale" : "") + " \u2192",
        "class",
        "axis-title",
        "x",
        right,
        "y",
        bottom + 38,
        "text-anchor",
        "end");
    svg.text(
        "text", "\u2191 " + measure, "class", "axis-title", "x", plot.x() + 6, "y", plot.y() + 12);
  }

  /** Axis values without the zeros that {@link Figures#number} keeps for columns of figures. */
  private static String tickText(double tick) {
    return java.math.BigDecimal.valueOf(Math.round(tick * 1000), 3)
        .stripTrailingZeros()
        .toPlainString();
  }

  private static void front(Svg svg, List<Dot> dots) {
    List<Dot> front =
        new ArrayList<>(dots.stream().filter(d -> d.point().front()).toList());
    front.sort(Comparator.comparingDouble(Dot::x));
    StringBuilder line = new StringBuilder();
    for (Dot dot : front) {
      line.append(String.format(java.util.Locale.ROOT, "%.1f,%.1f ", dot.x(), dot.y()));
    }
    if (front.size() > 1) {
      svg.leaf("polyline", "class", "front", "points", line.toString().strip());
    }
  }

  private static void bar(Svg svg, Dot dot) {
    String type = dot.point().chosen() ? "error chosen" : "error";
    svg.leaf(
        "line", "class", type, "x1", dot.x(), "x2", dot.x(), "y1", dot.low(), "y2", dot.high());
    for (double end : new double[] {dot.low(), dot.high()}) {
      svg.leaf("line", "class", type, "x1", dot.x() - 4, "x2", dot.x() + 4, "y1", end, "y2", end);
    }
  }

  private static void point(Svg svg, Dot dot) {
    Point point = dot.point();
    String type = "point"
        + (point.front() ? " on-front" : "")
        + (point.chosen() ? " chosen" : "")
        + (point.cost().isEmpty() ? " unknown" : "");
    svg.open("g");
    svg.text("title", sentence(point));
    svg.leaf("circle", "class", type, "cx", dot.x(), "cy", dot.y(), "r", dot.radius());
    svg.close("g");
  }

  private void labels(Svg svg, List<Dot> dots, Box plot, Format format) {
    LabelPlacer placer = new LabelPlacer(plot);
    placer.avoid(new Box(plot.x(), plot.y(), COLUMN_WIDTH * measure.length() + 24, 16));
    for (Dot dot : dots) {
      double r = dot.radius();
      placer.avoid(new Box(dot.x() - r, dot.y() - r, 2 * r, 2 * r));
      placer.avoid(new Box(dot.x() - 4, dot.high(), 8, dot.low() - dot.high()));
    }
    // The chosen one and the front get the best places.
    List<Dot> order = new ArrayList<>(dots);
    order.sort(Comparator.comparing((Dot dot) -> !dot.point().chosen())
        .thenComparing(dot -> !dot.point().front()));
    for (Dot dot : order) {
      label(svg, dot, placer, format);
    }
  }

  /** The number and the name; the number alone if there is no room for more. */
  private static void label(Svg svg, Dot dot, LabelPlacer placer, Format format) {
    Point point = dot.point();
    String name = PlainText.cutMiddle(PlainText.line(point.name()), format.labelColumns);
    for (String text : List.of(point.number() + "  " + name, String.valueOf(point.number()))) {
      double width = PlainText.columns(text) * COLUMN_WIDTH;
      Place place = placer.place(dot.x(), dot.y(), dot.radius(), width, LABEL_HEIGHT);
      if (place != null) {
        Box box = place.box();
        if (place.far()) {
          double x = Math.min(Math.max(dot.x(), box.x()), box.x() + box.width());
          double y = box.y() > dot.y() ? box.y() : box.y() + box.height();
          svg.leaf("line", "class", "leader", "x1", dot.x(), "y1", dot.y(), "x2", x, "y2", y);
        }
        svg.text(
            "text",
            text,
            "class",
            point.chosen() ? "name chosen" : "name",
            "x",
            box.x(),
            "y",
            box.y() + 11.5);
        return;
      }
    }
  }

  private String description() {
    StringBuilder text = new StringBuilder();
    for (Point point : points) {
      text.append(text.length() == 0 ? "" : " ").append(sentence(point)).append('.');
    }
    return text.toString();
  }

  private static String sentence(Point point) {
    return "%d %s: %s %s, median latency %s, cost per 1000 calls %s%s%s"
        .formatted(
            point.number(),
            PlainText.line(point.name()),
            Figures.number(point.quality().value()),
            Figures.interval(point.quality()),
            Figures.millis(point.latency()),
            Figures.cost(point.cost()),
            point.front() ? ", on the Pareto front" : "",
            point.chosen() ? ", chosen" : "");
  }

  private static double low(Estimate estimate) {
    return Double.isFinite(estimate.low()) ? estimate.low() : estimate.value();
  }

  private static double high(Estimate estimate) {
    return Double.isFinite(estimate.high()) ? estimate.high() : estimate.value();
  }
}

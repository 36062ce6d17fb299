package io.fmops.eval.report;

import io.fmops.eval.report.LabelPlacer.Box;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Draws quality against latency: the value with its 95 % interval upwards, the median latency to
 * the right, the cost as the size of the point. It is drawn once for a wide and once for a narrow
 * page, because text that shrinks with a drawing cannot be read.
 */
final class ScatterChart {

  /** How much wider bold type is. */
  private static final double BOLD = 1.1;

  private static final double TOP = 38;
  private static final double LABEL_HEIGHT = 15;
  /** What a column of text takes, in the widest of the fonts that the page may get. */
  private static final double COLUMN_WIDTH = 6.9;

  private final String measure;
  private final List<ChartPoint> points;
  private final Scale latency;
  private final Scale quality;
  private final double mostCost;

  /** How much room there is. */
  enum Format {
    WIDE(1130, 440, 46, 150, 44, 28),
    NARROW(350, 350, 40, 12, 22, 14);

    private final int width;
    private final int height;
    private final int left;
    private final int right;
    private final int longName;
    private final int shortName;

    Format(int width, int height, int left, int right, int longName, int shortName) {
      this.width = width;
      this.height = height;
      this.left = left;
      this.right = right;
      this.longName = longName;
      this.shortName = shortName;
    }
  }

  /** Where a point is drawn. */
  private record Dot(
      ChartPoint point, double x, double y, double low, double high, double radius) {}

  ScatterChart(String measure, List<ChartPoint> points) {
    this.measure = measure;
    this.points = points;
    latency = Scale.ofDurations(
        points.stream().mapToDouble(ChartPoint::latency).min().orElse(0),
        points.stream().mapToDouble(ChartPoint::latency).max().orElse(1));
    quality = Scale.ofMeasure(
        points.stream().mapToDouble(p -> p.low()).min().orElse(0),
        points.stream().mapToDouble(p -> p.high()).max().orElse(1));
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
    Box plot = new Box(
        format.left, TOP, format.width - format.left - format.right, format.height - TOP - 46);
    List<Dot> dots = points.stream().map(point -> dot(point, plot)).toList();
    Svg svg = new Svg();
    svg.open(
        "svg",
        "class",
        "chart",
        "viewBox",
        "0 0 " + format.width + " " + format.height,
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

  private Dot dot(ChartPoint point, Box plot) {
    return new Dot(
        point,
        plot.x() + latency.at(point.latency()) * plot.width(),
        up(plot, point.quality().value()),
        up(plot, point.low()),
        up(plot, point.high()),
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
          duration(tick),
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
    svg.text("text", "\u2191 " + measure, "class", "axis-title", "x", plot.x() - 8, "y", 14);
  }

  /** Axis values without the zeros that {@link Figures#number} keeps for columns of figures. */
  private static String tickText(double tick) {
    return new BigDecimal(tick).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  private static String duration(double millis) {
    return millis >= 1000 ? tickText(millis / 1000) + " s" : tickText(millis) + " ms";
  }

  /**
   * Joins those of the front that are better than all faster ones. The others are on the front for
   * their cost, which is no direction of the drawing: a line to them would go down and up again.
   */
  private static void front(Svg svg, List<Dot> dots) {
    List<Dot> front =
        new ArrayList<>(dots.stream().filter(d -> d.point().front()).toList());
    front.sort(Comparator.comparingDouble(Dot::x).thenComparing(Dot::y));
    StringBuilder line = new StringBuilder();
    double best = Double.POSITIVE_INFINITY;
    for (Dot dot : front) {
      if (dot.y() < best) {
        best = dot.y();
        line.append(String.format(Locale.ROOT, "%.1f,%.1f ", dot.x(), dot.y()));
      }
    }
    svg.leaf("polyline", "class", "front", "points", line.toString().strip());
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
    ChartPoint point = dot.point();
    String type = "point"
        + (point.front() ? " on-front" : "")
        + (point.chosen() ? " chosen" : "")
        + (point.cost().isEmpty() ? " unknown" : "");
    svg.open("g");
    svg.text("title", point.sentence());
    svg.leaf("circle", "class", type, "cx", dot.x(), "cy", dot.y(), "r", dot.radius());
    svg.close("g");
  }

  private void labels(Svg svg, List<Dot> dots, Box plot, Format format) {
    // Labels may stand beside and above the plot, but not on the axes and their titles.
    Box room = new Box(plot.x() + 2, 2, format.width - plot.x() - 2, plot.y() + plot.height() - 4);
    LabelPlacer placer = new LabelPlacer(room);
    placer.avoid(new Box(0, 0, plot.x() + COLUMN_WIDTH * (measure.length() + 3), 20));
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

  /** The number and the name, cut or further away as the room demands; at least the number. */
  private static void label(Svg svg, Dot dot, LabelPlacer placer, Format format) {
    String number = String.valueOf(dot.point().number());
    String name = PlainText.line(dot.point().name());
    List<String> texts = List.of(
        number + " " + PlainText.cutMiddle(name, format.longName),
        number + " " + PlainText.cutMiddle(name, format.shortName));
    if (!placed(svg, dot, texts, placer, false) && !placed(svg, dot, texts, placer, true)) {
      boolean near = placed(svg, dot, List.of(number), placer, false);
      if (!near) {
        placed(svg, dot, List.of(number), placer, true);
      }
    }
  }

  private static boolean placed(
      Svg svg, Dot dot, List<String> texts, LabelPlacer placer, boolean far) {
    boolean chosen = dot.point().chosen();
    for (String text : texts) {
      double width = PlainText.columns(text) * COLUMN_WIDTH * (chosen ? BOLD : 1);
      Box box = placer.place(dot.x(), dot.y(), dot.radius(), width, LABEL_HEIGHT, far);
      if (box != null) {
        if (far) {
          leader(svg, dot, box);
        }
        String type = chosen ? "name chosen" : "name";
        svg.text("text", text, "class", type, "x", box.x(), "y", box.y() + 11.5);
        return true;
      }
    }
    return false;
  }

  /** A line from the edge of the point to the nearest place of its label. */
  private static void leader(Svg svg, Dot dot, Box box) {
    double x = Math.min(Math.max(dot.x(), box.x()), box.x() + box.width());
    double y = Math.min(Math.max(dot.y(), box.y()), box.y() + box.height());
    double part = dot.radius() / Math.max(dot.radius(), Math.hypot(x - dot.x(), y - dot.y()));
    double fromX = dot.x() + part * (x - dot.x());
    double fromY = dot.y() + part * (y - dot.y());
    svg.leaf("line", "class", "leader", "x1", fromX, "y1", fromY, "x2", x, "y2", y);
  }

  private String description() {
    StringBuilder text = new StringBuilder();
    for (ChartPoint point : points) {
      text.append(text.length() == 0 ? "" : " ").append(point.sentence()).append('.');
    }
    return text.toString();
  }
}

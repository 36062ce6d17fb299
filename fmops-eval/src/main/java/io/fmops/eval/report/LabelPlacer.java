package io.fmops.eval.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds room for labels beside points, so that none covers another one or a point. */
final class LabelPlacer {

  /** The directions in the order of preference: to the right, to the left, then all others. */
  private static final int[][] DIRECTIONS = {
    {1, 0}, {-1, 0}, {1, -1}, {1, 1}, {-1, -1}, {-1, 1}, {0, -1}, {0, 1}
  };

  private static final double[] NEAR = {5, 10};
  private static final double[] FAR = {18, 28, 40};

  private final Box plot;
  private final List<Box> taken = new ArrayList<>();

  /** A rectangle on the drawing. */
  record Box(double x, double y, double width, double height) {
    double overlap(Box other) {
      double across = Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
      double down = Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
      return across > 0 && down > 0 ? across * down : 0;
    }

    boolean inside(Box other) {
      return x >= other.x
          && y >= other.y
          && x + width <= other.x + other.width
          && y + height <= other.y + other.height;
    }
  }

  LabelPlacer(Box plot) {
    this.plot = plot;
  }

  /** Keeps labels away from something that is drawn. */
  void avoid(Box box) {
    taken.add(box);
  }

  /**
   * Finds room for a label.
   *
   * @param radius of the point
   * @param far whether to look further away, where a label needs a line to its point
   * @return its place, or null if there is none that is free
   */
  @Nullable
  Box place(double x, double y, double radius, double width, double height, boolean far) {
    for (double distance : far ? FAR : NEAR) {
      for (int[] direction : DIRECTIONS) {
        double reach = radius + distance;
        // Diagonal labels stand half as far in each direction, where they look as near.
        double slant = direction[0] != 0 && direction[1] != 0 ? 0.6 : 1;
        double left = x + direction[0] * reach * slant - width * (1 - direction[0]) / 2;
        double top = y + direction[1] * reach * slant - height * (1 - direction[1]) / 2;
        Box box = new Box(left, top, width, height);
        if (box.inside(plot) && taken.stream().allMatch(other -> other.overlap(box) == 0)) {
          taken.add(box);
          return box;
        }
      }
    }
    return null;
  }
}

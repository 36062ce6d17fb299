package io.fmops.prompt.internal.diff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The shortest way from one sequence to another, by Myers, "An O(ND) difference algorithm and its
 * variations", Algorithmica 1, 1986. Stateless.
 */
final class Sequences {

  /**
   * More differences than this are not looked for; the way there takes the square of it in ints.
   */
  static final int MAX_DIFFERENCES = 1_500;

  private Sequences() {}

  /**
   * A piece that both have, or that only one has.
   *
   * @param fromA index in the first sequence
   * @param toA index after the last one
   * @param fromB index in the second sequence
   * @param toB index after the last one
   */
  record Piece(int fromA, int toA, int fromB, int toB) {

    boolean same() {
      return toA > fromA && toB > fromB;
    }
  }

  /**
   * The pieces in order: same ones have a range in both, others in one.
   *
   * @return empty if there are too many differences
   */
  static <T> Optional<List<Piece>> pieces(List<T> a, List<T> b) {
    int start = 0;
    while (start < a.size() && start < b.size() && a.get(start).equals(b.get(start))) {
      start++;
    }
    int end = 0;
    while (end < a.size() - start
        && end < b.size() - start
        && a.get(a.size() - 1 - end).equals(b.get(b.size() - 1 - end))) {
      end++;
    }
    List<Piece> pieces = new ArrayList<>();
    if (start > 0) {
      pieces.add(new Piece(0, start, 0, start));
    }
    Optional<List<Piece>> middle =
        middle(a.subList(start, a.size() - end), b.subList(start, b.size() - end));
    if (middle.isEmpty()) {
      return Optional.empty();
    }
    for (Piece p : middle.get()) {
      pieces.add(new Piece(p.fromA + start, p.toA + start, p.fromB + start, p.toB + start));
    }
    if (end > 0) {
      pieces.add(new Piece(a.size() - end, a.size(), b.size() - end, b.size()));
    }
    return Optional.of(pieces);
  }

  private static <T> Optional<List<Piece>> middle(List<T> a, List<T> b) {
    int n = a.size();
    int m = b.size();
    int max = Math.min(n + m, MAX_DIFFERENCES);
    int[] furthest = new int[2 * max + 3]; // of each diagonal k, at k + max + 1
    List<int[]> steps = new ArrayList<>();
    for (int d = 0; d <= max; d++) {
      for (int k = -d; k <= d; k += 2) {
        int at = k + max + 1;
        boolean down = k == -d || (k != d && furthest[at - 1] < furthest[at + 1]);
        int x = down ? furthest[at + 1] : furthest[at - 1] + 1;
        while (x < n && x - k >= 0 && x - k < m && a.get(x).equals(b.get(x - k))) {
          x++;
        }
        furthest[at] = x;
        if (x >= n && x - k >= m) {
          return Optional.of(wayBack(n, m, steps, d));
        }
      }
      steps.add(java.util.Arrays.copyOfRange(furthest, max + 1 - d, max + 2 + d));
    }
    return Optional.empty();
  }

  /** Goes back from the end along the furthest points of each number of differences. */
  private static List<Piece> wayBack(int n, int m, List<int[]> steps, int differences) {
    List<Piece> pieces = new ArrayList<>();
    int x = n;
    int y = m;
    for (int d = differences; d > 0; d--) {
      int[] before = steps.get(d - 1); // of the diagonals -(d-1) to d-1
      int k = x - y;
      boolean down = k == -d || (k != d && at(before, k - 1, d - 1) < at(before, k + 1, d - 1));
      int fromK = down ? k + 1 : k - 1;
      int fromX = at(before, fromK, d - 1);
      int fromY = fromX - fromK;
      int stepX = down ? fromX : fromX + 1;
      int stepY = down ? fromY + 1 : fromY;
      if (x > stepX) {
        pieces.add(new Piece(stepX, x, stepY, y));
      }
      pieces.add(new Piece(fromX, stepX, fromY, stepY));
      x = fromX;
      y = fromY;
    }
    if (x > 0) {
      pieces.add(new Piece(0, x, 0, y));
    }
    Collections.reverse(pieces);
    return pieces;
  }

  /** The furthest point of a diagonal; those that were not reached are behind all others. */
  private static int at(int[] furthest, int k, int d) {
    int index = k + d;
    return index < 0 || index >= furthest.length ? -1 : furthest[index];
  }
}

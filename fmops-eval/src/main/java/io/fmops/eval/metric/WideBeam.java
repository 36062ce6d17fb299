package io.fmops.eval.metric;

/**
 * A beam of any width, cell by cell. It is needed where the reference has more than 50 times as
 * many words as the answer, so that the beam has to be wider than usual for neighbouring rows to
 * meet.
 */
final class WideBeam extends BeamEditDistance {

  /** More than any cost, with room to add to it. */
  private static final int INFINITY = Integer.MAX_VALUE / 2;

  private final int[][] costs;
  private int[] answer = new int[0];

  WideBeam(int[] reference, int length, int width, double ratio) {
    super(reference, length, width, ratio);
    costs = new int[length + 1][];
    costs[0] = new int[reference.length + 1];
    for (int j = 0; j <= reference.length; j++) {
      costs[0][j] = j;
    }
  }

  @Override
  int start(int[] words) {
    answer = words.clone();
    for (int row = 1; row <= length; row++) {
      costs[row] = row(row, words[row - 1], costs[row - 1]);
    }
    return last(costs[length]);
  }

  @Override
  int of(int[] variant, int begin, int end) {
    int[] above = costs[begin];
    for (int row = begin + 1; row <= length; row++) {
      above = row(row, variant[row - 1], above);
    }
    return last(above);
  }

  private int last(int[] row) {
    return row[reference.length - begins[length]];
  }

  private int[] row(int row, int word, int[] above) {
    int[] costs = new int[ends[row] - begins[row]];
    int shift = begins[row] - begins[row - 1];
    for (int k = 0; k < costs.length; k++) {
      int column = begins[row] + k;
      int cost = at(above, k + shift) + 1;
      if (column > 0) {
        int replace = reference[column - 1] == word ? 0 : 1;
        cost = Math.min(cost, at(above, k + shift - 1) + replace);
        cost = Math.min(cost, at(costs, k - 1) + 1);
      }
      costs[k] = cost;
    }
    return costs;
  }

  private static int at(int[] row, int index) {
    return index >= 0 && index < row.length ? row[index] : INFINITY;
  }

  @Override
  Edit edit(int row, int column) {
    int cost = costs[row][column - begins[row]];
    int before = column - begins[row - 1];
    boolean same = reference[column - 1] == answer[row - 1];
    if (at(costs[row - 1], before - 1) + (same ? 0 : 1) == cost) {
      return same ? Edit.KEEP : Edit.REPLACE;
    }
    return at(costs[row - 1], before) + 1 == cost ? Edit.DELETE : Edit.INSERT;
  }
}

package io.fmops.replay;

import java.util.ArrayList;
import java.util.List;

/** The difference of two texts by lines, for people. Stateless. */
final class LineDiff {

  /** Lines on each side that are compared one by one; longer differences are shown as they are. */
  private static final int MAX_LINES = 1_000;

  /** Equal lines shown around a difference. */
  private static final int AROUND = 2;

  private LineDiff() {}

  /** Lines that only the first text has begin with "- ", those of the second with "+ ". */
  static String of(String recorded, String asked) {
    List<String> a = recorded.lines().toList();
    List<String> b = asked.lines().toList();
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
    List<String> lines = new ArrayList<>();
    a.subList(Math.max(0, start - AROUND), start).forEach(line -> lines.add("  " + line));
    middle(a.subList(start, a.size() - end), b.subList(start, b.size() - end), lines);
    a.subList(a.size() - end, Math.min(a.size(), a.size() - end + AROUND))
        .forEach(line -> lines.add("  " + line));
    return String.join("\n", lines);
  }

  private static void middle(List<String> a, List<String> b, List<String> lines) {
    if (a.size() > MAX_LINES || b.size() > MAX_LINES) {
      a.forEach(line -> lines.add("- " + line));
      b.forEach(line -> lines.add("+ " + line));
      return;
    }
    int[][] common = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        common[i][j] = a.get(i).equals(b.get(j))
            ? common[i + 1][j + 1] + 1
            : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
        lines.add("  " + a.get(i++));
        j++;
      } else if (j == b.size() || (i < a.size() && common[i + 1][j] >= common[i][j + 1])) {
        lines.add("- " + a.get(i++));
      } else {
        lines.add("+ " + b.get(j++));
      }
    }
  }
}

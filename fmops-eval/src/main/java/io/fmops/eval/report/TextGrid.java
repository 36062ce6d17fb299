package io.fmops.eval.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;

/** Lays out cells in columns of a terminal and gives up columns until a row fits. */
final class TextGrid {

  private static final String GAP = "  ";
  private static final String BOLD = "\u001b[1m";
  private static final String CHOSEN = "\u001b[1;32m";
  private static final String PLAIN = "\u001b[0m";

  /** Below that a name says nothing. */
  private static final int LEAST_NAME = 24;

  private final int width;
  private final boolean ansi;
  private final List<Column> columns = new ArrayList<>();

  /**
   * A column.
   *
   * @param droppedAs the larger, the sooner it is given up; 0 is never
   * @param name whether it is text that may be shortened; other columns are set flush right
   */
  private record Column(String title, int droppedAs, boolean name, List<String> cells) {
    int width() {
      return Math.max(
          PlainText.columns(title),
          cells.stream().mapToInt(PlainText::columns).max().orElse(0));
    }
  }

  TextGrid(int width, boolean ansi) {
    this.width = width;
    this.ansi = ansi;
  }

  /** Adds a column, unless all its cells are empty. */
  <T> void column(
      String title, int droppedAs, boolean name, List<T> rows, Function<T, String> cell) {
    List<String> cells = rows.stream().map(cell).map(PlainText::line).toList();
    if (!cells.stream().allMatch(String::isEmpty)) {
      columns.add(new Column(PlainText.line(title), droppedAs, name, cells));
    }
  }

  /**
   * Writes the table.
   *
   * @param chosen the rows to bring out
   * @return the titles of the columns that were given up
   */
  List<String> render(StringBuilder text, IntPredicate chosen) {
    List<Column> kept = new ArrayList<>(columns);
    List<Column> byWorth = new ArrayList<>(columns);
    byWorth.sort(Comparator.comparingInt(Column::droppedAs).reversed());
    for (Column column : byWorth) {
      // Names are cut before a column goes, as far as they still differ.
      if (column.droppedAs() > 0 && fixed(kept) + shortestName(kept) > width) {
        kept.remove(column);
      }
    }
    // If even that is too wide, the row is: two candidates under one name would be worse.
    int nameWidth = Math.max(shortestName(kept), width - fixed(kept));
    row(text, kept, nameWidth, Column::title, ansi ? BOLD : "");
    int rows = columns.stream().mapToInt(column -> column.cells().size()).max().orElse(0);
    for (int i = 0; i < rows; i++) {
      int row = i;
      String style = ansi && chosen.test(row) ? CHOSEN : "";
      row(text, kept, nameWidth, column -> column.cells().get(row), style);
    }
    return columns.stream().filter(c -> !kept.contains(c)).map(Column::title).toList();
  }

  /** What the columns that cannot shrink take, gaps included. */
  private static int fixed(List<Column> kept) {
    return kept.stream()
            .filter(column -> !column.name())
            .mapToInt(Column::width)
            .sum()
        + GAP.length() * (kept.size() - 1);
  }

  private static int shortestName(List<Column> kept) {
    return kept.stream().filter(Column::name).mapToInt(TextGrid::shortestName).sum();
  }

  /** The width from which on names that are cut are as different as whole ones. */
  private static int shortestName(Column column) {
    long different = column.cells().stream().distinct().count();
    int size = Math.min(column.width(), LEAST_NAME);
    while (size < column.width() && different(column, size) < different) {
      size++;
    }
    return size;
  }

  private static long different(Column column, int size) {
    return column.cells().stream()
        .map(name -> PlainText.cutMiddle(name, size))
        .distinct()
        .count();
  }

  private static void row(
      StringBuilder text,
      List<Column> kept,
      int nameWidth,
      Function<Column, String> cell,
      String style) {
    StringBuilder line = new StringBuilder();
    for (Column column : kept) {
      line.append(line.length() == 0 ? "" : GAP);
      if (column.name()) {
        int size = Math.min(column.width(), nameWidth);
        line.append(PlainText.padRight(PlainText.cutMiddle(cell.apply(column), size), size));
      } else {
        line.append(PlainText.padLeft(cell.apply(column), column.width()));
      }
    }
    String content = line.toString().stripTrailing();
    text.append(style).append(content).append(style.isEmpty() ? "" : PLAIN).append('\n');
  }
}

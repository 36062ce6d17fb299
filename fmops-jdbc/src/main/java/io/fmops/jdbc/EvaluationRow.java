package io.fmops.jdbc;

import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A row of a run as the database has it. Immutable.
 *
 * @param number its place in the run, from 0
 * @param content a line of JSON
 */
record EvaluationRow(long number, String content) {

  /** Less than the longest text that H2 takes. */
  static final int PART = 1_000_000;

  /** Copies a result dataset, and tells how many rows it has. */
  static long copy(Session session, long evaluation, Path file) throws SQLException {
    try (Stream<ResultRow> rows = ResultRows.read(file);
        Batch batch = session.batch("INSERT INTO {evaluation_row}"
            + " (evaluation_id, number, part, example, candidate, content)"
            + " VALUES (?, ?, ?, ?, ?, ?)")) {
      long number = 0;
      for (Iterator<ResultRow> left = rows.iterator(); left.hasNext(); number++) {
        ResultRow row = left.next();
        String example = Encoded.text(row.example().id());
        String candidate = Encoded.text(row.candidate());
        List<String> parts = parts(Encoded.text(ResultRows.toJson(row)), PART);
        for (int part = 0; part < parts.size(); part++) {
          batch.add(evaluation, number, part, example, candidate, parts.get(part));
        }
      }
      batch.flush();
      return number;
    }
  }

  /** A text in parts of whole characters. */
  static List<String> parts(String text, int most) {
    if (text.length() <= most) {
      return List.of(text);
    }
    List<String> parts = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + most);
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
        to--;
      }
      parts.add(text.substring(from, to));
      from = to;
    }
    return parts;
  }

  /** Those rows of a run that are there, from one number to before another. */
  static List<EvaluationRow> between(Session session, long evaluation, long from, long to)
      throws SQLException {
    List<EvaluationRow> parts = session.list(
        "SELECT number, content FROM {evaluation_row}"
            + " WHERE evaluation_id = ? AND number >= ? AND number < ? ORDER BY number, part",
        row -> new EvaluationRow(row.id("number"), row.text("content")),
        evaluation,
        from,
        to);
    List<EvaluationRow> rows = new ArrayList<>();
    for (int first = 0, next; first < parts.size(); first = next) {
      long number = parts.get(first).number();
      for (next = first + 1; next < parts.size() && parts.get(next).number() == number; ) {
        next++;
      }
      String content = parts.subList(first, next).stream()
          .map(EvaluationRow::content)
          .collect(Collectors.joining());
      rows.add(new EvaluationRow(number, Encoded.decoded(content)));
    }
    return rows;
  }
}

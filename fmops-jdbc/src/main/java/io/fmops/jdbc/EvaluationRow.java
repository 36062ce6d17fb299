package io.fmops.jdbc;

import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A row of a run as the database has it. Immutable.
 *
 * @param number its place in the run, from 0
 * @param content a line of JSON
 */
record EvaluationRow(long number, String content) {

  /** Copies a result dataset, and tells how many rows it has. */
  static long copy(Session session, long evaluation, Path file) throws SQLException {
    try (Stream<ResultRow> rows = ResultRows.read(file);
        Batch batch = session.batch("INSERT INTO {evaluation_row}"
            + " (evaluation_id, number, example, candidate, content) VALUES (?, ?, ?, ?, ?)")) {
      long number = 0;
      for (Iterator<ResultRow> left = rows.iterator(); left.hasNext(); number++) {
        ResultRow row = left.next();
        batch.add(
            evaluation,
            number,
            Encoded.text(row.example().id()),
            Encoded.text(row.candidate()),
            Encoded.text(ResultRows.toJson(row)));
      }
      batch.flush();
      return number;
    }
  }

  /** Some rows of a run. */
  static List<EvaluationRow> from(Session session, long evaluation, long first, int most)
      throws SQLException {
    return session.list(
        "SELECT number, content FROM {evaluation_row} WHERE evaluation_id = ? AND number >= ?"
            + " ORDER BY number LIMIT ?",
        row -> new EvaluationRow(row.id("number"), Encoded.decoded(row.text("content"))),
        evaluation,
        first,
        most);
  }
}

package io.fmops.jdbc;

import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;

/**
 * Reads the rows of a run, some at a time, each time with a connection of its own: whoever takes
 * long over a row, or never closes the stream, holds none. For one thread.
 */
final class EvaluationRows extends Spliterators.AbstractSpliterator<ResultRow> {

  private static final int MOST = 1_000;

  /** What is to be in memory at a time, as far as rows are as long as those before. */
  private static final long CHARACTERS = 1 << 20;

  private final Database database;
  private final String run;
  private final long evaluation;
  private final long size;
  private final Deque<EvaluationRow> read = new ArrayDeque<>();
  private long next;
  private int atATime = 16;

  EvaluationRows(Database database, String run, long evaluation, long size) {
    super(size, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE);
    this.database = database;
    this.run = run;
    this.evaluation = evaluation;
    this.size = size;
  }

  @Override
  public boolean tryAdvance(Consumer<? super ResultRow> action) {
    if (next == size) {
      return false;
    }
    if (read.isEmpty()) {
      readOn();
    }
    EvaluationRow row = read.poll();
    if (row == null || row.number() != next) {
      throw database.failure(
          "row %d of the %d rows of run \"%s\" is missing in %s"
              .formatted(next, size, run, database.place()),
          null);
    }
    next++;
    action.accept(result(row));
    return true;
  }

  private ResultRow result(EvaluationRow row) {
    try {
      return ResultRows.fromJson(row.content());
    } catch (IllegalArgumentException e) {
      throw database.failure(
          "row %d of run \"%s\" in %s is damaged: %s"
              .formatted(row.number(), run, database.place(), e.getMessage()),
          e);
    }
  }

  private void readOn() {
    List<EvaluationRow> more = database.look(
        "read the rows of run \"%s\"".formatted(run),
        session -> EvaluationRow.between(session, evaluation, next, next + atATime));
    read.addAll(more);
    long characters = 1;
    for (EvaluationRow row : more) {
      characters += row.content().length();
    }
    atATime = (int) Math.max(1, Math.min(MOST, more.size() * CHARACTERS / characters));
  }
}

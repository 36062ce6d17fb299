package io.fmops.spark;

import io.fmops.eval.run.RowRunner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.Row;

/**
 * The rows of a task, in the order of its questions, with some calls under way at once. At most
 * twice as many rows are held as calls run. For one thread; the calls are on threads of its own.
 */
final class Answers implements Iterator<Row>, AutoCloseable {

  private final RunSpec spec;
  private final List<RowRunner> runners;
  private final Iterator<byte[]> questions;
  private final int calls;
  private final BooleanSupplier killed;
  private final ExecutorService workers;
  private final Deque<Future<Row>> window = new ArrayDeque<>();
  private Question question = Question.NONE;

  /** How many cells of the question were asked. */
  private int asked;

  Answers(
      RunSpec spec,
      List<RowRunner> runners,
      Iterator<byte[]> questions,
      int calls,
      BooleanSupplier killed) {
    this.killed = killed;
    this.spec = spec;
    this.runners = runners;
    this.questions = questions;
    this.calls = calls;
    workers = Executors.newFixedThreadPool(calls, task -> {
      Thread thread = new Thread(task, "fmops-spark-call");
      thread.setDaemon(true);
      return thread;
    });
  }

  @Override
  public boolean hasNext() {
    while (window.size() < 2 * calls && nextCell()) {
      ask(question, question.cells().get(asked++));
    }
    return !window.isEmpty();
  }

  private boolean nextCell() {
    while (asked >= question.cells().size()) {
      if (!questions.hasNext()) {
        return false;
      }
      question = Question.of(questions.next());
      asked = 0;
    }
    return true;
  }

  private void ask(Question of, int number) {
    int candidate = number % runners.size();
    int repetition = number / runners.size();
    long cell = RunSpec.cell(of.index(), repetition, candidate, spec.repetitions(), runners.size());
    RowRunner runner = runners.get(candidate);
    window.add(workers.submit(() -> WaveTable.row(
        cell, runner.run(of.index(), repetition, of.example()).inDatasetOf(spec.examples()))));
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no more rows");
    }
    Future<Row> first = window.remove();
    try {
      while (!first.isDone()) {
        // Spark mostly does not interrupt the thread of a task that it gives up.
        if (killed.getAsBoolean()) {
          throw new TaskKilledException("the run was given up");
        }
        awaitFor100Millis(first);
      }
      return first.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TaskKilledException("the task was interrupted");
    } catch (ExecutionException e) {
      // A runner turns every exception into a row; what comes here is an error of the JVM.
      throw new IllegalStateException("an example could not be answered", e.getCause());
    }
  }

  private static void awaitFor100Millis(Future<Row> row)
      throws InterruptedException, ExecutionException {
    try {
      Row unused = row.get(100, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // The caller looks again.
    }
  }

  /** Gives up the calls that are under way. */
  @Override
  public void close() {
    workers.shutdownNow();
  }
}

package io.fmops.eval.run;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.run.EvaluationResult.Ending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The loop of one run. It keeps a window of calls under way and takes their rows off its front, so
 * that rows keep the dataset's order while a slow call holds up at most a window of others. For one
 * thread; the calls are on the workers'.
 */
final class Run {

  private final List<RowRunner> cells;
  private final List<CandidateTally> tallies;
  private final int repetitions;
  private final int concurrency;
  private final RunListener listener;
  private final Spending spending;
  private final @Nullable Settling settling;
  private final @Nullable RunFiles files;
  private final Deque<Pending> window = new ArrayDeque<>();
  private int underWay;
  private long done;

  Run(
      List<RowRunner> cells,
      List<CandidateTally> tallies,
      int repetitions,
      int concurrency,
      RunListener listener,
      Spending spending,
      @Nullable Settling settling,
      @Nullable RunFiles files) {
    this.cells = cells;
    this.tallies = tallies;
    this.repetitions = repetitions;
    this.concurrency = concurrency;
    this.listener = listener;
    this.spending = spending;
    this.settling = settling;
    this.files = files;
  }

  /** A row to come, and whether this run pays for it. */
  private record Pending(Future<ResultRow> row, boolean asked) {}

  Ending go(Stream<Example> stream, ExecutorService workers)
      throws IOException, InterruptedException {
    Ending ending = Ending.COMPLETE;
    int bound = Math.max(2 * concurrency, cells.size());
    Iterator<Example> examples = stream.iterator();
    for (long index = 0; examples.hasNext() && ending == Ending.COMPLETE; index++) {
      if (settling != null && settling.settled()) {
        ending = Ending.SETTLED;
        break;
      }
      Example example = examples.next();
      for (int i = 0; i < repetitions * cells.size() && ending == Ending.COMPLETE; i++) {
        while (window.size() >= bound) {
          finishFirst();
        }
        ending = ask(example, index * repetitions * cells.size() + i, workers);
      }
    }
    while (!window.isEmpty()) {
      finishFirst();
    }
    return ending;
  }

  /** Has a cell answered, unless an earlier run did. */
  private Ending ask(Example example, long number, ExecutorService workers)
      throws IOException, InterruptedException {
    ResultRow before = files == null ? null : files.journal().find(number);
    if (before != null) {
      window.add(new Pending(CompletableFuture.completedFuture(before), false));
      return Ending.COMPLETE;
    }
    // Rows that are back are known to cost less than the dearest, which may allow one more.
    while (!spending.allows(underWay) && !window.isEmpty()) {
      finishFirst();
    }
    if (!spending.allows(underWay)) {
      return Ending.BUDGET_SPENT;
    }
    RowRunner cell = cells.get((int) (number % cells.size()));
    int repetition = (int) (number / cells.size() % repetitions);
    long index = number / cells.size() / repetitions;
    underWay++;
    window.add(new Pending(
        workers.submit(() -> {
          ResultRow row = cell.run(index, repetition, example);
          if (files != null) {
            files.journal().append(row);
          }
          return row;
        }),
        true));
    return Ending.COMPLETE;
  }

  private void finishFirst() throws IOException, InterruptedException {
    Pending first = window.remove();
    ResultRow row = take(first.row());
    underWay -= first.asked() ? 1 : 0;
    int candidate = (int) (done++ % cells.size());
    if (files != null) {
      files.write(row);
    }
    if (first.asked() && !spending.add(row)) {
      throw new IllegalStateException(
          "nobody knows what the answer of \"%s\" to example \"%s\" cost, so the budget cannot be kept; give all models and judges a price"
              .formatted(row.candidate(), row.example().id()));
    }
    tallies.get(candidate).add(row);
    if (settling != null) {
      settling.add(candidate, row);
    }
    listener.row(row, done);
  }

  private static ResultRow take(Future<ResultRow> future) throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException unwritable) {
        throw unwritable;
      }
      if (e.getCause() instanceof UncheckedIOException unwritable) {
        throw unwritable;
      }
      // A cell turns every exception into a row; what comes here is an error of the JVM.
      throw new IllegalStateException("an example could not be answered", e.getCause());
    }
  }
}

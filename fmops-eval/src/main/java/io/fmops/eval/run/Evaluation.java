package io.fmops.eval.run;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.DatasetException;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.model.CancelledException;
import io.fmops.telemetry.PriceList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Has every candidate answer every example of a dataset, scores the answers, and sums up.
 *
 * <pre>{@code
 * EvaluationResult result =
 *     Evaluation.builder()
 *         .dataset(reviews)
 *         .candidates(List.of(Candidate.of(small, prompt), Candidate.of(large, prompt)))
 *         .evaluators(List.of(Evaluators.label(labels)))
 *         .results(Path.of("target/reviews.jsonl"))
 *         .build()
 *         .run();
 * }</pre>
 *
 * <p>The whole dataset is checked before the first call is paid for. An example that fails is a row
 * with its error, never the end of the run; a candidate that cannot be called at all (no
 * credentials, no such model) is given up with one message, and the others go on. Rows are written
 * in the order of the dataset, each before the next one is begun to be written, so that whatever
 * ends the run, the rows before it are there. Memory grows with the concurrency and by a few
 * numbers an example, not with the texts. Immutable and thread-safe, but two runs at once must not
 * write to one file.
 */
public final class Evaluation {

  private final Dataset dataset;
  private final List<Candidate> candidates;
  private final List<Evaluator> evaluators;
  private final int concurrency;
  private final PriceList prices;
  private final @Nullable Path results;
  private final RunListener listener;

  private Evaluation(Builder builder) {
    dataset = Objects.requireNonNull(builder.dataset, "an evaluation needs a dataset");
    candidates = List.copyOf(builder.candidates);
    evaluators = List.copyOf(builder.evaluators);
    concurrency = builder.concurrency;
    prices = builder.prices;
    results = builder.results;
    listener = builder.listener;
    if (candidates.isEmpty() || evaluators.isEmpty()) {
      throw new IllegalArgumentException(
          "an evaluation needs at least one candidate and one evaluator; it has %d and %d"
              .formatted(candidates.size(), evaluators.size()));
    }
    Set<String> names = new HashSet<>();
    for (Candidate candidate : candidates) {
      if (!names.add(candidate.name())) {
        throw new IllegalArgumentException(
            "two candidates are named \"%s\"; names must be unique".formatted(candidate.name()));
      }
    }
  }

  /**
   * An empty builder.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Runs the evaluation and waits for its end.
   *
   * @return what was found out
   * @throws DatasetException if the dataset is wrong somewhere; nothing was called then
   * @throws IllegalArgumentException if the results would be written over the dataset, or an
   *     evaluator may not score a candidate
   * @throws CancelledException if the thread is interrupted; the rows so far are kept
   * @throws UncheckedIOException if the rows cannot be written
   */
  public EvaluationResult run() {
    refuseToWriteOverTheDataset();
    for (Candidate candidate : candidates) {
      evaluators.forEach(evaluator -> evaluator.check(candidate.model().id()));
    }
    long examples = dataset.check();
    listener.started(dataset.name(), examples * candidates.size());
    Map<String, ToDoubleFunction<double[]>> formulas = new HashMap<>();
    evaluators.forEach(evaluator -> formulas.putAll(evaluator.formulas()));
    List<CandidateTally> tallies = new ArrayList<>();
    List<Cell> cells = new ArrayList<>();
    for (Candidate candidate : candidates) {
      tallies.add(new CandidateTally(candidate, formulas));
      cells.add(new Cell(candidate, evaluators, prices));
    }
    ExecutorService workers = Executors.newFixedThreadPool(concurrency, Evaluation::worker);
    try (ResultWriter writer = results == null ? null : new ResultWriter(results)) {
      answerAll(workers, cells, tallies, writer);
    } catch (IOException e) {
      throw new UncheckedIOException("the results cannot be written to " + results, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(
          "the evaluation of " + dataset.name() + " was interrupted; its rows so far are kept");
    } finally {
      workers.shutdownNow();
    }
    EvaluationResult result = new EvaluationResult(
        dataset.name(),
        examples,
        prices.currency(),
        tallies.stream().map(CandidateTally::result).toList());
    listener.finished(result);
    return result;
  }

  private void refuseToWriteOverTheDataset() {
    try {
      for (Path source : dataset.sources()) {
        if (results != null
            && Files.exists(results)
            && Files.exists(source)
            && Files.isSameFile(results, source)) {
          throw new IllegalArgumentException(
              "the results would be written over the dataset %s; name another file"
                  .formatted(source));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the results cannot be written to " + results, e);
    }
  }

  /**
   * Keeps a window of calls under way and takes their rows off its front, so that rows keep the
   * dataset's order while a slow call holds up at most a window of others.
   */
  private void answerAll(
      ExecutorService workers,
      List<Cell> cells,
      List<CandidateTally> tallies,
      @Nullable ResultWriter writer)
      throws IOException, InterruptedException {
    Deque<Future<ResultRow>> window = new ArrayDeque<>();
    int bound = Math.max(2 * concurrency, candidates.size());
    long submitted = 0;
    long done = 0;
    try (Stream<Example> stream = dataset.examples()) {
      Iterator<Example> examples = stream.iterator();
      for (long index = 0; examples.hasNext(); index++) {
        Example example = examples.next();
        long position = index;
        for (Cell cell : cells) {
          if (window.size() == bound) {
            finish(take(window), done++, tallies, writer);
          }
          window.add(workers.submit(() -> cell.answer(position, example)));
          submitted++;
        }
      }
    }
    while (done < submitted) {
      finish(take(window), done++, tallies, writer);
    }
  }

  private void finish(
      ResultRow row, long before, List<CandidateTally> tallies, @Nullable ResultWriter writer)
      throws IOException {
    int candidate = (int) (before % candidates.size());
    if (writer != null) {
      writer.write(row, candidates.get(candidate));
    }
    tallies.get(candidate).add(row);
    listener.row(row, before + 1);
  }

  private static ResultRow take(Deque<Future<ResultRow>> window) throws InterruptedException {
    try {
      return window.remove().get();
    } catch (ExecutionException e) {
      // A cell turns every exception into a row; what comes here is an error of the JVM.
      throw new IllegalStateException("an example could not be answered", e.getCause());
    }
  }

  private static Thread worker(Runnable task) {
    Thread thread = new Thread(task, "fmops-evaluation");
    thread.setDaemon(true);
    return thread;
  }

  /** Builds an {@link Evaluation}. Not thread-safe. */
  public static final class Builder {
    private @Nullable Dataset dataset;
    private List<Candidate> candidates = List.of();
    private List<Evaluator> evaluators = List.of();
    private int concurrency = 8;
    private PriceList prices = PriceList.empty();
    private @Nullable Path results;
    private RunListener listener = RunListener.SILENT;

    private Builder() {}

    /**
     * Sets the dataset. Needed.
     *
     * @param value the examples
     * @return this
     */
    public Builder dataset(Dataset value) {
      dataset = value;
      return this;
    }

    /**
     * Sets what is compared. Needed.
     *
     * @param value at least one, names unique
     * @return this
     */
    public Builder candidates(List<Candidate> value) {
      candidates = List.copyOf(value);
      return this;
    }

    /**
     * Sets what is scored. Needed.
     *
     * @param value at least one; the first score of the first one is the main figure of reports
     * @return this
     */
    public Builder evaluators(List<Evaluator> value) {
      evaluators = List.copyOf(value);
      return this;
    }

    /**
     * Sets how many calls may run at once. Default: 8.
     *
     * @param value 1 to 1024
     * @return this
     * @throws IllegalArgumentException if it is out of its range
     */
    public Builder concurrency(int value) {
      if (value < 1 || value > 1024) {
        throw new IllegalArgumentException("concurrency is " + value + "; it must be 1 to 1024");
      }
      concurrency = value;
      return this;
    }

    /**
     * Sets what tokens cost. Default: only embedded models have a known cost, which is nothing.
     *
     * @param value the prices
     * @return this
     */
    public Builder prices(PriceList value) {
      prices = Objects.requireNonNull(value, "prices");
      return this;
    }

    /**
     * Sets the file of the result dataset: JSON Lines, one row an example and candidate. An
     * existing file is replaced. Default: rows are not kept.
     *
     * @param file where to write
     * @return this
     */
    public Builder results(Path file) {
      results = file;
      return this;
    }

    /**
     * Sets who is told how the run goes on. Default: nobody.
     *
     * @param value the listener
     * @return this
     */
    public Builder listener(RunListener value) {
      listener = Objects.requireNonNull(value, "listener");
      return this;
    }

    /**
     * Builds the evaluation.
     *
     * @return the evaluation, not yet run
     * @throws IllegalArgumentException if something needed is missing or names are not unique
     */
    public Evaluation build() {
      if (dataset == null) {
        throw new IllegalArgumentException("an evaluation needs a dataset");
      }
      return new Evaluation(this);
    }
  }
}

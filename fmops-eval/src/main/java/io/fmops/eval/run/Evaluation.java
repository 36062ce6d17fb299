package io.fmops.eval.run;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.DatasetException;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.run.EvaluationResult.Ending;
import io.fmops.model.CancelledException;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.ModelLayer;
import io.fmops.replay.ResponseCache;
import io.fmops.resilience.Bulkhead;
import io.fmops.resilience.RateLimit;
import io.fmops.telemetry.PriceList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * credentials, no such model) is given up with one message, and the others go on. Each row is
 * written to a journal before anything else is done with it, so that whatever ends the run, the
 * next one goes on from there; the result dataset itself is in the order of the dataset, whatever
 * the order of the answers. Memory grows with the concurrency and by a few numbers an example, not
 * with the texts. Immutable and thread-safe; a second run to the same file at the same time is
 * refused.
 */
public final class Evaluation {

  private static final Logger log = LoggerFactory.getLogger(Evaluation.class);

  private final Dataset dataset;
  private final List<Candidate> candidates;
  private final List<Evaluator> evaluators;
  private final int concurrency;
  private final PriceList prices;
  private final @Nullable Path results;
  private final RunListener listener;
  private final int repetitions;
  private final @Nullable BigDecimal budget;
  private final @Nullable Settled settled;
  private final boolean startOver;
  private final Calls calls;

  private Evaluation(Builder builder) {
    dataset = Objects.requireNonNull(builder.dataset, "an evaluation needs a dataset");
    candidates = List.copyOf(builder.candidates);
    evaluators = List.copyOf(builder.evaluators);
    concurrency = builder.concurrency;
    prices = builder.prices;
    results = builder.results;
    listener = builder.listener;
    repetitions = builder.repetitions;
    budget = builder.budget;
    settled = builder.settled;
    startOver = builder.startOver;
    Map<ModelId, List<ModelLayer>> limits = new HashMap<>();
    builder.limits.forEach((model, layers) -> limits.put(model, List.copyOf(layers)));
    calls = new Calls(Map.copyOf(limits), Optional.ofNullable(builder.cache));
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
   * @throws IllegalStateException if the journal of the results is another evaluation's or is being
   *     written by another run, or a cost turns out to be unknown while there is a budget
   * @throws CancelledException if the thread is interrupted; the rows so far are kept
   * @throws UncheckedIOException if the rows cannot be written
   */
  public EvaluationResult run() {
    long examples = check();
    Spending spending = spending();
    try (RunFiles files = open(spending, false)) {
      return run(examples, spending, files, true);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Whatever can be wrong before the first call. */
  long check() {
    refuseToWriteOverTheDataset();
    checkPrices();
    for (Candidate candidate : candidates) {
      evaluators.forEach(evaluator -> evaluator.check(candidate.model().id()));
    }
    return dataset.check();
  }

  Spending spending() {
    return new Spending(budget);
  }

  /** The files of a run, locked; none if the rows are not kept. */
  @Nullable
  RunFiles open(Spending spending, boolean anew) throws IOException {
    return results == null
        ? null
        : RunFiles.open(
            results, new Plan(dataset, candidates, repetitions), startOver || anew, spending);
  }

  private UncheckedIOException unwritable(IOException e) {
    return new UncheckedIOException("the results cannot be written to " + results, e);
  }

  /**
   * Runs what was checked.
   *
   * @param last whether no later run goes on from here if this one comes to its end
   */
  EvaluationResult run(long examples, Spending spending, @Nullable RunFiles files, boolean last) {
    listener.started(dataset.name(), examples * candidates.size() * repetitions);
    Map<String, ToDoubleFunction<double[]>> formulas = new HashMap<>();
    evaluators.forEach(evaluator -> formulas.putAll(evaluator.formulas()));
    List<CandidateTally> tallies = candidates.stream()
        .map(candidate -> new CandidateTally(candidate, formulas))
        .toList();
    List<RowRunner> cells = candidates.stream()
        .map(candidate -> new RowRunner(
            candidate, evaluators, prices, callsOf(candidate), OptionalLong.of(examples)))
        .toList();
    Ending ending;
    ExecutorService workers = Executors.newFixedThreadPool(concurrency, Evaluation::worker);
    try (Stream<Example> stream = dataset.examples()) {
      try {
        Settling settling =
            settled == null ? null : new Settling(settled, candidates.size(), repetitions);
        ending = new Run(
                cells, tallies, repetitions, concurrency, listener, spending, settling, files)
            .go(stream, workers);
      } finally {
        end(workers);
      }
      if (files != null) {
        files.finish(ending != Ending.BUDGET_SPENT && last);
      }
    } catch (IOException e) {
      throw unwritable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("the evaluation of %s was interrupted%s"
          .formatted(
              dataset.name(),
              results == null
                  ? ""
                  : "; its rows so far are in %s, and another run goes on from there"
                      .formatted(RunFiles.journalOf(results))));
    }
    EvaluationResult result = new EvaluationResult(
        dataset.name(),
        examples,
        prices.currency(),
        tallies.stream().map(CandidateTally::result).toList(),
        ending,
        Optional.ofNullable(files).map(RunFiles::version));
    listener.finished(result);
    return result;
  }

  /** Two models of one id are not the same model, as one may have a guardrail around it. */
  @SuppressWarnings("ReferenceEquality")
  private Calls callsOf(Candidate candidate) {
    boolean ambiguous = candidates.stream()
        .map(Candidate::model)
        .anyMatch(model ->
            model != candidate.model() && model.id().equals(candidate.model().id()));
    return ambiguous ? calls.variant(candidate.name()) : calls;
  }

  /**
   * What {@link #run} would cost at most and at least, by the prices and the lengths of the
   * prompts. Nothing is called. An unfinished run's rows are not taken off.
   *
   * @return the estimate
   * @throws DatasetException if the dataset is wrong somewhere
   */
  public CostEstimate estimate() {
    List<Estimator> estimators = candidates.stream()
        .map(candidate -> new Estimator(candidate, repetitions))
        .toList();
    try (Stream<Example> examples = dataset.examples()) {
      examples.forEach(example -> estimators.forEach(estimator -> estimator.add(example)));
    }
    return new CostEstimate(
        prices.currency(),
        estimators.stream().map(estimator -> estimator.cost(prices)).toList());
  }

  private void checkPrices() {
    for (Candidate candidate : candidates) {
      ModelId model = candidate.model().id();
      if (budget != null && prices.cost(model, TokenUsage.reported(1, 1)).isEmpty()) {
        throw new IllegalArgumentException(
            "\"%s\" has no price, so the budget of %s %s cannot be kept; add it to the prices"
                .formatted(model, budget.toPlainString(), prices.currency()));
      }
    }
  }

  /** Calls that are under way when a run fails are given up, and nothing writes afterwards. */
  private static void end(ExecutorService workers) {
    workers.shutdownNow();
    try {
      if (!workers.awaitTermination(10, TimeUnit.SECONDS)) {
        log.warn("a model does not react to being interrupted; what it still answers is lost");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void refuseToWriteOverTheDataset() {
    if (results != null && dataset.isReadFrom(results)) {
      throw new IllegalArgumentException(
          "the results would be written over the dataset %s; name another file".formatted(results));
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
    private int repetitions = 1;
    private @Nullable BigDecimal budget;
    private @Nullable Settled settled;
    private boolean startOver;
    private final Map<ModelId, List<ModelLayer>> limits = new HashMap<>();
    private @Nullable ResponseCache cache;

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
     * Adds a limit of requests and tokens a minute for all calls of a model in this run, whether a
     * candidate or an evaluator makes them. A call that the limit does not serve is an error of its
     * row, so its longest wait should be as long as the run may take; the wait does not count as
     * latency. Embeddings are not limited. Default: no limit.
     *
     * @param model the model's id, as {@link io.fmops.model.FoundationModel#id()} has it
     * @param limit the limit; the same one for several models limits them together
     * @return this
     */
    public Builder limit(ModelId model, RateLimit limit) {
      return addLimit(model, limit);
    }

    /**
     * Adds a limit of calls at once for all calls of a model in this run, whether a candidate or an
     * evaluator makes them; the {@link #concurrency} holds besides. Default: no limit.
     *
     * @param model the model's id, as {@link io.fmops.model.FoundationModel#id()} has it
     * @param limit the limit; the same one for several models limits them together
     * @return this
     */
    public Builder limit(ModelId model, Bulkhead limit) {
      return addLimit(model, limit);
    }

    private Builder addLimit(ModelId model, ModelLayer limit) {
      limits
          .computeIfAbsent(Objects.requireNonNull(model, "model"), id -> new ArrayList<>())
          .add(Objects.requireNonNull(limit, "limit"));
      return this;
    }

    /**
     * Sets where answers are remembered, those of evaluators' models too, so that the same request
     * is not paid for twice, however often the evaluation is run. A row says since when a cache has
     * had its answer; its latency and cost are those that the answer once had, but nothing of it
     * counts against the {@link #budget}. Repetitions, and evaluators that ask the same several
     * times, get as many answers of their own. Embeddings are not remembered. A model is known by
     * its id: candidates whose models have one id and are not the same object share no answers, but
     * a chain, or a model with a guardrail around it, that changes its inside from one run to the
     * next needs another id or another {@linkplain ResponseCache#variant variant}. Default: every
     * answer is asked for.
     *
     * @param answers the cache
     * @return this
     */
    public Builder cache(ResponseCache answers) {
      cache = Objects.requireNonNull(answers, "answers");
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
     * Sets the file of the result dataset: JSON Lines, one row an example, repetition and
     * candidate. An existing file is replaced when the run has ended. Until then the rows are in a
     * journal beside it, {@code <file>.journal}; a run that is ended by anything leaves it behind,
     * and running the same evaluation again goes on from there: no finished cell is called again.
     * Default: rows are not kept.
     *
     * @param file where to write
     * @return this
     */
    public Builder results(Path file) {
      results = file;
      return this;
    }

    /**
     * Drops the journal of an unfinished run, if there is one, instead of going on with it.
     *
     * @return this
     */
    public Builder startOver() {
      startOver = true;
      return this;
    }

    /**
     * Sets how often each candidate is asked about each example. Over a dataset, an example counts
     * once, with the mean of its scores, so that repetitions do not make intervals narrower than
     * the examples allow. Default: 1.
     *
     * @param value 1 to 1000
     * @return this
     * @throws IllegalArgumentException if it is out of its range
     */
    public Builder repetitions(int value) {
      if (value < 1 || value > 1000) {
        throw new IllegalArgumentException("repetitions is " + value + "; it must be 1 to 1000");
      }
      repetitions = value;
      return this;
    }

    /**
     * Sets what the run may cost, the evaluators' own calls included. It ends before a call that
     * might exceed it, where each call is expected to cost at most as much as the dearest so far;
     * the first calls of a run are made before anything is known. An unfinished run's rows, when it
     * is gone on with, count. Default: no limit.
     *
     * @param value an amount in the currency of the prices, more than 0
     * @return this
     * @throws IllegalArgumentException if it is not more than 0
     */
    public Builder budget(BigDecimal value) {
      if (value.signum() <= 0) {
        throw new IllegalArgumentException("the budget is " + value + "; it must be more than 0");
      }
      budget = value;
      return this;
    }

    /**
     * Sets when the run may end before the end of the dataset. Default: never.
     *
     * @param value the rule
     * @return this
     */
    public Builder endWhen(Settled value) {
      settled = Objects.requireNonNull(value, "settled");
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

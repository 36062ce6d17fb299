package io.fmops.chain;

import io.fmops.chain.spi.Journal;
import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a chain is run. By default: without a journal, deadline and limits, and with up to
 * {@value #DEFAULT_MAX_PARALLEL} steps at the same time. Immutable and thread-safe.
 *
 * <pre>{@code
 * RunOptions.journaled(journal, "order-17").deadline(Duration.ofMinutes(2)).maxTokens(50_000)
 * }</pre>
 */
public final class RunOptions {

  /** How many steps of a run go on at the same time unless {@link #maxParallel} says otherwise. */
  public static final int DEFAULT_MAX_PARALLEL = 8;

  private static final RunOptions DEFAULTS = new RunOptions();

  private @Nullable Journal journal;
  private @Nullable String runId;
  private @Nullable CallContext context;
  private @Nullable Duration deadline;
  private @Nullable CancelToken cancelToken;
  private @Nullable Executor executor;
  private @Nullable Long maxTokens;
  private @Nullable BigDecimal maxCost;
  private int maxParallel = DEFAULT_MAX_PARALLEL;
  private Map<String, String> metadata = Map.of();
  private List<ChainListener> listeners = List.of();

  private RunOptions() {}

  private RunOptions(RunOptions other) {
    journal = other.journal;
    runId = other.runId;
    context = other.context;
    deadline = other.deadline;
    cancelToken = other.cancelToken;
    executor = other.executor;
    maxTokens = other.maxTokens;
    maxCost = other.maxCost;
    maxParallel = other.maxParallel;
    metadata = other.metadata;
    listeners = other.listeners;
  }

  /**
   * The defaults.
   *
   * @return the options
   */
  public static RunOptions create() {
    return DEFAULTS;
  }

  /**
   * With a journal: a run of this id that is there is gone on with, else it begins.
   *
   * @param journal where the run is written down
   * @param runId names the run, as {@link Journal} says
   * @return the options
   * @throws IllegalArgumentException if the id is malformed
   */
  public static RunOptions journaled(Journal journal, String runId) {
    RunOptions options = new RunOptions();
    options.journal = Objects.requireNonNull(journal, "journal");
    options.runId = Journal.checkRunId(runId);
    return options;
  }

  /**
   * Names a run that has no journal. Default: a random id.
   *
   * @param id the id
   * @return new options
   * @throws IllegalArgumentException if the id is malformed
   * @throws IllegalStateException if there is a journal, in which the run has an id already
   */
  public RunOptions runId(String id) {
    if (journal != null) {
      throw new IllegalStateException("the run is named in its journal already");
    }
    RunOptions options = new RunOptions(this);
    options.runId = Journal.checkRunId(id);
    return options;
  }

  /**
   * Sets what surrounds all calls of the run: a deadline that holds already, a token, threads,
   * values of whoever is further out.
   *
   * @param value the context
   * @return new options
   */
  public RunOptions context(CallContext value) {
    RunOptions options = new RunOptions(this);
    options.context = Objects.requireNonNull(value, "context");
    return options;
  }

  /**
   * Limits the time of the run in this process, from its beginning. When it is up, running calls
   * are aborted and running functions interrupted.
   *
   * @param limit above zero
   * @return new options
   * @throws IllegalArgumentException if the limit is zero or less
   */
  public RunOptions deadline(Duration limit) {
    if (limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException("deadline is " + limit + "; it must be above zero");
    }
    RunOptions options = new RunOptions(this);
    options.deadline = limit;
    return options;
  }

  /**
   * Sets what cancels the run.
   *
   * @param token aborts running calls and interrupts running functions
   * @return new options
   */
  public RunOptions cancelToken(CancelToken token) {
    RunOptions options = new RunOptions(this);
    options.cancelToken = Objects.requireNonNull(token, "cancelToken");
    return options;
  }

  /**
   * Sets the threads for steps at the same time and for {@link Chain#start}. Default: those of the
   * context.
   *
   * @param value the executor; it may be small and may refuse, as the thread that runs the chain
   *     does the work itself then
   * @return new options
   */
  public RunOptions executor(Executor value) {
    RunOptions options = new RunOptions(this);
    options.executor = Objects.requireNonNull(value, "executor");
    return options;
  }

  /**
   * Limits the tokens of all model calls of the run together, those of an earlier process of the
   * same run included. A call is not made if what was used, the prompts under way and its own
   * prompt (estimated) are more; what a call answers is known only afterwards, so a run can end
   * above the limit.
   *
   * @param limit 1 or more
   * @return new options
   * @throws IllegalArgumentException if the limit is less than 1
   */
  public RunOptions maxTokens(long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("maxTokens is " + limit + "; it must be 1 or more");
    }
    RunOptions options = new RunOptions(this);
    options.maxTokens = limit;
    return options;
  }

  /**
   * Limits the money of all model calls of the run together, those of an earlier process of the
   * same run included, but not those of calls that failed. Calls under way count as much as the
   * dearest call so far, so the first ones at the same time can go beyond the limit. No call is
   * made once the limit is reached, or once a call was answered whose cost is not known: that takes
   * a {@link io.fmops.telemetry.Telemetry} layer with prices around each model.
   *
   * @param limit a decimal such as {@code 0.25}, above zero, in the price lists' currency
   * @return new options
   * @throws IllegalArgumentException if it is no such decimal
   */
  public RunOptions maxCost(String limit) {
    BigDecimal amount;
    try {
      amount = new BigDecimal(limit);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "maxCost is \"%s\"; expected a decimal such as 0.25".formatted(limit), e);
    }
    if (amount.signum() <= 0) {
      throw new IllegalArgumentException("maxCost is %s; it must be above zero".formatted(limit));
    }
    RunOptions options = new RunOptions(this);
    options.maxCost = amount;
    return options;
  }

  /**
   * Limits how many steps of the run go on at the same time, in all its parallel steps and maps
   * together. Default: {@value #DEFAULT_MAX_PARALLEL}.
   *
   * @param limit 1 or more; 1 runs everything on the one thread that runs the chain
   * @return new options
   * @throws IllegalArgumentException if the limit is less than 1
   */
  public RunOptions maxParallel(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("maxParallel is " + limit + "; it must be 1 or more");
    }
    RunOptions options = new RunOptions(this);
    options.maxParallel = limit;
    return options;
  }

  /**
   * Labels of every model call of the run, beside those of its own request, such as the tenant
   * whose budget it is. What a request says itself holds.
   *
   * @param labels the labels
   * @return new options
   */
  public RunOptions metadata(Map<String, String> labels) {
    RunOptions options = new RunOptions(this);
    options.metadata = Map.copyOf(labels);
    return options;
  }

  /**
   * Adds somebody who looks at the run, after those of the chain.
   *
   * @param listener looks
   * @return new options
   */
  public RunOptions listener(ChainListener listener) {
    RunOptions options = new RunOptions(this);
    List<ChainListener> all = new ArrayList<>(listeners);
    all.add(Objects.requireNonNull(listener, "listener"));
    options.listeners = List.copyOf(all);
    return options;
  }

  @Nullable
  Journal journal() {
    return journal;
  }

  @Nullable
  String givenId() {
    return runId;
  }

  @Nullable
  Long maxTokens() {
    return maxTokens;
  }

  @Nullable
  BigDecimal maxCost() {
    return maxCost;
  }

  Map<String, String> labels() {
    return metadata;
  }

  int maxParallel() {
    return maxParallel;
  }

  List<ChainListener> listeners() {
    return listeners;
  }

  /** All that surrounds the run's calls; a deadline counts from now. */
  CallContext callContext() {
    CallContext all = context == null ? CallContext.create() : context;
    all = deadline == null ? all : all.withDeadline(deadline);
    all = cancelToken == null ? all : all.withCancelToken(cancelToken);
    return executor == null ? all : all.withExecutor(executor);
  }
}

package io.fmops.spark;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.DatasetException;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.run.Candidate;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.EvaluationResult.Ending;
import io.fmops.eval.run.Plan;
import io.fmops.eval.run.RowTally;
import io.fmops.eval.run.RunListener;
import io.fmops.model.CancelledException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Runs an evaluation on Apache Spark: the executors call the models and score, and the driver sums
 * up the rows in their order, so that the figures are those of {@link io.fmops.eval.run.Evaluation}
 * to the last digit.
 *
 * <pre>{@code
 * EvaluationResult result =
 *     SparkEvaluation.builder()
 *         .spark(session)
 *         .dataset(SparkDataset.of("reviews", rows, Fields.of("text").withId("id").withReference("kind")))
 *         .setup(share -> {
 *           FoundationModel model = share.limited(Models.open("bedrock:amazon.nova-micro-v1:0"));
 *           return EvaluationParts.of(
 *               List.of(Candidate.of(model, prompt())), List.of(Evaluators.label(labels())));
 *         })
 *         .quota("bedrock:amazon.nova-micro-v1:0", ModelQuota.requestsPerMinute(2_000))
 *         .checkpoint("s3a://evaluations/reviews")
 *         .build()
 *         .run();
 * }</pre>
 *
 * <p>The driver reads the examples in waves, of which one is in its memory at a time, beside a few
 * numbers for each row. A wave's rows are written to the checkpoint as Parquet before the next one
 * begins. A run that was ended by anything goes on from its last whole wave when it is run again:
 * what is finished is not called again, and rows with an error are asked again, also those of a run
 * that has come to its end. Within a wave, Spark may run a task again (a lost executor,
 * speculation), which calls the models again; there is still one row for each cell. Immutable and
 * thread-safe; a second run of the same JVM to the same checkpoint at the same time is refused.
 */
public final class SparkEvaluation {

  private final SparkSession spark;
  private final Dataset dataset;
  private final EvaluationSetup setup;
  private final String checkpoint;
  private final Map<String, ModelQuota> quotas;
  private final int executors;
  private final int waveExamples;
  private final int tasks;
  private final int callsPerTask;
  private final int repetitions;
  private final @Nullable Path results;
  private final RunListener listener;
  private final boolean startOver;

  private SparkEvaluation(Builder builder) {
    spark = needed(builder.spark, "a Spark session");
    dataset = needed(builder.dataset, "a dataset");
    setup = needed(builder.setup, "a setup");
    checkpoint = needed(builder.checkpoint, "a checkpoint");
    quotas = Map.copyOf(builder.quotas);
    executors = builder.executors;
    waveExamples = builder.waveExamples;
    tasks = builder.tasks;
    callsPerTask = builder.callsPerTask;
    repetitions = builder.repetitions;
    results = builder.results;
    listener = builder.listener;
    startOver = builder.startOver;
    checkSerializable(setup);
  }

  private static <T> T needed(@Nullable T value, String what) {
    if (value == null) {
      throw new IllegalArgumentException("an evaluation over Spark needs " + what);
    }
    return value;
  }

  /** Said here, in words, and not by the first job. */
  private static void checkSerializable(EvaluationSetup setup) {
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(setup);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the setup cannot be sent to executors (%s); let it open models, prompts and evaluators inside, and refer to nothing outside that is not Serializable, such as the object around it"
              .formatted(e),
          e);
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
   * The rows of a checkpoint, as far as they are finished, one for each cell: {@code cell},
   * {@code index}, {@code repetition}, {@code example}, {@code candidate}, {@code error}, and the
   * whole row as JSON in {@code row}, which {@link io.fmops.eval.run.ResultRows#fromJson} reads.
   *
   * @param spark reads them
   * @param checkpoint the checkpoint's folder
   * @return the rows in no order; sorted by {@code cell}, they are in the dataset's
   * @throws UncheckedIOException if the folder cannot be read
   */
  public static org.apache.spark.sql.Dataset<Row> rows(SparkSession spark, String checkpoint) {
    try {
      String[] folders = Checkpoint.folders(spark.sparkContext().hadoopConfiguration(), checkpoint);
      return folders.length == 0
          ? spark.createDataFrame(List.of(), WaveTable.SCHEMA)
          : spark.read().schema(WaveTable.SCHEMA).parquet(folders);
    } catch (IOException e) {
      throw new UncheckedIOException("the checkpoint cannot be read: " + checkpoint, e);
    }
  }

  /**
   * Runs the evaluation and waits for its end.
   *
   * @return what was found out
   * @throws DatasetException if the dataset is wrong somewhere; nothing was called then
   * @throws IllegalArgumentException if the parts do not fit together, an evaluator may not score a
   *     candidate, or a quota cannot be divided or is not used by the setup
   * @throws IllegalStateException if the checkpoint is another evaluation's or is being written by
   *     this JVM, executors do not see its folder, a candidate can be called on some machines only,
   *     or a job failed; the waves so far are kept
   * @throws CancelledException if the thread is interrupted; the waves so far are kept
   * @throws UncheckedIOException if the checkpoint or the results cannot be written
   */
  public EvaluationResult run() {
    String run = UUID.randomUUID().toString().replace("-", "");
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    String tag = "fmops-" + run;
    Throwable reason = null;
    context.addJobTag(tag);
    try {
      refuseToWriteOverTheDataset();
      return run(context, new RunSpec(run, setup, shares(), List.of(), repetitions, 0));
    } catch (Exception e) {
      // Spark throws checked exceptions that its methods do not declare, that of interruptions,
      // too, and also while the dataset is read.
      RuntimeException failure = Failures.of(e, dataset.name(), checkpoint);
      reason = failure;
      throw failure;
    } catch (Error e) {
      reason = e;
      throw e;
    } finally {
      endJobs(context, tag, reason);
    }
  }

  /** Whatever fails here must not hide why the run has ended. */
  private static void endJobs(JavaSparkContext context, String tag, @Nullable Throwable reason) {
    try {
      if (reason != null && !context.sc().isStopped()) {
        context.cancelJobsWithTag(tag);
      }
      context.removeJobTag(tag);
    } catch (RuntimeException e) {
      if (reason == null) {
        throw e;
      }
      reason.addSuppressed(e);
    }
  }

  private EvaluationResult run(JavaSparkContext context, RunSpec spec) throws IOException {
    OpenParts open = OpenParts.enter(spec);
    try {
      EvaluationParts parts = open.parts();
      check(parts, open.unlimited());
      List<String> names = parts.candidates().stream().map(Candidate::name).toList();
      long examples = dataset.check();
      listener.started(dataset.name(), examples * names.size() * repetitions);
      Plan plan = new Plan(dataset, parts.candidates(), repetitions);
      RowTally tally = new RowTally(parts.candidates(), parts.evaluators());
      GivenUp givenUp = new GivenUp(names, open.runners(), checkpoint);
      waves(context, spec.checked(names, examples), plan, tally, givenUp);
      EvaluationResult result = new EvaluationResult(
          dataset.name(),
          examples,
          parts.prices().currency(),
          tally.results(),
          Ending.COMPLETE,
          Optional.of(plan.version()));
      listener.finished(result);
      return result;
    } finally {
      open.leave();
      open.close();
    }
  }

  private Map<String, ModelQuota> shares() {
    Map<String, ModelQuota> shares = new HashMap<>();
    if (!quotas.isEmpty()) {
      SparkConf conf = spark.sparkContext().getConf();
      int count = executors > 0
          ? executors
          : ExecutorCount.of(spark.sparkContext().master(), key -> conf.get(key, null));
      quotas.forEach((model, quota) -> shares.put(model, quota.share(model, count)));
    }
    return shares;
  }

  private static void check(EvaluationParts parts, Set<String> unlimited) {
    if (parts.candidates().isEmpty() || parts.evaluators().isEmpty()) {
      throw new IllegalArgumentException(
          "an evaluation needs at least one candidate and one evaluator; the setup gives %d and %d"
              .formatted(parts.candidates().size(), parts.evaluators().size()));
    }
    Set<String> names = new HashSet<>();
    for (Candidate candidate : parts.candidates()) {
      if (!names.add(candidate.name())) {
        throw new IllegalArgumentException(
            "two candidates are named \"%s\"; names must be unique".formatted(candidate.name()));
      }
      for (Evaluator evaluator : parts.evaluators()) {
        evaluator.check(candidate.model().id());
      }
    }
    if (!unlimited.isEmpty()) {
      throw new IllegalArgumentException(
          "the quotas of %s would not be kept, as the setup asks no limit for a model of that id; let it use share.limited(model)"
              .formatted(unlimited));
    }
  }

  private void waves(
      JavaSparkContext context, RunSpec spec, Plan plan, RowTally tally, GivenUp givenUp)
      throws IOException {
    try (Checkpoint rows = Checkpoint.open(
            context.hadoopConfiguration(), checkpoint, plan, spec.run(), waveExamples, startOver);
        ResultLines lines = results == null ? null : ResultLines.open(results)) {
      rows.checkShared(context);
      new SparkRun(spark, spec, rows, tally, givenUp, listener, lines, callsPerTask, tasks)
          .go(dataset);
      if (lines != null) {
        lines.finish();
      }
    }
  }

  private void refuseToWriteOverTheDataset() {
    if (results == null) {
      return;
    }
    if (dataset.isReadFrom(results)) {
      throw new IllegalArgumentException(
          "the results would be written over the dataset %s; name another file".formatted(results));
    }
    Set<Path> sources = dataset.sources();
    for (Path above = real(results).getParent(); above != null; above = above.getParent()) {
      for (Path source : sources) {
        if (Files.isDirectory(source) && above.equals(real(source))) {
          throw new IllegalArgumentException(
              "the results %s would be in a folder that the dataset is read from, %s, where Spark would take them for rows of it; name a file elsewhere"
                  .formatted(results, source));
        }
      }
    }
  }

  /** Without links, as far as it is there. */
  private static Path real(Path file) {
    Path path = file.toAbsolutePath().normalize();
    try {
      for (Path there = path; there != null; there = there.getParent()) {
        if (Files.exists(there)) {
          return there.toRealPath().resolve(there.relativize(path)).normalize();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be looked at", e);
    }
    return path;
  }

  /** Builds a {@link SparkEvaluation}. Not thread-safe. */
  public static final class Builder {
    private @Nullable SparkSession spark;
    private @Nullable Dataset dataset;
    private @Nullable EvaluationSetup setup;
    private @Nullable String checkpoint;
    private final Map<String, ModelQuota> quotas = new HashMap<>();
    private int executors;
    private int waveExamples = 1_000;
    private int tasks;
    private int callsPerTask = 8;
    private int repetitions = 1;
    private @Nullable Path results;
    private RunListener listener = RunListener.SILENT;
    private boolean startOver;

    private Builder() {}

    /**
     * Sets who does the work. Needed. The session is not stopped.
     *
     * @param value a session in this JVM, not one of Spark Connect
     * @return this
     */
    public Builder spark(SparkSession value) {
      spark = value;
      return this;
    }

    /**
     * Sets the dataset, such as {@link SparkDataset#of} or one in a file of the driver's. Needed.
     *
     * @param value the examples, read on the driver
     * @return this
     */
    public Builder dataset(Dataset value) {
      dataset = value;
      return this;
    }

    /**
     * Sets what opens candidates and evaluators on each executor. Needed.
     *
     * @param value the setup
     * @return this
     */
    public Builder setup(EvaluationSetup value) {
      setup = value;
      return this;
    }

    /**
     * Sets the folder of the rows, which driver and executors see alike: HDFS, an object store, a
     * folder that is mounted on every machine, or in local mode any folder. Needed.
     *
     * @param folder a path or URI, new or empty or of an earlier run
     * @return this
     * @throws IllegalArgumentException if it has characters of patterns
     */
    public Builder checkpoint(String folder) {
      checkpoint = Checkpoint.path(folder).toString();
      return this;
    }

    /**
     * Sets what all executors together may use of a model. Each gets an equal part of it; the setup
     * puts it around the model with {@link ExecutorShare#limited}. Default: no limits.
     *
     * @param model the model's id, as it is opened
     * @param quota the limits
     * @return this
     */
    public Builder quota(String model, ModelQuota quota) {
      quotas.put(Objects.requireNonNull(model, "model"), Objects.requireNonNull(quota, "quota"));
      return this;
    }

    /**
     * Sets how many executors divide the quotas. Default: 1 in local mode;
     * {@code spark.dynamicAllocation.maxExecutors} with dynamic allocation, and else
     * {@code spark.executor.instances}, except on a standalone cluster, which does not keep to
     * that: with quotas, the number is needed there.
     *
     * @param count at least 1; the most there will ever be
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder executors(int count) {
      executors = within("executors", count, 1, 1_000_000);
      return this;
    }

    /**
     * Sets how many examples are asked about before their rows are written, which is what a run
     * that is ended loses at most. A checkpoint keeps to the number that it began with. Default:
     * 1,000.
     *
     * @param count 1 to 100,000
     * @return this
     * @throws IllegalArgumentException if it is out of its range
     */
    public Builder waveExamples(int count) {
      waveExamples = within("waveExamples", count, 1, 100_000);
      return this;
    }

    /**
     * Sets how many tasks a wave is divided into. Default: two for each core that Spark has when
     * the wave begins; with dynamic allocation, say how many there should be.
     *
     * @param count 1 to 100,000
     * @return this
     * @throws IllegalArgumentException if it is out of its range
     */
    public Builder tasks(int count) {
      tasks = within("tasks", count, 1, 100_000);
      return this;
    }

    /**
     * Sets how many calls of a task may run at once. Default: 8.
     *
     * @param count 1 to 1024
     * @return this
     * @throws IllegalArgumentException if it is out of its range
     */
    public Builder callsPerTask(int count) {
      callsPerTask = within("callsPerTask", count, 1, 1024);
      return this;
    }

    /**
     * Sets how often each candidate is asked about each example. Default: 1.
     *
     * @param count 1 to 1000
     * @return this
     * @throws IllegalArgumentException if it is out of its range
     */
    public Builder repetitions(int count) {
      repetitions = within("repetitions", count, 1, 1000);
      return this;
    }

    /**
     * Sets a file on the driver for the result dataset: JSON Lines in the order of the dataset, as
     * a local run writes it. It is replaced when all rows are there. Default: none, as the rows are
     * in the checkpoint.
     *
     * @param file where to write; neither a file of the dataset nor in a folder with one of a
     *     {@link SparkDataset}
     * @return this
     */
    public Builder results(Path file) {
      results = file;
      return this;
    }

    /**
     * Sets who is told on the driver, row by row, when a wave has ended. Default: nobody.
     *
     * @param value the listener
     * @return this
     */
    public Builder listener(RunListener value) {
      listener = Objects.requireNonNull(value, "listener");
      return this;
    }

    /**
     * Drops the rows of the checkpoint instead of going on with them.
     *
     * @return this
     */
    public Builder startOver() {
      startOver = true;
      return this;
    }

    /**
     * Builds the evaluation.
     *
     * @return the evaluation, not yet run
     * @throws IllegalArgumentException if something needed is missing, or the setup cannot be sent
     *     to executors
     */
    public SparkEvaluation build() {
      return new SparkEvaluation(this);
    }

    private static int within(String what, int value, int low, int high) {
      if (value < low || value > high) {
        throw new IllegalArgumentException(
            "%s is %d; it must be %d to %d".formatted(what, value, low, high));
      }
      return value;
    }
  }
}

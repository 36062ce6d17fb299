package io.fmops.spark;

import static org.apache.spark.sql.functions.col;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import io.fmops.eval.run.RowTally;
import io.fmops.eval.run.RunListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The loop of one run, wave by wave: what is not in the checkpoint is asked and written there, and
 * then the wave's rows are summed up in their order. For one thread, the driver's.
 */
final class SparkRun {

  /** More rows than this are sorted by several tasks, and come to the driver in several parts. */
  private static final long ROWS_OF_ONE_TASK = 10_000;

  private final SparkSession spark;
  private final RunSpec spec;
  private final Checkpoint checkpoint;
  private final RowTally tally;
  private final GivenUp givenUp;
  private final RunListener listener;
  private final @Nullable ResultLines lines;
  private final int callsPerTask;
  private final int tasks;

  /** How many rows an example has. */
  private final int cells;

  private long done;

  SparkRun(
      SparkSession spark,
      RunSpec spec,
      Checkpoint checkpoint,
      RowTally tally,
      GivenUp givenUp,
      RunListener listener,
      @Nullable ResultLines lines,
      int callsPerTask,
      int tasks) {
    this.spark = spark;
    this.spec = spec;
    this.checkpoint = checkpoint;
    this.tally = tally;
    this.givenUp = givenUp;
    this.listener = listener;
    this.lines = lines;
    this.callsPerTask = callsPerTask;
    this.tasks = tasks;
    cells = spec.repetitions() * spec.candidates().size();
  }

  /** The examples of a wave, with the position of the first one. */
  private record Wave(long number, long first, List<Example> examples) {}

  void go(Dataset dataset) throws IOException {
    try (Stream<Example> stream = dataset.examples()) {
      Iterator<Example> examples = stream.iterator();
      long first = 0;
      for (long number = 0; examples.hasNext(); number++) {
        List<Example> some = new ArrayList<>();
        while (some.size() < checkpoint.waveExamples() && examples.hasNext()) {
          some.add(examples.next());
        }
        Wave wave = new Wave(number, first, some);
        ask(wave);
        sumUp(wave);
        givenUp.check();
        first += some.size();
      }
    }
  }

  /** Has the cells asked that no earlier run finished. */
  private void ask(Wave wave) throws IOException {
    Optional<String> before = checkpoint.find(wave.number());
    BitSet finished = before.isEmpty() ? new BitSet() : finished(wave, before.get());
    List<byte[]> questions = new ArrayList<>();
    for (int i = 0; i < wave.examples().size(); i++) {
      int base = i * cells;
      List<Integer> open = IntStream.range(0, cells)
          .filter(cell -> !finished.get(base + cell))
          .boxed()
          .toList();
      if (!open.isEmpty()) {
        questions.add(new Question(wave.first() + i, open, wave.examples().get(i)).toBytes());
      }
    }
    if (questions.isEmpty()) {
      return;
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int slices = tasks > 0 ? tasks : 2 * context.defaultParallelism();
    JavaRDD<Row> asked = context
        .parallelize(questions, Math.max(1, Math.min(slices, questions.size())))
        .mapPartitions(new AskTask(spec, callsPerTask));
    org.apache.spark.sql.Dataset<Row> rows = spark.createDataFrame(asked, WaveTable.SCHEMA);
    if (before.isPresent()) {
      rows = read(before.get()).filter(col(WaveTable.ERROR).isNull()).union(rows);
    }
    String folder = checkpoint.begin(wave.number());
    rows.write().mode(SaveMode.Overwrite).parquet(folder);
    count(wave, folder);
    checkpoint.finish(wave.number());
  }

  /** A folder counts only with all of its rows, whatever the writing job said. */
  private void count(Wave wave, String folder) {
    long expected = (long) wave.examples().size() * cells;
    long found = read(folder).count();
    if (found != expected) {
      throw new IllegalStateException(
          "%s has %,d rows after its wave, where %,d should be, and does not count; see that driver and executors see the same folder under this name and that nobody else writes there, and run it again: the waves before it are kept"
              .formatted(folder, found, expected));
    }
  }

  /** The cells that have a row without an error, counted from the wave's first. */
  private BitSet finished(Wave wave, String folder) {
    BitSet finished = new BitSet();
    Iterator<Row> rows = read(folder)
        .filter(col(WaveTable.ERROR).isNull())
        .select(col(WaveTable.CELL))
        .toLocalIterator();
    long first = wave.first() * cells;
    long end = first + (long) wave.examples().size() * cells;
    while (rows.hasNext()) {
      long cell = rows.next().getLong(0);
      // Found here, before the others are asked and paid for, and not when all are counted.
      if (cell < first || cell >= end || finished.get(Math.toIntExact(cell - first))) {
        throw broken(folder, "row %,d is there twice or of another wave".formatted(cell));
      }
      finished.set(Math.toIntExact(cell - first));
    }
    return finished;
  }

  private void sumUp(Wave wave) throws IOException {
    String folder = checkpoint.find(wave.number()).orElseThrow();
    long cell = wave.first() * cells;
    long end = cell + (long) wave.examples().size() * cells;
    org.apache.spark.sql.Dataset<Row> found =
        read(folder).select(col(WaveTable.CELL), col(WaveTable.ROW));
    Iterator<Row> rows = (end - cell > ROWS_OF_ONE_TASK ? found : found.coalesce(1))
        .sort(col(WaveTable.CELL))
        .toLocalIterator();
    while (rows.hasNext()) {
      Row next = rows.next();
      if (next.getLong(0) != cell || cell == end) {
        throw broken(
            folder, "row %,d is there where row %,d should be".formatted(next.getLong(0), cell));
      }
      String json = next.getString(1);
      ResultRow row = ResultRows.fromJson(json);
      tally.add(row);
      givenUp.see(row);
      if (lines != null) {
        lines.write(json);
      }
      listener.row(row, ++done);
      cell++;
    }
    if (cell != end) {
      throw broken(folder, "its last %,d rows are missing".formatted(end - cell));
    }
  }

  private static IllegalStateException broken(String folder, String what) {
    return new IllegalStateException(
        "%s is broken, as %s; delete the folder, and its rows are asked again"
            .formatted(folder, what));
  }

  private org.apache.spark.sql.Dataset<Row> read(String folder) {
    return spark.read().schema(WaveTable.SCHEMA).parquet(folder);
  }
}

package io.fmops.eval.store;

import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.ResultRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/**
 * Keeps runs, so that any two can be compared and a measure be followed over time. Runs are only
 * added, never changed. What was added is there after a crash; what was not wholly added is not
 * there at all. Implementations are thread-safe.
 */
public interface ResultStore {

  /**
   * A store of files: a folder, with a folder a run that has {@code run.json} and
   * {@code rows.jsonl}. Several processes may use it at once, on one machine or over a shared file
   * system that renames atomically. A process that is killed while it adds leaves a folder behind
   * whose name begins with {@code .unfinished-}; nobody looks at it, and it may be deleted.
   *
   * @param folder where; made if it is not there
   * @return the store
   */
  static ResultStore folder(Path folder) {
    return new FolderResultStore(folder);
  }

  /**
   * Adds a run.
   *
   * @param result what it found out
   * @param rows its result dataset, which is copied
   * @param labels what is to be known of it, such as a commit; may be empty
   * @return what is kept, with its id
   * @throws IllegalArgumentException if a line of the rows is no row; it names file and line
   * @throws java.io.UncheckedIOException if the rows cannot be read or the run cannot be written
   */
  StoredRun add(EvaluationResult result, Path rows, Map<String, String> labels);

  /**
   * All runs. One that is damaged is left out, and a warning in the log says which.
   *
   * @return the runs, the oldest first
   * @throws java.io.UncheckedIOException if the store cannot be read
   */
  List<StoredRun> runs();

  /**
   * All runs over a dataset.
   *
   * @param dataset the dataset's name
   * @return the runs, the oldest first
   * @throws java.io.UncheckedIOException if the store cannot be read
   */
  default List<StoredRun> runs(String dataset) {
    return runs().stream().filter(run -> run.dataset().equals(dataset)).toList();
  }

  /**
   * One run.
   *
   * @param id its id
   * @return the run
   * @throws NoSuchElementException if there is none of that id
   * @throws java.io.UncheckedIOException if it cannot be read or is damaged
   */
  StoredRun run(String id);

  /**
   * The rows of a run, one at a time.
   *
   * @param id the run's id
   * @return the rows in the order of the dataset; close the stream
   * @throws NoSuchElementException if there is none of that id
   * @throws java.io.UncheckedIOException here or while reading, if they cannot be read
   */
  Stream<ResultRow> rows(String id);

  /**
   * How a measure went over the runs of a dataset.
   *
   * @param dataset the dataset's name
   * @param candidate the candidate's name
   * @param measure the measure's name, such as {@code accuracy}
   * @return a point for each run that has it, the oldest first
   */
  default List<TrendPoint> trend(String dataset, String candidate, String measure) {
    return runs(dataset).stream()
        .flatMap(run -> run.candidates().stream()
            .filter(summary -> summary.name().equals(candidate))
            .filter(summary -> summary.measures().containsKey(measure))
            .map(summary -> new TrendPoint(
                run.id(), run.at(), run.version(), summary.measures().get(measure))))
        .toList();
  }

  /**
   * Compares what two runs scored, example by example.
   *
   * @param before the earlier run's id
   * @param after the later run's id
   * @param what which candidates and which score
   * @return the comparison
   * @throws NoSuchElementException if a run is not there
   * @throws IllegalArgumentException if they have no example with that score in common
   */
  default RunComparison compare(String before, String after, Compared what) {
    return RunComparison.of(() -> rows(before), () -> rows(after), what);
  }
}

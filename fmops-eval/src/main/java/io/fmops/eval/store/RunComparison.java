package io.fmops.eval.store;

import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import io.fmops.eval.stats.Bootstrap;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.PairedTest;
import io.fmops.eval.stats.Significance;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Two runs side by side: what the later one fixed, what it broke, and whether that is more than
 * chance. Repetitions of an example are averaged first. Immutable and thread-safe.
 *
 * @param what which candidates and which score
 * @param counts how many examples there are of each {@link Change}
 * @param difference the mean of the later scores less the earlier ones, over the examples that have
 *     both and did not change themselves, with its 95 % interval
 * @param significance whether such a difference is to be expected between runs that are alike
 * @param changes the examples that were fixed, broken, lost or gained, in the order of the earlier
 *     run, those only in the later one last
 */
public record RunComparison(
    Compared what,
    Map<Change, Long> counts,
    Estimate difference,
    Significance significance,
    List<ExampleChange> changes) {

  /** What became of an example. */
  public enum Change {
    /** Its score rose by more than the tolerance; a wrong answer became right. */
    FIXED,
    /** Its score fell by more than the tolerance; a right answer became wrong. */
    BROKEN,
    /** Its score moved by no more than the tolerance. */
    UNCHANGED,
    /** It had a score and has none: its answer failed, could not be scored, or is not there. */
    LOST,
    /** It has a score and had none. */
    GAINED,
    /** Its fields or references are not what they were, so that its scores say nothing together. */
    DIFFERENT_EXAMPLE
  }

  /**
   * One example in both runs.
   *
   * @param example the example's id
   * @param change what became of it
   * @param before the earlier score, NaN if there was none
   * @param after the later score, NaN if there is none
   * @param outputBefore the earlier answer of the first repetition, or its error; empty if neither
   * @param outputAfter the later answer, or its error
   */
  public record ExampleChange(
      String example,
      Change change,
      double before,
      double after,
      String outputBefore,
      String outputAfter) {}

  /** Copies the collections. */
  public RunComparison {
    Objects.requireNonNull(what, "what");
    counts = Map.copyOf(counts);
    changes = List.copyOf(changes);
  }

  /**
   * Compares two result datasets. Both are read twice, and memory grows by a few numbers an example
   * and by the answers that changed.
   *
   * @param before the earlier rows, of which a new stream is given each time
   * @param after the later rows
   * @param what which candidates and which score
   * @return the comparison
   * @throws IllegalArgumentException if they have no example with that score in common; it says
   *     which candidates and scores there are
   */
  public static RunComparison of(
      Supplier<Stream<ResultRow>> before, Supplier<Stream<ResultRow>> after, Compared what) {
    return new Comparer(before, after, what).compare();
  }

  /**
   * Compares two files of results.
   *
   * @param before the earlier result dataset
   * @param after the later result dataset
   * @param what which candidates and which score
   * @return the comparison
   * @throws IllegalArgumentException if they have no example with that score in common
   */
  public static RunComparison of(Path before, Path after, Compared what) {
    return of(() -> ResultRows.read(before), () -> ResultRows.read(after), what);
  }

  static RunComparison of(
      Compared what,
      Map<Change, Long> counts,
      double[] before,
      double[] after,
      List<ExampleChange> changes) {
    return new RunComparison(
        what,
        counts,
        Bootstrap.DEFAULT.pairedDifference(after, before),
        PairedTest.DEFAULT.compare(after, before),
        changes);
  }

  /**
   * How many examples became so.
   *
   * @param change what became of them
   * @return the count
   */
  public long count(Change change) {
    return counts.getOrDefault(change, 0L);
  }
}

package io.fmops.eval.run;

/**
 * Is told how a run goes on. Called by one thread at a time, between rows, so it should be quick;
 * an exception ends the run.
 */
public interface RunListener {

  /** Tells nobody. */
  RunListener SILENT = new RunListener() {};

  /**
   * The dataset was checked; the calls begin.
   *
   * @param dataset the dataset's name
   * @param rows how many rows there will be
   */
  default void started(String dataset, long rows) {}

  /**
   * One more row is written.
   *
   * @param row the row
   * @param done how many rows there are now
   */
  default void row(ResultRow row, long done) {}

  /**
   * All rows are written.
   *
   * @param result what the run found out
   */
  default void finished(EvaluationResult result) {}
}

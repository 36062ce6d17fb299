package io.fmops.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** What an executor has to know of a run. */
final class RunSpec implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String run;
  private final EvaluationSetup setup;

  @SuppressWarnings("serial") // as copied by Map.copyOf
  private final Map<String, ModelQuota> shares;

  @SuppressWarnings("serial") // as copied by List.copyOf
  private final List<String> candidates;

  private final int repetitions;
  private final long examples;

  /**
   * The task's side of a run.
   *
   * @param run names the run among all others
   * @param candidates the names that the driver found; empty if it has not looked yet
   * @param examples how many there are; 0 if the driver has not looked yet
   */
  RunSpec(
      String run,
      EvaluationSetup setup,
      Map<String, ModelQuota> shares,
      List<String> candidates,
      int repetitions,
      long examples) {
    this.run = run;
    this.setup = setup;
    this.shares = Map.copyOf(shares);
    this.candidates = List.copyOf(candidates);
    this.repetitions = repetitions;
    this.examples = examples;
  }

  RunSpec checked(List<String> names, long count) {
    return new RunSpec(run, setup, shares, names, repetitions, count);
  }

  String run() {
    return run;
  }

  EvaluationSetup setup() {
    return setup;
  }

  Map<String, ModelQuota> shares() {
    return shares;
  }

  List<String> candidates() {
    return candidates;
  }

  int repetitions() {
    return repetitions;
  }

  long examples() {
    return examples;
  }

  /** The number of a row's cell: by example, then by repetition, then by candidate. */
  static long cell(long index, int repetition, int candidate, int repetitions, int candidates) {
    return (index * repetitions + repetition) * candidates + candidate;
  }
}

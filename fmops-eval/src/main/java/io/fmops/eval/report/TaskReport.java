package io.fmops.eval.report;

import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.select.Choice;
import java.nio.file.Path;
import java.util.Objects;

/**
 * One task of a report: a run, the choice made from it, and its rows. Immutable and thread-safe.
 *
 * @param name names the task for readers, such as {@code Ticket triage}
 * @param result what the run found out
 * @param choice which candidate was chosen and why
 * @param rows the result dataset that the run wrote: JSON Lines, a row for each pair of example and
 *     candidate
 */
public record TaskReport(String name, EvaluationResult result, Choice choice, Path rows) {

  /** Checks that nothing is null. */
  public TaskReport {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(result, "result");
    Objects.requireNonNull(choice, "choice");
    Objects.requireNonNull(rows, "rows");
  }
}

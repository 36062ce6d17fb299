package io.fmops.eval.gate;

import java.util.Objects;

/**
 * An example that the candidate answers better or worse than the baseline. Immutable and
 * thread-safe. The texts are as hostile as all that models and datasets say.
 *
 * @param id the example's id, or its position in the dataset, from 0, where ids are not known
 * @param before the baseline's score
 * @param after the candidate's score
 * @param input the example's first field, shortened; empty if the rows are not in a file
 * @param outputBefore the baseline's answer or error, shortened; empty if it is not in a file
 * @param outputAfter the candidate's answer or error, shortened; empty if it is not in a file
 */
public record ExampleChange(
    String id, double before, double after, String input, String outputBefore, String outputAfter) {

  /** Checks that nothing is null. */
  public ExampleChange {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(outputBefore, "outputBefore");
    Objects.requireNonNull(outputAfter, "outputAfter");
  }
}

package io.fmops.eval.judge;

import io.fmops.eval.dataset.Example;
import io.fmops.model.ModelId;
import java.util.Objects;
import java.util.Optional;

/**
 * An answer that people have graded, to calibrate a judge with. Immutable and thread-safe.
 *
 * @param example what was asked
 * @param answer what was answered
 * @param grade people's grade, on the scale of the judge's rubric; the mean of several people's
 * @param writer the model that wrote it, if it is known
 */
public record RatedAnswer(Example example, String answer, double grade, Optional<ModelId> writer) {

  /**
   * Checks the grade.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public RatedAnswer {
    Objects.requireNonNull(example, "example");
    Objects.requireNonNull(answer, "answer");
    Objects.requireNonNull(writer, "writer");
    if (!Double.isFinite(grade)) {
      throw new IllegalArgumentException(
          "people's grade of example %s is %s; it must be finite".formatted(example.id(), grade));
    }
  }
}

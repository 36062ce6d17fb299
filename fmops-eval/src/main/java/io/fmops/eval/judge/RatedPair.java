package io.fmops.eval.judge;

import io.fmops.eval.dataset.Example;
import io.fmops.model.ModelId;
import java.util.Objects;
import java.util.Optional;

/**
 * Two answers that people have compared, to calibrate a judge with. Which of them is the first
 * should be chance. Immutable and thread-safe.
 *
 * @param example what was asked
 * @param first one answer
 * @param second another one
 * @param people how the first did against the second, said people
 * @param firstWriter the model that wrote the first, if it is known
 * @param secondWriter the model that wrote the second, if it is known
 */
public record RatedPair(
    Example example,
    String first,
    String second,
    PairOutcome people,
    Optional<ModelId> firstWriter,
    Optional<ModelId> secondWriter) {

  /** Checks that nothing is null. */
  public RatedPair {
    Objects.requireNonNull(example, "example");
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(second, "second");
    Objects.requireNonNull(people, "people");
    Objects.requireNonNull(firstWriter, "firstWriter");
    Objects.requireNonNull(secondWriter, "secondWriter");
  }
}

package io.fmops.prompt;

import io.fmops.prompt.internal.Checked;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A label's step from one version of a prompt to another: a wish when it is given to a store, and
 * history when it comes from one. Immutable and thread-safe.
 *
 * @param name the prompt's name
 * @param label such as {@code production}
 * @param from the version that the label was at; empty if there was no such label
 * @param to the version that it went to; empty if it was taken away
 * @param change who moved it, when, and why
 */
public record LabelMove(
    String name, String label, OptionalInt from, OptionalInt to, Change change) {

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if both ends are the same, or a number is below 1
   */
  public LabelMove {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(change, "change");
    from.ifPresent(Checked::versionNumber);
    to.ifPresent(Checked::versionNumber);
    if (from.equals(to)) {
      throw new IllegalArgumentException(
          from.isPresent()
              ? "label %s of %s is to move from version %d to itself"
                  .formatted(label, name, to.getAsInt())
              : "label %s of %s is to move from nowhere to nowhere".formatted(label, name));
    }
  }
}

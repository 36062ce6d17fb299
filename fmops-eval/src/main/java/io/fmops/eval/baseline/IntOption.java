package io.fmops.eval.baseline;

import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;

/** A whole number that a model takes in its id. Immutable. */
record IntOption(String name, int least, int most, int standard, String meaning) {

  /** The value in the id, or the default. */
  int of(ModelId id) {
    String text = id.options().get(name);
    if (text == null) {
      return standard;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, together with numbers out of range.
    }
    throw new ModelNotFoundException("option %s in \"%s\" must be a whole number from %d to %d"
        .formatted(name, id, least, most));
  }

  @Override
  public String toString() {
    return "%s=%d (%s, %d to %d)".formatted(name, standard, meaning, least, most);
  }
}

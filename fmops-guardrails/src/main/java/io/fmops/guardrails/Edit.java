package io.fmops.guardrails;

import java.util.Comparator;

/**
 * A part of a text that does not leave as it is. Immutable.
 *
 * @param start where it begins
 * @param end where it ends
 * @param category of the finding behind it
 * @param action replaces or redacts
 */
record Edit(int start, int end, String category, Action action) {

  private static final Comparator<Edit> STRENGTH = Comparator.comparingInt(
          (Edit edit) -> edit.action.strength())
      .thenComparing(Edit::category)
      .thenComparing(edit -> edit.action.toString());

  /** One edit over both parts, doing the stronger of the two things; the same in any order. */
  Edit merge(Edit other) {
    Edit stronger = STRENGTH.compare(this, other) < 0 ? other : this;
    return new Edit(
        Math.min(start, other.start), Math.max(end, other.end), stronger.category, stronger.action);
  }
}

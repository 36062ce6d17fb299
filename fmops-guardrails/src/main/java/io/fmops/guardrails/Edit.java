package io.fmops.guardrails;

/**
 * A part of a text that does not leave as it is. Immutable.
 *
 * @param start where it begins
 * @param end where it ends
 * @param category of the finding behind it
 * @param action replaces or redacts
 */
record Edit(int start, int end, String category, Action action) {

  /** One edit over both parts, doing the stronger of the two things. */
  Edit merge(Edit other) {
    Edit stronger = other.action.strength() > action.strength() ? other : this;
    return new Edit(
        Math.min(start, other.start), Math.max(end, other.end), stronger.category, stronger.action);
  }
}

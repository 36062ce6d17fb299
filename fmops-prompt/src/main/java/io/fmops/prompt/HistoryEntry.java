package io.fmops.prompt;

import java.util.Objects;

/** Something that happened to a prompt. Immutable and thread-safe. */
public sealed interface HistoryEntry {

  /**
   * Who did it, when, and why.
   *
   * @return the change
   */
  Change change();

  /**
   * A version was added.
   *
   * @param version the version
   */
  record VersionAdded(VersionInfo version) implements HistoryEntry {

    /** Checks that nothing is null. */
    public VersionAdded {
      Objects.requireNonNull(version, "version");
    }

    @Override
    public Change change() {
      return version.change();
    }
  }

  /**
   * A label was made, moved or taken away.
   *
   * @param move from where to where
   */
  record LabelMoved(LabelMove move) implements HistoryEntry {

    /** Checks that nothing is null. */
    public LabelMoved {
      Objects.requireNonNull(move, "move");
    }

    @Override
    public Change change() {
      return move.change();
    }
  }
}

package io.fmops.prompt.internal.folder;

import io.fmops.prompt.Change;
import java.nio.file.Path;
import java.util.List;

/** Keeps the history of a folder beside its own logs. Thread-safe. */
interface History extends AutoCloseable {

  /** Keeps none. */
  History NONE = new History() {
    @Override
    public void record(List<Path> files, Room room, Change change, String subject) {}

    @Override
    public void close() {}
  };

  /**
   * Keeps a change that has been made, and is kept in the folder whatever becomes of this.
   *
   * @param files which files have been written
   * @param room whose versions are kept as well, if an earlier process left them out
   * @param change who wrote them, when, and why
   * @param subject what it was about, such as {@code greeting@3}
   */
  void record(List<Path> files, Room room, Change change, String subject);

  @Override
  void close();
}

package io.fmops.eval.run;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What a run writes: its journal, and the result dataset in the dataset's order, which stands under
 * another name until it is whole.
 */
final class RunFiles implements AutoCloseable {

  private final Path results;
  private final Path unfinished;
  private final Journal journal;
  private final RandomAccessFile out;
  private final RowWriter writer;

  private final String version;

  private RunFiles(
      Path results, Path unfinished, Journal journal, RandomAccessFile out, String version) {
    this.version = version;
    this.results = results;
    this.unfinished = unfinished;
    this.journal = journal;
    this.out = out;
    this.writer = new RowWriter(out);
  }

  static RunFiles open(Path results, Plan plan, boolean startOver, Spending spending)
      throws IOException {
    Path folder = results.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Journal journal = Journal.open(journalOf(results), plan, startOver, spending);
    Path unfinished = beside(results, ".unfinished");
    try {
      RandomAccessFile out = new RandomAccessFile(unfinished.toFile(), "rw");
      out.setLength(0);
      return new RunFiles(results, unfinished, journal, out, plan.version());
    } catch (IOException e) {
      journal.close();
      throw e;
    }
  }

  static Path journalOf(Path results) {
    return beside(results, ".journal");
  }

  /** The file of an unfinished run, beside the results. */
  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /** The dataset's version by content. */
  String version() {
    return version;
  }

  Journal journal() {
    return journal;
  }

  void write(ResultRow row) throws IOException {
    writer.write(RowJson.write(row));
  }

  /**
   * Puts the rows where they belong.
   *
   * @param whole whether no later run will go on from here
   */
  void finish(boolean whole) throws IOException {
    writer.force();
    out.close();
    try {
      Files.move(unfinished, results, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(unfinished, results, StandardCopyOption.REPLACE_EXISTING);
    }
    if (whole) {
      journal.delete();
    }
  }

  @Override
  public void close() throws IOException {
    try (RandomAccessFile closed = out) {
      journal.close();
    }
    // Its rows are in the journal; after a finish it is not there any more.
    Files.deleteIfExists(unfinished);
  }
}

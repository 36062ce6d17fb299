package io.fmops.spark;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The result dataset on the driver's disk, under another name until it is whole. */
final class ResultLines implements AutoCloseable {

  private final Path file;
  private final Path unfinished;
  private final FileOutputStream bytes;
  private final BufferedOutputStream out;

  private ResultLines(Path file, Path unfinished) throws IOException {
    this.file = file;
    this.unfinished = unfinished;
    bytes = new FileOutputStream(unfinished.toFile());
    out = new BufferedOutputStream(bytes, 1 << 16);
  }

  static ResultLines open(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return new ResultLines(file, file.resolveSibling(file.getFileName() + ".unfinished"));
  }

  void write(String row) throws IOException {
    out.write(row.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  /** All rows are written: the file takes its name. */
  void finish() throws IOException {
    out.flush();
    bytes.getFD().sync();
    out.close();
    try {
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public void close() throws IOException {
    // Not the buffer, whose flush may be what failed.
    bytes.close();
    Files.deleteIfExists(unfinished);
  }
}

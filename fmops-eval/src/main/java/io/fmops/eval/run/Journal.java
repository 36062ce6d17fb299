package io.fmops.eval.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a run in the order in which they were finished, each written before anything else is
 * done with it. A run that was ended by anything finds them here and does not ask for them again.
 * The first line says of which evaluation they are.
 *
 * <p>Only rows without an error count as finished: what failed is asked again by the next run. What
 * all of them cost is spent, whether they count or not. {@link #append} is thread-safe, and nothing
 * else is.
 */
final class Journal implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Journal.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * The journals that this JVM writes. A lock of a file keeps other processes out, but a second
   * opening in its own process does not only not wait for it: closing that one gives the lock away.
   */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final Path key;
  private final RandomAccessFile out;
  private final RowWriter writer;
  private final Spending spending;
  private final ReentrantLock appending = new ReentrantLock();

  /** Where the row of a cell stands; empty cells have the length 0. */
  private long[] offsets = new long[64];

  private int[] lengths = new int[64];

  private boolean unwritable;
  private boolean closed;

  private Journal(Path file, Path key, RandomAccessFile out, Spending spending) {
    this.file = file;
    this.key = key;
    this.out = out;
    this.spending = spending;
    this.writer = new RowWriter(out);
  }

  /**
   * Opens the journal of a run that was not finished, or begins one.
   *
   * @throws IllegalStateException if another run is writing it, or it is another evaluation's
   */
  static Journal open(Path file, Plan plan, boolean startOver, Spending spending)
      throws IOException {
    Path key = key(file);
    if (!OPEN.add(key)) {
      throw busy(file);
    }
    try {
      RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw");
      try {
        // The channel has the lock and is as long there as the file is open.
        if (out.getChannel().tryLock() == null) {
          throw busy(file);
        }
        if (startOver) {
          out.setLength(0);
        }
        Journal journal = new Journal(file, key, out, spending);
        journal.begin(plan);
        return journal;
      } catch (IOException | RuntimeException e) {
        out.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      OPEN.remove(key);
      throw e;
    }
  }

  /** One name for a file, whatever it is called; its folder is there, the file may not be. */
  private static Path key(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    return folder == null
        ? absolute
        : folder.toRealPath().resolve(String.valueOf(absolute.getFileName()));
  }

  private static IllegalStateException busy(Path file) {
    return new IllegalStateException(
        "%s is being written by another run; wait for its end, or name other results"
            .formatted(file));
  }

  private void begin(Plan plan) throws IOException {
    long end = 0;
    boolean header = true;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    InputStream bytes = new BufferedInputStream(notToBeClosed(), 1 << 16);
    for (int b = bytes.read(); b >= 0; b = bytes.read()) {
      if (b != '\n') {
        line.write(b);
        continue;
      }
      String text = line.toString(StandardCharsets.UTF_8);
      if (header) {
        checkHeader(text, plan);
        header = false;
      } else if (!take(text, plan, end, line.size())) {
        break;
      }
      end += line.size() + 1L;
      line.reset();
    }
    if (end < out.length()) {
      log.warn(
          "{}: the last {} bytes are no whole row, which a kill leaves behind; they are dropped",
          file,
          out.length() - end);
      out.setLength(end);
    }
    out.seek(end);
    if (header) {
      writer.write(plan.header());
      writer.force();
    }
  }

  /** Another opening of the file would give the lock away when it is closed. */
  private InputStream notToBeClosed() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return out.read();
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return out.read(buffer, offset, length);
      }
    };
  }

  private void checkHeader(String line, Plan plan) throws IOException {
    JsonNode header;
    try {
      header = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "%s is no journal of an evaluation; delete it, or name other results".formatted(file), e);
    }
    Optional<String> difference = plan.difference(header);
    if (difference.isPresent()) {
      throw new IllegalStateException(
          "%s has the rows of a run that was not finished, but of another evaluation: %s. Run that one to its end, start over, or name other results"
              .formatted(file, difference.get()));
    }
  }

  /** Whether the line is a row; if not, the file ends here. */
  private boolean take(String line, Plan plan, long offset, int length) {
    ResultRow row;
    long cell;
    try {
      row = RowJson.read(line);
      cell = plan.cell(row);
    } catch (IllegalArgumentException e) {
      log.warn("{}: {}", file, e.getMessage());
      return false;
    }
    boolean priced = spending.add(row);
    if (row.error().isEmpty() && priced) {
      int index = Math.toIntExact(cell);
      if (index >= lengths.length) {
        int size = Math.max(index + 1, 2 * lengths.length);
        offsets = Arrays.copyOf(offsets, size);
        lengths = Arrays.copyOf(lengths, size);
      }
      offsets[index] = offset;
      lengths[index] = length;
    }
    return true;
  }

  /** A cell that an earlier run finished; null if none did. */
  @Nullable
  ResultRow find(long cell) throws IOException {
    if (cell >= lengths.length || lengths[(int) cell] == 0) {
      return null;
    }
    byte[] line = new byte[lengths[(int) cell]];
    appending.lock();
    try {
      long end = out.getFilePointer();
      out.seek(offsets[(int) cell]);
      out.readFully(line);
      out.seek(end);
    } finally {
      appending.unlock();
    }
    return RowJson.read(new String(line, StandardCharsets.UTF_8));
  }

  void append(ResultRow row) throws IOException {
    String line = RowJson.write(row);
    appending.lock();
    try {
      if (unwritable) {
        throw new IOException(file + " could not be written before, so nothing is added to it");
      }
      long end = out.getFilePointer();
      try {
        writer.write(line);
      } catch (IOException e) {
        // Half a row, and rows behind it, would be lost to the next run.
        unwritable = true;
        out.setLength(end);
        throw e;
      }
    } finally {
      appending.unlock();
    }
  }

  /** The results are where they belong, so the journal has done its work. */
  void delete() throws IOException {
    try {
      // While it is still locked, if the system lets an open file be deleted.
      Files.deleteIfExists(file);
      close();
    } catch (FileSystemException e) {
      close();
      Files.deleteIfExists(file);
    }
  }

  @Override
  public void close() throws IOException {
    appending.lock();
    if (closed) {
      // Another run may have opened it since.
      appending.unlock();
      return;
    }
    closed = true;
    try (RandomAccessFile written = out) {
      if (written.getChannel().isOpen()) {
        writer.force();
      }
    } finally {
      OPEN.remove(key);
      appending.unlock();
    }
  }
}

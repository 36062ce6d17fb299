package io.fmops.eval.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a run in the order in which they were finished, each written before anything else is
 * done with it. A run that was ended by anything finds them here and does not ask for them again.
 * The first line says of which evaluation they are.
 *
 * <p>Only rows without an error count as finished: what failed is asked again by the next run.
 * {@link #append} is thread-safe, and nothing else is.
 */
final class Journal implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Journal.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path file;
  private final RandomAccessFile out;
  private final RowWriter writer;
  private final ReentrantLock appending = new ReentrantLock();

  /** Where the row of a cell stands; empty cells have the length 0. */
  private long[] offsets = new long[64];

  private int[] lengths = new int[64];
  private long finished;

  private @Nullable RandomAccessFile in;

  private Journal(Path file, RandomAccessFile out) {
    this.file = file;
    this.out = out;
    this.writer = new RowWriter(out);
  }

  /**
   * Opens the journal of a run that was not finished, or begins one.
   *
   * @throws IllegalStateException if another run is writing it, or it is another evaluation's
   */
  static Journal open(Path file, Plan plan, boolean startOver) throws IOException {
    RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw");
    try {
      lock(out, file);
      if (startOver) {
        out.setLength(0);
      }
      Journal journal = new Journal(file, out);
      journal.begin(plan);
      return journal;
    } catch (IOException | RuntimeException e) {
      out.close();
      throw e;
    }
  }

  private static void lock(RandomAccessFile out, Path file) throws IOException {
    FileLock lock;
    try {
      lock = out.getChannel().tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new IllegalStateException(
          "%s is being written by another run; wait for its end, or name other results"
              .formatted(file));
    }
  }

  private void begin(Plan plan) throws IOException {
    long end = 0;
    boolean header = true;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
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
    if (row.error().isEmpty()) {
      int index = Math.toIntExact(cell);
      if (index >= lengths.length) {
        int size = Math.max(index + 1, 2 * lengths.length);
        offsets = Arrays.copyOf(offsets, size);
        lengths = Arrays.copyOf(lengths, size);
      }
      finished += lengths[index] == 0 ? 1 : 0;
      offsets[index] = offset;
      lengths[index] = length;
    }
    return true;
  }

  /** How many cells an earlier run finished. */
  long finished() {
    return finished;
  }

  /** A cell that an earlier run finished; null if none did. */
  @Nullable
  ResultRow find(long cell) throws IOException {
    if (cell >= lengths.length || lengths[(int) cell] == 0) {
      return null;
    }
    if (in == null) {
      in = new RandomAccessFile(file.toFile(), "r");
    }
    byte[] line = new byte[lengths[(int) cell]];
    in.seek(offsets[(int) cell]);
    in.readFully(line);
    return RowJson.read(new String(line, StandardCharsets.UTF_8));
  }

  void append(ResultRow row) throws IOException {
    String line = RowJson.write(row);
    appending.lock();
    try {
      writer.write(line);
    } finally {
      appending.unlock();
    }
  }

  /** The results are where they belong, so the journal has done its work. */
  void delete() throws IOException {
    close();
    Files.deleteIfExists(file);
  }

  @Override
  public void close() throws IOException {
    appending.lock();
    try (RandomAccessFile written = out;
        RandomAccessFile read = in) {
      if (written.getChannel().isOpen()) {
        writer.force();
      }
    } finally {
      appending.unlock();
    }
  }
}

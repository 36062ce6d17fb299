package io.fmops.eval.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Result datasets, read back. A row in a file is one line of JSON; of a request it has the text,
 * but no images and tools. Thread-safe.
 */
public final class ResultRows {

  private ResultRows() {}

  /**
   * Reads a result dataset, one row at a time.
   *
   * @param file what {@link Evaluation.Builder#results} named
   * @return the rows in the order of the file; close the stream
   * @throws UncheckedIOException here or while reading, if the file cannot be read
   * @throws IllegalArgumentException while reading, if a line is no row; it names file and line
   */
  @SuppressWarnings("StreamResourceLeak") // whoever gets the stream closes the file with it
  public static Stream<ResultRow> read(Path file) {
    BufferedReader reader;
    try {
      reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the rows cannot be read: " + file, e);
    }
    AtomicLong number = new AtomicLong();
    return reader
        .lines()
        .map(line -> {
          long at = number.incrementAndGet();
          try {
            return RowJson.read(line);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "%s, line %,d: %s".formatted(file, at, e.getMessage()), e);
          }
        })
        .onClose(() -> {
          try {
            reader.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /**
   * A row as a line of JSON.
   *
   * @param row the row
   * @return the line, without its end
   */
  public static String toJson(ResultRow row) {
    return RowJson.write(row);
  }

  /**
   * A row from a line of JSON.
   *
   * @param line what {@link #toJson} gave
   * @return the row
   * @throws IllegalArgumentException if the line is no row, and why
   */
  public static ResultRow fromJson(String line) {
    return RowJson.read(line);
  }
}

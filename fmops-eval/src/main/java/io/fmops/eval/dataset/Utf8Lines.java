package io.fmops.eval.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a UTF-8 file, one at a time, with their numbers. A line that is too long is refused
 * before it is in memory, and bytes that are no UTF-8 are an error rather than a replacement
 * character. A byte order mark is skipped. Lines end at a line feed; a carriage return before it
 * stays, for CSV's sake.
 */
final class Utf8Lines implements Closeable {

  /** The longest line, in bytes: far more than any example needs, and little for a heap. */
  static final int MAX_LINE_BYTES = 16 * 1024 * 1024;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final Place file;
  private final InputStream in;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8
      .newDecoder()
      .onMalformedInput(CodingErrorAction.REPORT)
      .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final byte[] chunk = new byte[1 << 16];
  private int position;
  private int limit;
  private byte[] line = new byte[1 << 10];
  private int length;
  private long number;

  Utf8Lines(Path path) {
    this.file = Place.of(path);
    this.in = open(file);
  }

  /** Says so if a file is not there or may not be read. */
  static void checkReadable(Place file) {
    try (InputStream in = open(file)) {
      in.read();
    } catch (IOException e) {
      throw file.problem("the file cannot be read (%s)".formatted(reason(e)), e);
    }
  }

  private static InputStream open(Place file) {
    Path path = file.file();
    if (Files.isDirectory(path)) {
      throw file.problem("this is a directory; name the file in it");
    }
    try {
      return Files.newInputStream(path);
    } catch (NoSuchFileException e) {
      throw file.problem(
          "there is no such file; it was looked for at "
              + Place.clean(path.toAbsolutePath().normalize().toString(), 1_000),
          e);
    } catch (IOException e) {
      throw file.problem("the file cannot be read (%s)".formatted(reason(e)), e);
    }
  }

  /** The number of the line that {@link #next} gave last, from 1. */
  long number() {
    return number;
  }

  /** The next line without its line feed, or null at the end. */
  @Nullable
  String next() {
    number++;
    length = 0;
    boolean terminated = false;
    while (!terminated && fill()) {
      int end = position;
      while (end < limit && chunk[end] != '\n') {
        end++;
      }
      append(end);
      terminated = end < limit;
      position = terminated ? end + 1 : end;
    }
    return length == 0 && !terminated ? null : decode();
  }

  private boolean fill() {
    if (position < limit) {
      return true;
    }
    try {
      position = 0;
      limit = in.read(chunk);
      return limit > 0;
    } catch (IOException e) {
      throw file.at(number).problem("the file cannot be read on (%s)".formatted(reason(e)), e);
    }
  }

  private void append(int end) {
    int added = end - position;
    if (added > MAX_LINE_BYTES - length) {
      throw file.at(number)
          .problem("the line is longer than %d MiB; write one example a line, with line feeds"
              .formatted(MAX_LINE_BYTES >> 20));
    }
    if (length + added > line.length) {
      line = Arrays.copyOf(line, Math.min(MAX_LINE_BYTES, Math.max(length + added, 2 * length)));
    }
    System.arraycopy(chunk, position, line, length, added);
    length += added;
  }

  private String decode() {
    int begin = number == 1
            && length >= BYTE_ORDER_MARK.length
            && Arrays.equals(line, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, 3)
        ? BYTE_ORDER_MARK.length
        : 0;
    ByteBuffer bytes = ByteBuffer.wrap(line, begin, length - begin);
    CharBuffer characters = CharBuffer.allocate(length - begin);
    CoderResult result = decoder.reset().decode(bytes, characters, true);
    if (result.isError()) {
      throw file.at(number)
          .problem("byte %d of the line is not valid UTF-8; save the file as UTF-8"
              .formatted(bytes.position() + 1));
    }
    return characters.flip().toString();
  }

  /** The reason without the path, which the message has already. */
  private static String reason(IOException e) {
    String reason = e instanceof FileSystemException known ? known.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : Place.clean(reason, 200);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      // The file was only read: whatever had to be known of it is known.
      position = limit;
    }
  }
}

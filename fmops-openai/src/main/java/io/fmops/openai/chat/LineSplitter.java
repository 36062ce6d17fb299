package io.fmops.openai.chat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Puts lines together from parts that are split anywhere. Works on bytes, because a part may end in
 * the middle of a character. Not thread-safe.
 */
public final class LineSplitter {

  /** No server writes a line of this length; what does not stop is not text. */
  public static final int MAX_LINE_BYTES = 16 * 1024 * 1024;

  private final ByteArrayOutputStream open = new ByteArrayOutputStream();
  private final Consumer<byte[]> lines;

  /**
   * Nothing yet.
   *
   * @param lines gets every line that is not empty, without its line feed and the carriage return
   *     before that
   */
  public LineSplitter(Consumer<byte[]> lines) {
    this.lines = lines;
  }

  /**
   * Reads on.
   *
   * @param part the next bytes
   * @throws LineTooLongException if a line has more than {@link #MAX_LINE_BYTES}
   */
  public void feed(byte[] part) {
    int from = 0;
    for (int i = 0; i < part.length; i++) {
      if (part[i] == '\n') {
        append(part, from, i);
        emit();
        from = i + 1;
      }
    }
    append(part, from, part.length);
  }

  /** What is left is a line, even though nothing ends it. */
  public void end() {
    emit();
  }

  private void append(byte[] part, int from, int to) {
    if (open.size() + (to - from) > MAX_LINE_BYTES) {
      throw new LineTooLongException();
    }
    open.write(part, from, to - from);
  }

  private void emit() {
    byte[] line = open.toByteArray();
    open.reset();
    int length = line.length;
    if (length > 0 && line[length - 1] == '\r') {
      line = Arrays.copyOf(line, length - 1);
    }
    if (line.length > 0) {
      lines.accept(line);
    }
  }

  /** A line does not end. */
  public static final class LineTooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LineTooLongException() {
      super("a line is longer than " + MAX_LINE_BYTES + " bytes");
    }
  }
}

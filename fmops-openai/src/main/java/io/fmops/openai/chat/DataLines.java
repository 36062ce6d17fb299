package io.fmops.openai.chat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes a stream apart into what its lines say: server-sent events ({@code data: {…}}), the way
 * vLLM and TGI write them, or bare JSON lines, the way LMI does. Comments, fields that are not data
 * and what comes after {@code [DONE]} are passed over. Not thread-safe.
 */
public final class DataLines {

  private static final byte[] DATA = ascii("data:");
  private static final byte[] DONE = ascii("[DONE]");

  /** What server-sent events have beside data; a comment begins with the colon. */
  private static final List<byte[]> SKIPPED =
      List.of(ascii(":"), ascii("event:"), ascii("id:"), ascii("retry:"));

  private final LineSplitter lines = new LineSplitter(this::line);
  private final Consumer<byte[]> data;
  private boolean done;
  private boolean ending;

  /**
   * Nothing yet.
   *
   * @param data gets what each line says, never empty
   */
  public DataLines(Consumer<byte[]> data) {
    this.data = data;
  }

  /**
   * Reads on.
   *
   * @param part the next bytes
   * @throws LineSplitter.LineTooLongException if a line does not end
   */
  public void feed(byte[] part) {
    lines.feed(part);
  }

  /** There are no more parts; a last line needs no line feed. */
  public void end() {
    ending = true;
    lines.end();
  }

  private void line(byte[] line) {
    if (done || SKIPPED.stream().anyMatch(mark -> startsWith(line, 0, mark)) || isCutOff(line)) {
      return;
    }
    int from = startsWith(line, 0, DATA) ? DATA.length : 0;
    from += from > 0 && from < line.length && line[from] == ' ' ? 1 : 0;
    if (startsWith(line, from, DONE)) {
      done = true;
    } else if (from < line.length) {
      data.accept(from == 0 ? line : Arrays.copyOfRange(line, from, line.length));
    }
  }

  /** Whether the stream ends within the name of a field, so that the line says nothing. */
  private boolean isCutOff(byte[] line) {
    return ending
        && (startsWith(DATA, 0, line)
            || SKIPPED.stream().anyMatch(mark -> startsWith(mark, 0, line)));
  }

  private static boolean startsWith(byte[] bytes, int from, byte[] beginning) {
    int to = from + beginning.length;
    return bytes.length >= to && Arrays.equals(bytes, from, to, beginning, 0, beginning.length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

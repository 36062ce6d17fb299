package io.fmops.eval.run;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Appends lines to a file, each with one write, so that a kill tears at most the last. A channel
 * would not do: it is closed when a thread that uses it is interrupted.
 */
final class RowWriter {

  /** What the operating system has, a kill of the process cannot take; a power cut takes this. */
  private static final long FORCE_NANOS = 1_000_000_000L;

  private final RandomAccessFile out;
  private long forcedAt = System.nanoTime();

  RowWriter(RandomAccessFile out) {
    this.out = out;
  }

  void write(String line) throws IOException {
    ByteBuffer bytes = encoder().encode(CharBuffer.wrap(line + '\n'));
    out.write(bytes.array(), bytes.arrayOffset(), bytes.limit());
    if (System.nanoTime() - forcedAt > FORCE_NANOS) {
      force();
    }
  }

  void force() throws IOException {
    out.getFD().sync();
    forcedAt = System.nanoTime();
  }

  /** Models do write half characters; one of them must not end a run. */
  private static CharsetEncoder encoder() {
    return StandardCharsets.UTF_8
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .replaceWith("\uFFFD".getBytes(StandardCharsets.UTF_8));
  }
}

package io.fmops.prompt.internal.folder;

import io.fmops.prompt.PromptStoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A file that only grows, line by line, and what its lines say. Reads what has been added since it
 * looked last; if the file has become another one, as Git makes it, reads all of it again. Not
 * thread-safe.
 *
 * <p>What stands after the last line break is half a line of a process that was killed, or of one
 * that is writing it right now; it is not read, and the next writer cuts it off.
 */
final class LineLog {

  /** Takes the lines. */
  interface Reader {

    /** Forgets all lines. */
    void reset();

    /**
     * Takes the next line.
     *
     * @param line the line without its line break
     * @throws IllegalArgumentException if it does not fit, saying why
     */
    void line(String line);
  }

  /** A state of the file by its attributes. */
  private record Seen(
      long size, FileTime modified, @Nullable Object key) {}

  private final Path file;
  private final Reader reader;

  private @Nullable Seen seen;
  private long end;
  private int lines;
  private byte[] last = new byte[0];

  LineLog(Path file, Reader reader) {
    this.file = file;
    this.reader = reader;
  }

  /** Where the last whole line ends. */
  long end() {
    return end;
  }

  /** The same as before if and only if the lines are, as far as anyone can tell. */
  String token() {
    CRC32 crc = new CRC32();
    crc.update(last);
    return end + "-" + Long.toHexString(crc.getValue());
  }

  /** Reads what is new. A file that is not there has no lines. */
  void refresh() throws IOException {
    Seen now;
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        throw new IOException(file + " is a symbolic link; links are not followed");
      }
      now = new Seen(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    } catch (NoSuchFileException e) {
      forget();
      return;
    }
    if (now.equals(seen) && now.size() == end) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      if (!goesOn(now, channel)) {
        forget();
      }
      read(channel);
      seen = now;
    } catch (NoSuchFileException e) {
      forget();
    } catch (IOException | RuntimeException e) {
      forget(); // half of the lines would be wrong
      throw e;
    }
  }

  private void forget() {
    seen = null;
    end = 0;
    lines = 0;
    last = new byte[0];
    reader.reset();
  }

  /** Whether the file begins with the lines that are known already. */
  private boolean goesOn(Seen now, FileChannel channel) throws IOException {
    if (seen == null
        || end == 0
        || !java.util.Objects.equals(seen.key(), now.key())
        || now.size() < end) {
      return false;
    }
    // A file can get the number of a deleted one; the last line has a moment and a hash in it.
    return Arrays.equals(last, DurableFiles.bytes(channel, end - last.length, end));
  }

  private void read(FileChannel channel) throws IOException {
    byte[] added = DurableFiles.bytes(channel, end, channel.size());
    int start = 0;
    for (int i = 0; i < added.length; i++) {
      if (added[i] == '\n') {
        byte[] line = Arrays.copyOfRange(added, start, i + 1);
        if (i + 1 == added.length && hasZero(line)) {
          return; // the disk had made room for the line when the machine stopped, and no more
        }
        take(line);
        end += line.length;
        start = i + 1;
      }
    }
  }

  private void take(byte[] line) {
    lines++;
    try {
      reader.line(new String(line, 0, line.length - 1, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new PromptStoreException(
          "line %d of %s is broken: %s".formatted(lines, file, e.getMessage()), e);
    }
    last = line;
  }

  private static boolean hasZero(byte[] line) {
    for (byte b : line) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }
}

package io.fmops.prompt.internal.folder;

import io.fmops.prompt.VersionInfo;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the newest version in a log without reading all of it. Stateless. */
final class LogTail {

  private static final int FIRST = 4_096;
  private static final String VERSION = "{\"version\":";

  private LogTail() {}

  /**
   * The last version that a log tells.
   *
   * @return empty if it tells none that can be read at first sight; the whole log knows then
   */
  static Optional<VersionInfo> newest(Path log) throws IOException {
    try (FileChannel channel =
        FileChannel.open(log, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      long size = channel.size();
      for (long length = FIRST; ; length *= 8) {
        long from = Math.max(0, size - length);
        @Nullable String line = lastVersion(DurableFiles.bytes(channel, from, size), from == 0);
        if (line != null) {
          return Optional.of(LogLines.version(LogLines.parse(line)));
        }
        if (from == 0) {
          return Optional.empty();
        }
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // whoever reads the whole log is told what is wrong
    }
  }

  /** The last whole line with a version; lines are cut at bytes, which UTF-8 allows. */
  private static @Nullable String lastVersion(byte[] tail, boolean whole) {
    int end = lastBreak(tail, tail.length - 1);
    while (end > 0) {
      int before = lastBreak(tail, end - 1);
      if (before < 0 && !whole) {
        return null; // the line may begin further ahead
      }
      String line = new String(tail, before + 1, end - before - 1, StandardCharsets.UTF_8);
      if (line.startsWith(VERSION) && line.indexOf('\0') < 0) {
        return line;
      }
      end = before;
    }
    return null;
  }

  private static int lastBreak(byte[] bytes, int from) {
    int i = from;
    while (i >= 0 && bytes[i] != '\n') {
      i--;
    }
    return i;
  }
}

package io.fmops.replay;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A recording on disk: a JSON array that is whole after every call. A call is appended in place of
 * the closing bracket, so a kill in that moment loses this call and none before. Thread-safe.
 */
final class RecordingFile {

  private static final String END = "\n]\n";

  private final Path path;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean any;

  private RecordingFile(Path path) {
    this.path = path;
  }

  /** Begins a new recording over whatever is there. */
  static RecordingFile create(Path path) {
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(path, "[" + END);
    } catch (IOException e) {
      throw new UncheckedIOException("the recording " + path + " cannot be written", e);
    }
    return new RecordingFile(path);
  }

  void append(ObjectNode entry) {
    byte[] text = (ReadableJson.write(entry, "  ") + END).getBytes(StandardCharsets.UTF_8);
    lock.lock();
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(file.length() - END.length());
      byte[] separator = (any ? ",\n  " : "\n  ").getBytes(StandardCharsets.UTF_8);
      byte[] all = new byte[separator.length + text.length];
      System.arraycopy(separator, 0, all, 0, separator.length);
      System.arraycopy(text, 0, all, separator.length, text.length);
      file.write(all);
      file.getFD().sync();
      any = true;
    } catch (IOException e) {
      throw new UncheckedIOException("the recording " + path + " cannot be written", e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reads a recording.
   *
   * @throws IllegalArgumentException if the file is missing or wrong, naming the file, the line and
   *     what would be right
   */
  static List<Entry> read(Path path) {
    List<Entry> entries = new ArrayList<>();
    try (JsonParser parser = ReadableJson.JSON.getFactory().createParser(path.toFile())) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new IllegalArgumentException(
            path + ", line 1: expected \"[\", the beginning of a recording");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        int line = parser.currentTokenLocation().getLineNr();
        JsonNode node = ReadableJson.JSON.readTree(parser);
        try {
          entries.add(Entry.read(node));
        } catch (RuntimeException e) {
          throw new IllegalArgumentException(
              "%s, line %d: call %d: %s".formatted(path, line, entries.size() + 1, e.getMessage()),
              e);
        }
      }
    } catch (NoSuchFileException | java.io.FileNotFoundException e) {
      throw new IllegalArgumentException("no recording at " + path, e);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new IllegalArgumentException(
          "%s, line %d: not JSON, after %d whole calls: %s"
              .formatted(
                  path, at == null ? 0 : at.getLineNr(), entries.size(), e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the recording " + path + " cannot be read: " + e, e);
    }
    return entries;
  }
}

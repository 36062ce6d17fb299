package io.fmops.prompt.internal.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes files so that they are there after a crash, whole or not at all. Stateless. */
final class DurableFiles {

  private DurableFiles() {}

  /**
   * Writes a file that is to be moved to its place by {@link #commit}. What a killed process left
   * there is written over.
   *
   * @param file a file that only one thread of all processes uses at a time
   * @param bytes its content
   * @param lasting whether it has to be on the disk afterwards
   * @throws IOException if it cannot be written
   */
  static void prepare(Path file, byte[] bytes, boolean lasting) throws IOException {
    if (Files.isSymbolicLink(file)) {
      throw new IOException(file + " is a symbolic link; links are not followed");
    }
    try (FileChannel channel = FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE)) {
      writeAll(channel, bytes);
      if (lasting) {
        channel.force(true);
      }
    }
  }

  /**
   * Reads a file that is no link.
   *
   * @param file the file
   * @return its text
   * @throws java.nio.file.NoSuchFileException if it is not there
   * @throws java.nio.charset.CharacterCodingException if it is not UTF-8
   * @throws IOException if it is a link or cannot be read
   */
  static String read(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes(channel, 0, channel.size())))
          .toString();
    } catch (IOException e) {
      if (Files.isSymbolicLink(file)) {
        throw new IOException(file + " is a symbolic link; links are not followed", e);
      }
      throw e;
    }
  }

  /** A part of a file; less if the file ends before. */
  static byte[] bytes(FileChannel channel, long from, long to) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(Math.max(0, to - from)));
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        break;
      }
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  /**
   * Puts a prepared file into its place. {@link #sync} of the folder makes that last.
   *
   * @param prepared from {@link #prepare}
   * @param file where it goes
   * @throws IOException if it cannot be moved
   */
  static void commit(Path prepared, Path file) throws IOException {
    try {
      Files.move(prepared, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(
          "the file system of " + file.getParent() + " cannot replace a file in one step", e);
    }
  }

  /**
   * Adds a line to the end of a file.
   *
   * @param file the file; made if it is not there
   * @param end where the last whole line ends; what comes after it is cut off
   * @param line the line with its line break
   * @param withNames whether files have come into the folder that have to last before the line does
   * @throws IOException if it cannot be written; half of the line may be there then
   */
  static void append(Path file, long end, byte[] line, boolean withNames) throws IOException {
    if (Files.isSymbolicLink(file)) {
      throw new IOException(file + " is a symbolic link; links are not followed");
    }
    boolean isNew = !Files.exists(file);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (isNew || withNames) {
        sync(folderOf(file));
      }
      if (channel.size() > end) {
        channel.truncate(end);
      }
      channel.position(end);
      writeAll(channel, line);
      channel.force(false);
    }
  }

  /**
   * Makes a folder and those above it, and makes them last.
   *
   * @param folder the folder
   * @throws IOException if one cannot be made
   */
  static void makeFolders(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    makeFolders(folderOf(folder));
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw new IOException(folder + " is a file, but has to be a folder", e);
      }
    }
    sync(folderOf(folder));
  }

  /**
   * Makes the names in a folder last.
   *
   * @param folder the folder
   * @throws IOException if the disk fails
   */
  static void sync(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      return; // Windows opens no folders, and writes their names by itself
    }
    try (channel) {
      channel.force(true);
    }
  }

  private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static Path folderOf(Path file) {
    @Nullable Path parent = file.getParent();
    return parent == null ? file : parent;
  }
}

package io.fmops.prompt.internal.folder;

import io.fmops.prompt.PromptException;
import io.fmops.prompt.PromptStoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.List;

/** Where things are in the folder, and that they are inside it. Immutable and thread-safe. */
final class FolderPlace {

  /** What the files of prompts end with. */
  static final String SUFFIX = ".prompt.md";

  /** The store's own part. No segment of a prompt's name begins with a dot. */
  static final String OWN = ".fmops";

  /** What the folder of a prompt ends with. No prompt's name has it. */
  private static final String ROOM_MARK = "@";

  private static final int MAX_SEGMENT_BYTES = 250;
  private static final String FORMAT = "fmops prompts 1\n";

  private final Path root;

  FolderPlace(Path folder) throws IOException {
    DurableFiles.makeFolders(folder.toAbsolutePath());
    this.root = folder.toRealPath();
    checkFormat();
  }

  Path root() {
    return root;
  }

  Path own() {
    return root.resolve(OWN);
  }

  Path rooms() {
    return own().resolve("prompts");
  }

  /**
   * Where a prompt's versions and labels are. Names that differ in case only have the same folder,
   * on every file system; that makes them collide where it can be told.
   */
  Path room(String name) throws IOException {
    String folded = fold(name);
    Path room = rooms();
    String[] segments = folded.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      int bytes = segments[i].getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_SEGMENT_BYTES) {
        throw new PromptException(
            "the name %s has a segment of %d bytes in lower case; a folder can keep %d"
                .formatted(name, bytes, MAX_SEGMENT_BYTES));
      }
      room = room.resolve(i == segments.length - 1 ? segments[i] + ROOM_MARK : segments[i]);
    }
    refuseLinks(room);
    return room;
  }

  static boolean isRoom(Path folder) {
    return folder.getFileName().toString().endsWith(ROOM_MARK);
  }

  /** The file that people read and edit. */
  Path workingFile(String name) throws IOException {
    Path file = root.resolve(name + SUFFIX);
    refuseLinks(file);
    return file;
  }

  /** What a name is compared by: one character at a time, so that every JDK and system agrees. */
  static String fold(String name) {
    StringBuilder folded = new StringBuilder(name.length());
    name.codePoints()
        .forEach(c -> folded.appendCodePoint(Character.toLowerCase(Character.toUpperCase(c))));
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }

  /** Nothing below the root may be a link, which would lead out, and only the last a file. */
  void refuseLinks(Path path) throws IOException {
    Path step = root;
    for (Path part : root.relativize(path)) {
      step = step.resolve(part);
      try {
        BasicFileAttributes attributes =
            Files.readAttributes(step, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
          throw new PromptStoreException(
              step + " is a symbolic link; the store does not follow links");
        }
        // Asked for here: what a JDK says of a file below a file differs between versions.
        if (!attributes.isDirectory() && !step.equals(path)) {
          throw new PromptStoreException(step + " is a file, where a folder has to be");
        }
      } catch (NoSuchFileException e) {
        return;
      }
    }
  }

  private void checkFormat() throws IOException {
    Path file = own().resolve("format");
    refuseLinks(file);
    try {
      String format = Files.readString(file);
      if (!format.stripTrailing().equals(FORMAT.stripTrailing())) {
        throw new PromptStoreException(
            "%s is not of the format that this version of the library knows (%s)"
                .formatted(own(), FORMAT.strip()));
      }
    } catch (NoSuchFileException e) {
      // A new folder; the first change makes the file.
    }
  }

  /** Fails if the folder has gone away, such as a network's. */
  void check() throws IOException {
    if (!Files.isDirectory(root)) {
      throw new IOException("the folder is not there");
    }
  }

  /** Makes the store's own part. */
  void prepare() throws IOException {
    refuseLinks(rooms());
    DurableFiles.makeFolders(own());
    write("format", FORMAT);
    // Versions are found by the hash of their bytes, so nobody may change their line breaks.
    write(".gitattributes", "* -text\n");
    write(".gitignore", "/locks/\n*.tmp\n");
    DurableFiles.makeFolders(rooms());
  }

  /** The files that say what this folder is. */
  List<Path> ownFiles() {
    return List.of(
        own().resolve("format"), own().resolve(".gitattributes"), own().resolve(".gitignore"));
  }

  private void write(String name, String content) throws IOException {
    Path file = own().resolve(name);
    refuseLinks(file);
    if (!Files.exists(file)) {
      Path beside = Files.createTempFile(own(), name, ".tmp");
      Files.writeString(beside, content);
      DurableFiles.commit(beside, file);
    }
  }
}

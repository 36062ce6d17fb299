package io.fmops.prompt.internal.folder;

import io.fmops.prompt.CatalogException;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.internal.Book;
import io.fmops.prompt.spi.ContentHash;
import io.fmops.prompt.spi.PromptDraft;
import io.fmops.prompt.spi.StoreRules;
import io.fmops.prompt.spi.StoredPrompt;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The files that people read and edit: each prompt's newest version, where its name says. What a
 * person has written there is never written over. Thread-safe.
 */
final class WorkingFiles {

  private final FolderPlace place;

  WorkingFiles(FolderPlace place) {
    this.place = place;
  }

  /**
   * Writes the newest version to its file, unless a person has changed the file. Who calls holds
   * the prompt's lock.
   *
   * @return the file, unless a person's text is in it
   */
  Optional<Path> show(Room room, StoredPrompt newest) throws IOException {
    String name = newest.info().name();
    Path file = place.workingFile(name);
    Optional<String> there = read(file);
    boolean mayWrite = there.isEmpty() || room.look(name, book -> isVersion(book, there.get()));
    byte[] bytes = newest.text().getBytes(StandardCharsets.UTF_8);
    if (mayWrite && !(there.isPresent() && there.get().equals(newest.text()))) {
      write(room, file, bytes);
    }
    return mayWrite ? Optional.of(file) : Optional.empty();
  }

  /** Writes the newest version over a draft, if the draft still reads as it did. */
  Optional<Path> settle(Room room, StoredPrompt newest, PromptDraft draft) throws IOException {
    Path file = place.workingFile(newest.info().name());
    Optional<String> there = read(file);
    if (there.isPresent() && there.get().equals(draft.text())) {
      write(room, file, newest.text().getBytes(StandardCharsets.UTF_8));
      return Optional.of(file);
    }
    return Optional.empty();
  }

  private static void write(Room room, Path file, byte[] bytes) throws IOException {
    Path prepared = room.folder().resolve(".working.tmp");
    Path folder = java.util.Objects.requireNonNull(file.getParent());
    DurableFiles.makeFolders(folder);
    // If the machine stops, the file may be empty, which is no draft and is written anew.
    DurableFiles.prepare(prepared, bytes, false);
    DurableFiles.commit(prepared, file);
  }

  private static boolean isVersion(Book book, String text) {
    return hash(text).flatMap(book::withHash).isPresent();
  }

  private static Optional<String> hash(String text) {
    try {
      // Git may have changed the line breaks; that is nobody's edit.
      return Optional.of(ContentHash.of(text.replace("\r\n", "\n")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What a person can have written: nothing if the file is empty. */
  private static Optional<String> read(Path file) throws IOException {
    try {
      if (Files.size(file) > 4L * StoreRules.MAX_TEXT) {
        throw new IOException(file + " is too long for a prompt");
      }
      String text = DurableFiles.read(file);
      return text.isBlank() || text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(text);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not in UTF-8", e);
    }
  }

  /** Looks into the book of a name. */
  interface Books {

    Book book(String name) throws IOException;
  }

  /** All files that are no version of their prompt. */
  List<PromptDraft> drafts(Books books) throws IOException {
    List<PromptDraft> drafts = new ArrayList<>();
    Path root = place.root();
    Files.walkFileTree(root, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        boolean hidden = !folder.equals(root) && folder.getFileName().toString().startsWith(".");
        return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String path = root.relativize(file).toString().replace('\\', '/');
        if (attributes.isRegularFile()
            && path.endsWith(FolderPlace.SUFFIX)
            && !file.getFileName().toString().startsWith(".")) {
          String name = path.substring(0, path.length() - FolderPlace.SUFFIX.length());
          try {
            Optional<String> text = read(file);
            if (text.isPresent() && !isVersion(books.book(name), text.get())) {
              drafts.add(new PromptDraft(name, text.get(), path));
            }
          } catch (IOException | PromptException | CatalogException e) {
            // One broken file is told by itself; the others can be added.
            drafts.add(
                PromptDraft.unreadable(name, path, path + " cannot be read: " + e.getMessage()));
          }
        }
        return FileVisitResult.CONTINUE;
      }
    });
    drafts.sort(Comparator.comparing(PromptDraft::name));
    return drafts;
  }
}

package io.fmops.prompt.internal.folder;

import io.fmops.prompt.Change;
import io.fmops.prompt.LabelMove;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.PromptName;
import io.fmops.prompt.PromptStoreException;
import io.fmops.prompt.PromptUse;
import io.fmops.prompt.VersionInfo;
import io.fmops.prompt.internal.Book;
import io.fmops.prompt.spi.AddedPrompt;
import io.fmops.prompt.spi.ContentHash;
import io.fmops.prompt.spi.PromptDraft;
import io.fmops.prompt.spi.StoredPrompt;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of a store of prompts in a folder. Names and texts have been checked. Thread-safe.
 *
 * <p>The order of writing is what makes it durable: first the version's file, moved to its place in
 * one step, then its line in the log. A version is there when its line is.
 */
public final class FolderStore {

  private static final Logger log = LoggerFactory.getLogger(FolderStore.class);

  /** So many versions and moves are kept in memory, some 300 bytes each. */
  private static final int MAX_WEIGHT = 50_000;

  private final FolderPlace place;
  private final FolderLocks locks;
  private final WorkingFiles working;
  private final History history;
  private final RoomCache rooms = new RoomCache(MAX_WEIGHT);

  /** Whose room it is, from its first line, which never changes. */
  private final Map<Path, String> names = new ConcurrentHashMap<>();

  private volatile boolean prepared;

  /**
   * Opens a folder; makes it if it is not there.
   *
   * @param folder the folder
   * @param patience how long to wait for other writers
   * @param git whether each change is committed to the Git repository of the folder
   * @throws IOException if it is no folder or cannot be read
   */
  public FolderStore(Path folder, Duration patience, boolean git) throws IOException {
    place = new FolderPlace(folder);
    locks = new FolderLocks(place.own().resolve("locks"), patience);
    working = new WorkingFiles(place);
    history = git ? GitHistory.of(place.root(), locks) : History.NONE;
  }

  /**
   * Where the folder really is.
   *
   * @return its path without links
   */
  public Path root() {
    return place.root();
  }

  /** Adds a version. */
  public AddedPrompt add(String name, String text, Change change) throws IOException {
    String hash = ContentHash.of(text);
    Optional<VersionInfo> present = look(name, book -> book.withHash(hash));
    if (present.isPresent()) {
      return new AddedPrompt(present.get(), false);
    }
    return changed(name, room -> {
      room.refuseOtherCase(name);
      place.workingFile(name); // refuses a link before anything is written
      Optional<VersionInfo> now = room.look(name, book -> book.withHash(hash));
      if (now.isPresent()) {
        return new AddedPrompt(now.get(), false);
      }
      int number = room.look(name, Book::size) + 1;
      VersionInfo info = new VersionInfo(name, number, hash, change);
      DurableFiles.makeFolders(room.folder());
      Path next = room.folder().resolve(".version.tmp");
      DurableFiles.prepare(next, text.getBytes(StandardCharsets.UTF_8), true);
      DurableFiles.commit(next, room.versionFile(number));
      DurableFiles.append(room.logFile(), room.logEnd(), LogLines.of(info), true);
      Optional<Path> shown = show(room, new StoredPrompt(info, text));
      record(
          room,
          change,
          "%s@%d".formatted(name, number),
          room.versionFile(number),
          room.logFile(),
          shown.orElse(room.logFile()));
      return new AddedPrompt(info, true);
    });
  }

  /** The version is there already, and stays so whatever becomes of the file for people. */
  private Optional<Path> show(Room room, StoredPrompt newest) {
    try {
      return working.show(room, newest);
    } catch (IOException | RuntimeException e) {
      log.warn(
          "Version {} of {} was added, but the file that people read could not be written: {}",
          newest.info().number(),
          newest.info().name(),
          e.toString());
      return Optional.empty();
    }
  }

  /** Moves a label. */
  public void moveLabel(LabelMove move) throws IOException {
    changed(move.name(), room -> {
      room.look(move.name(), book -> {
        book.check(move);
        return true;
      });
      DurableFiles.append(room.logFile(), room.logEnd(), LogLines.of(move), false);
      String to = move.to().isPresent() ? "@" + move.to().getAsInt() : " without";
      record(
          room, move.change(), "%s%s %s".formatted(move.name(), to, move.label()), room.logFile());
      return true;
    });
  }

  /** Keeps a use. */
  public boolean addUse(PromptUse use) throws IOException {
    Room known = room(use.name());
    if (look(use.name(), book -> book.version(use.number())).isEmpty()) {
      throw look(use.name(), book -> book.noSuchVersion(use.name(), use.number()));
    }
    if (known.hasUse(use)) {
      return false;
    }
    return changed(use.name(), room -> {
      if (room.hasUse(use)) {
        return false;
      }
      DurableFiles.append(room.usesFile(), room.usesEnd(), LogLines.of(use), false);
      return true;
    });
  }

  /** All uses of all versions of a prompt. */
  public List<PromptUse> uses(String name) throws IOException {
    Room room = room(name);
    if (room.look(name, Book::size) == 0) {
      return List.of();
    }
    List<PromptUse> uses = room.uses(name);
    rooms.used(room);
    return uses;
  }

  /** Asks the book of a name as it is now. */
  public <T> T look(String name, Function<Book, T> question) throws IOException {
    return look(room(name), name, question);
  }

  private <T> T look(Room room, String name, Function<Book, T> question) throws IOException {
    T answer = room.look(name, question);
    if (room.isEmpty()) {
      place.check(); // to say that there is no such prompt needs a folder that is there
    }
    rooms.used(room);
    return answer;
  }

  /** A version with its text, if there is one. */
  public Optional<StoredPrompt> find(String name, Function<Book, Optional<VersionInfo>> which)
      throws IOException {
    Room room = room(name);
    Optional<VersionInfo> info = look(room, name, which);
    return info.isPresent() ? Optional.of(stored(room, info.get())) : Optional.empty();
  }

  /** The newest version, for whoever looks at very many: reads no more than that, keeps nothing. */
  public Optional<StoredPrompt> glance(String name) throws IOException {
    Room room = new Room(place.room(name));
    Optional<VersionInfo> info = LogTail.newest(room.logFile());
    return info.isPresent() && info.get().name().equals(name)
        ? Optional.of(stored(room, info.get()))
        : find(name, book -> book.version(book.size()));
  }

  private StoredPrompt stored(Room room, VersionInfo info) throws IOException {
    Path file = room.versionFile(info.number());
    try {
      String text = DurableFiles.read(file);
      if (ContentHash.of(text).equals(info.hash())) {
        return new StoredPrompt(info, text);
      }
    } catch (NoSuchFileException | CharacterCodingException e) {
      throw damaged(info, file, e);
    }
    throw damaged(info, file, null);
  }

  private static PromptStoreException damaged(
      VersionInfo info, Path file, @Nullable Throwable cause) {
    return new PromptStoreException(
        "version %d of %s is not as it was added: %s is missing or changed, take it back from Git or a backup"
            .formatted(info.number(), info.name(), file),
        cause);
  }

  /** A token for the state of a prompt; null if there is none. */
  public @Nullable String token(String name) throws IOException {
    Room room = room(name);
    @Nullable String token = room.token(name);
    if (token == null) {
      place.check();
    }
    rooms.used(room);
    return token;
  }

  /** All names, in no order. */
  public List<String> names() throws IOException {
    List<String> found = new ArrayList<>();
    place.check();
    place.refuseLinks(place.rooms());
    collectNames(place.rooms(), found);
    return found;
  }

  /** Goes by the folders' names as far as it can: there may be very many. */
  private void collectNames(Path folder, List<String> found) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        if (FolderPlace.isRoom(child)) {
          String name = nameIn(child);
          if (!name.isEmpty()) {
            found.add(name);
          }
        } else if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
          collectNames(child, found);
        }
      }
    } catch (NoSuchFileException e) {
      // Nothing was added yet, or Git took it away while this was looking.
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private String nameIn(Path folder) throws IOException {
    @Nullable String known = names.get(folder);
    if (known != null && Room.isIn(folder)) {
      return known;
    }
    place.refuseLinks(folder);
    String name = Room.nameIn(folder);
    if (!name.isEmpty()) {
      names.put(folder, name);
    }
    return name;
  }

  /** What people have written. */
  public List<PromptDraft> drafts() throws IOException {
    return working.drafts(name -> {
      try {
        PromptName.check(name);
      } catch (PromptException e) {
        return new Book(); // whoever adds the draft is told what is wrong with its name
      }
      return look(name, Book::copy);
    });
  }

  /** Lets a draft become what the newest version reads. */
  public void settle(PromptDraft draft) throws IOException {
    Optional<StoredPrompt> newest = find(draft.name(), book -> book.version(book.size()));
    if (newest.isPresent()) {
      changed(draft.name(), room -> {
        Optional<Path> settled = working.settle(room, newest.get(), draft);
        if (settled.isPresent()) {
          VersionInfo info = newest.get().info();
          record(room, info.change(), "%s@%d".formatted(info.name(), info.number()), settled.get());
        }
        return true;
      });
    }
  }

  private void record(Room room, Change change, String subject, Path... files) {
    List<Path> all = new ArrayList<>(place.ownFiles());
    all.addAll(List.of(files));
    if (Files.exists(room.usesFile())) {
      all.add(room.usesFile());
    }
    history.record(all, room, change, subject);
  }

  /** Lets go of what is open. */
  public void close() {
    history.close();
  }

  private Room room(String name) throws IOException {
    return rooms.room(place.room(name));
  }

  /** Something that is done with a room while nobody else changes it. */
  private interface Work<T> {

    T on(Room room) throws IOException;
  }

  private <T> T changed(String name, Work<T> work) throws IOException {
    place.check(); // or a folder that has gone away would be made anew, empty
    if (!prepared) {
      place.prepare();
      DurableFiles.makeFolders(place.own().resolve("locks"));
      prepared = true;
    }
    return locks.locked(FolderPlace.fold(name), () -> {
      Room room = room(name);
      T result = work.on(room);
      rooms.used(room);
      return result;
    });
  }
}

package io.fmops.prompt.internal.folder;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.prompt.CatalogException;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.PromptStoreException;
import io.fmops.prompt.PromptUse;
import io.fmops.prompt.VersionInfo;
import io.fmops.prompt.internal.Book;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the folder of one prompt says, as it was when somebody last looked. Several names can share
 * a room, if they differ in case only; the first version's is the true one. Thread-safe.
 */
final class Room {

  /** Versions and labels. */
  private static final class Versions implements LineLog.Reader {
    private Book book = new Book();
    private String name = "";

    @Override
    public void reset() {
      book = new Book();
      name = "";
    }

    @Override
    public void line(String line) {
      JsonNode node = LogLines.parse(line);
      try {
        if (node.has("version")) {
          VersionInfo info = LogLines.version(node);
          if (!name.isEmpty() && !name.equals(info.name())) {
            throw new IllegalArgumentException("it is about another prompt than the first line");
          }
          book.add(info);
          name = info.name();
        } else if (node.has("label")) {
          book.move(LogLines.move(node, name));
        } else {
          throw new IllegalArgumentException(
              "it is neither a version nor a label; a later version of the library may have written it");
        }
      } catch (CatalogException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
  }

  /** What used the versions. */
  private static final class Uses implements LineLog.Reader {
    private final String name;
    private final Map<String, PromptUse> uses = new LinkedHashMap<>();

    Uses(String name) {
      this.name = name;
    }

    @Override
    public void reset() {
      uses.clear();
    }

    @Override
    public void line(String line) {
      PromptUse use = LogLines.use(LogLines.parse(line), name);
      uses.putIfAbsent(key(use), use);
    }

    static String key(PromptUse use) {
      return use.number() + "\n" + use.kind() + "\n" + use.user();
    }
  }

  private static final String LOG = "log.jsonl";

  private final Path folder;
  private final ReentrantLock lock = new ReentrantLock();
  private final Versions versions = new Versions();
  private final LineLog log;
  private @Nullable Uses uses;
  private @Nullable LineLog usesLog;

  Room(Path folder) {
    this.folder = folder;
    this.log = new LineLog(logFile(), versions);
  }

  Path folder() {
    return folder;
  }

  Path logFile() {
    return folder.resolve(LOG);
  }

  Path usesFile() {
    return folder.resolve("uses.jsonl");
  }

  Path versionFile(int number) {
    return folder.resolve(number + FolderPlace.SUFFIX);
  }

  /** Looks into the book as it is now. An empty book is given for any name but the true one. */
  <T> T look(String name, Function<Book, T> question) throws IOException {
    lock.lock();
    try {
      log.refresh();
      return question.apply(versions.name.equals(name) ? versions.book : new Book());
    } finally {
      lock.unlock();
    }
  }

  /** The name of the prompt that lives here; empty if none does. */
  String name() throws IOException {
    lock.lock();
    try {
      log.refresh();
      return versions.name;
    } finally {
      lock.unlock();
    }
  }

  /** A token for the state of the prompt; null if there is no such prompt. */
  @Nullable
  String token(String name) throws IOException {
    lock.lock();
    try {
      log.refresh();
      return versions.name.equals(name) ? log.token() : null;
    } finally {
      lock.unlock();
    }
  }

  /** Whether no prompt was here when somebody last looked. */
  boolean isEmpty() {
    lock.lock();
    try {
      return versions.book.size() == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Where the next line of the log goes, for who holds the prompt's lock. */
  long logEnd() {
    lock.lock();
    try {
      return log.end();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The name of the prompt in a folder, by its first line only.
   *
   * @param folder a room's
   * @return the name; empty if no prompt is there
   * @throws IOException if the folder cannot be read
   */
  static String nameIn(Path folder) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (InputStream in = new BufferedInputStream(
        Files.newInputStream(folder.resolve(LOG), LinkOption.NOFOLLOW_LINKS), 1_024)) {
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          return "";
        }
        line.write(b);
      }
    } catch (NoSuchFileException e) {
      return "";
    }
    Versions first = new Versions();
    try {
      first.line(line.toString(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new PromptStoreException(
          "line 1 of %s is broken: %s".formatted(folder.resolve(LOG), e.getMessage()), e);
    }
    return first.name;
  }

  /** Whether somebody has begun a prompt in a folder. */
  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(LOG), LinkOption.NOFOLLOW_LINKS);
  }

  /** How much memory this takes, in versions and moves and uses. */
  int weight() {
    lock.lock();
    try {
      return 1 + versions.book.weight() + (uses == null ? 0 : uses.uses.size());
    } finally {
      lock.unlock();
    }
  }

  /** All uses as they are now. */
  List<PromptUse> uses(String name) throws IOException {
    lock.lock();
    try {
      return List.copyOf(refreshedUses(name).uses.values());
    } finally {
      lock.unlock();
    }
  }

  boolean hasUse(PromptUse use) throws IOException {
    lock.lock();
    try {
      return refreshedUses(use.name()).uses.containsKey(Uses.key(use));
    } finally {
      lock.unlock();
    }
  }

  /** Where the next use goes, for who holds the prompt's lock. */
  long usesEnd() {
    lock.lock();
    try {
      return usesLog == null ? 0 : usesLog.end();
    } finally {
      lock.unlock();
    }
  }

  private Uses refreshedUses(String name) throws IOException {
    if (uses == null || usesLog == null || !uses.name.equals(name)) {
      uses = new Uses(name);
      usesLog = new LineLog(usesFile(), uses);
    }
    usesLog.refresh();
    return uses;
  }

  /** Refuses a name that differs from the true one in case only. */
  void refuseOtherCase(String name) throws IOException {
    String there = name();
    if (!there.isEmpty() && !there.equals(name)) {
      throw new PromptException(
          "the name %s differs from the prompt %s in upper and lower case only; many file systems cannot keep both apart"
              .formatted(name, there));
    }
  }
}

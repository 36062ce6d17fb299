package io.fmops.prompt;

import io.fmops.prompt.internal.Book;
import io.fmops.prompt.internal.folder.FolderStore;
import io.fmops.prompt.spi.AddedPrompt;
import io.fmops.prompt.spi.PromptDraft;
import io.fmops.prompt.spi.PromptStore;
import io.fmops.prompt.spi.StoreRules;
import io.fmops.prompt.spi.StoredPrompt;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps prompts in a folder of plain files, which can live in a Git repository. For each prompt
 * there is a file that people read and edit, {@code <name>.prompt.md}, with the newest version. All
 * versions, and a log of who added them and moved labels, are in the folder {@code .fmops}, which
 * nobody edits.
 *
 * <p>Thread-safe, and several processes on one machine can use one folder at once; file locks keep
 * their writing apart. Opening reads next to nothing. Memory is bounded, whatever the number of
 * prompts, but for their names once they have been listed.
 *
 * <p>A file that a person has changed is never written over: it is one of the {@link #drafts} until
 * it is added. Symbolic links inside the folder are not followed. Names that differ in upper and
 * lower case only are refused, since many systems could not keep both.
 */
public final class FolderPromptStore implements PromptStore {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final FolderStore folder;
  private volatile boolean closed;

  private FolderPromptStore(FolderStore folder) {
    this.folder = folder;
  }

  /**
   * Opens a folder.
   *
   * @param folder the folder; made if it is not there
   * @return the store
   * @throws PromptStoreException if it is no folder, cannot be read, or was written by a version of
   *     the library that this one does not know
   */
  public static FolderPromptStore in(Path folder) {
    return open(folder, false);
  }

  /**
   * Opens a folder in a Git repository, with a commit for each version and each move of a label:
   * its author is who made the change, and its message says why. Needs JGit
   * ({@code org.eclipse.jgit}) on the class path.
   *
   * <p>A commit has the files of its change and nothing else; what people have staged or edited
   * stays as it is. If it cannot be made, because a person's Git is at work or in the middle of a
   * merge, the change is kept nevertheless, and committed with the next one. Commits are not
   * signed, run no hooks, and are not pushed. Uses are committed with the next change of their
   * prompt. Each commit writes the repository's index anew, which takes longer the more files it
   * has.
   *
   * @param folder the folder, somewhere in the working tree of a repository; made if it is not
   *     there
   * @return the store
   * @throws PromptStoreException as {@link #in}, or if there is no repository or no JGit
   */
  public static FolderPromptStore inGit(Path folder) {
    try {
      return open(folder, true);
    } catch (NoClassDefFoundError e) {
      throw new PromptStoreException(
          "a folder in Git needs org.eclipse.jgit on the class path: " + e.getMessage(), e);
    }
  }

  private static FolderPromptStore open(Path folder, boolean git) {
    try {
      return new FolderPromptStore(new FolderStore(folder, PATIENCE, git));
    } catch (IOException e) {
      throw new PromptStoreException(
          "cannot open the folder of prompts %s: %s".formatted(folder, e), e);
    }
  }

  /**
   * The folder.
   *
   * @return its path, without symbolic links
   */
  public Path folder() {
    return folder.root();
  }

  @Override
  public AddedPrompt add(String name, String text, Change change) {
    StoreRules.name(name);
    StoreRules.text(name, text);
    Objects.requireNonNull(change, "change");
    return call(() -> folder.add(name, text, change));
  }

  @Override
  public Optional<StoredPrompt> version(String name, int number) {
    StoreRules.name(name);
    return call(() -> folder.find(name, book -> book.version(number)));
  }

  @Override
  public Optional<StoredPrompt> newest(String name) {
    StoreRules.name(name);
    return call(() -> folder.find(name, book -> book.version(book.size())));
  }

  @Override
  public Optional<StoredPrompt> labelled(String name, String label) {
    StoreRules.name(name);
    StoreRules.label(label);
    return call(() -> folder.find(name, book -> book.labelled(label)));
  }

  @Override
  public List<VersionInfo> versions(String name) {
    StoreRules.name(name);
    return call(() -> folder.look(name, Book::versions));
  }

  @Override
  public List<VersionInfo> versionsByHash(String name, String prefix) {
    StoreRules.name(name);
    StoreRules.hashPrefix(prefix);
    return call(() -> folder.look(name, book -> book.withHashPrefix(prefix)));
  }

  @Override
  public Map<String, Integer> labels(String name) {
    StoreRules.name(name);
    return call(() -> folder.look(name, Book::labels));
  }

  @Override
  public void moveLabel(LabelMove move) {
    StoreRules.move(move);
    call(() -> {
      folder.moveLabel(move);
      return true;
    });
  }

  @Override
  public List<LabelMove> labelMoves(String name) {
    StoreRules.name(name);
    return call(() -> folder.look(name, Book::moves));
  }

  @Override
  public boolean addUse(PromptUse use) {
    StoreRules.name(use.name());
    return call(() -> folder.addUse(use));
  }

  @Override
  public List<PromptUse> uses(String name, int number) {
    StoreRules.name(name);
    return call(
        () -> folder.uses(name).stream().filter(use -> use.number() == number).toList());
  }

  @Override
  public List<String> names() {
    return call(() -> folder.names().stream().sorted().toList());
  }

  @Override
  public List<StoredPrompt> newestAfter(String name, int limit) {
    StoreRules.limit(limit);
    return call(() -> {
      List<StoredPrompt> page = new ArrayList<>();
      for (String next : folder.names().stream().sorted().toList()) {
        if (next.compareTo(name) > 0 && page.size() < limit) {
          folder.glance(next).ifPresent(page::add);
        }
      }
      return List.copyOf(page);
    });
  }

  @Override
  public Map<String, String> revisions(Collection<String> names) {
    StoreRules.names(names);
    return call(() -> {
      Map<String, String> revisions = new HashMap<>();
      for (String name : names) {
        @Nullable String token = folder.token(name);
        if (token != null) {
          revisions.put(name, token);
        }
      }
      return revisions;
    });
  }

  /**
   * The files of prompts that read otherwise than each version, and those of prompts that there are
   * not yet: what people have written. Looks into every such file.
   */
  @Override
  public List<PromptDraft> drafts() {
    return call(folder::drafts);
  }

  @Override
  public void settle(PromptDraft draft) {
    StoreRules.name(draft.name());
    call(() -> {
      folder.settle(draft);
      return true;
    });
  }

  @Override
  public void close() {
    closed = true;
    folder.close();
  }

  private interface Call<T> {

    T run() throws IOException;
  }

  private <T> T call(Call<T> call) {
    if (closed) {
      throw new PromptStoreException("the store over %s is closed".formatted(folder.root()));
    }
    try {
      return call.run();
    } catch (IOException e) {
      throw new PromptStoreException(
          "the folder of prompts %s failed: %s".formatted(folder.root(), e), e);
    }
  }
}

package io.fmops.prompt;

import io.fmops.prompt.internal.Book;
import io.fmops.prompt.spi.AddedPrompt;
import io.fmops.prompt.spi.ContentHash;
import io.fmops.prompt.spi.PromptStore;
import io.fmops.prompt.spi.StoreRules;
import io.fmops.prompt.spi.StoredPrompt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps prompts in memory, for tests and for programs that bring their prompts along. Everything is
 * gone with the object. Thread-safe.
 */
public final class InMemoryPromptStore implements PromptStore {

  private static final class Shelf {
    private final Book book = new Book();
    private final List<String> texts = new ArrayList<>();
    private final Map<String, PromptUse> uses = new java.util.LinkedHashMap<>();

    private StoredPrompt stored(VersionInfo info) {
      return new StoredPrompt(info, texts.get(info.number() - 1));
    }
  }

  private final TreeMap<String, Shelf> shelves = new TreeMap<>();
  private boolean closed;

  /** An empty store. */
  public InMemoryPromptStore() {}

  @Override
  public synchronized AddedPrompt add(String name, String text, Change change) {
    StoreRules.name(name);
    StoreRules.text(name, text);
    Objects.requireNonNull(change, "change");
    String hash = ContentHash.of(text);
    Shelf shelf = open().computeIfAbsent(name, none -> new Shelf());
    Optional<VersionInfo> present = shelf.book.withHash(hash);
    if (present.isPresent()) {
      return new AddedPrompt(present.get(), false);
    }
    VersionInfo info = new VersionInfo(name, shelf.book.size() + 1, hash, change);
    shelf.book.add(info);
    shelf.texts.add(text);
    return new AddedPrompt(info, true);
  }

  @Override
  public synchronized Optional<StoredPrompt> version(String name, int number) {
    return find(name, book -> book.version(number));
  }

  @Override
  public synchronized Optional<StoredPrompt> newest(String name) {
    return find(name, book -> book.version(book.size()));
  }

  @Override
  public synchronized Optional<StoredPrompt> labelled(String name, String label) {
    StoreRules.label(label);
    return find(name, book -> book.labelled(label));
  }

  private Optional<StoredPrompt> find(String name, Function<Book, Optional<VersionInfo>> which) {
    @Nullable Shelf shelf = shelf(name);
    return shelf == null ? Optional.empty() : which.apply(shelf.book).map(shelf::stored);
  }

  @Override
  public synchronized List<VersionInfo> versions(String name) {
    @Nullable Shelf shelf = shelf(name);
    return shelf == null ? List.of() : shelf.book.versions();
  }

  @Override
  public synchronized List<VersionInfo> versionsByHash(String name, String prefix) {
    StoreRules.hashPrefix(prefix);
    @Nullable Shelf shelf = shelf(name);
    return shelf == null ? List.of() : shelf.book.withHashPrefix(prefix);
  }

  @Override
  public synchronized Map<String, Integer> labels(String name) {
    @Nullable Shelf shelf = shelf(name);
    return shelf == null ? Map.of() : shelf.book.labels();
  }

  @Override
  public synchronized void moveLabel(LabelMove move) {
    StoreRules.move(move);
    @Nullable Shelf shelf = shelf(move.name());
    (shelf == null ? new Book() : shelf.book).move(move);
  }

  @Override
  public synchronized List<LabelMove> labelMoves(String name) {
    @Nullable Shelf shelf = shelf(name);
    return shelf == null ? List.of() : shelf.book.moves();
  }

  @Override
  public synchronized boolean addUse(PromptUse use) {
    @Nullable Shelf shelf = shelf(use.name());
    if (shelf == null || shelf.book.version(use.number()).isEmpty()) {
      throw (shelf == null ? new Book() : shelf.book).noSuchVersion(use.name(), use.number());
    }
    String key = use.number() + "\n" + use.kind() + "\n" + use.user();
    return shelf.uses.putIfAbsent(key, use) == null;
  }

  @Override
  public synchronized List<PromptUse> uses(String name, int number) {
    @Nullable Shelf shelf = shelf(name);
    return shelf == null
        ? List.of()
        : shelf.uses.values().stream().filter(use -> use.number() == number).toList();
  }

  @Override
  public synchronized List<String> names() {
    return List.copyOf(open().keySet());
  }

  @Override
  public synchronized List<StoredPrompt> newestAfter(String name, int limit) {
    StoreRules.limit(limit);
    return open().tailMap(name, false).values().stream()
        .limit(limit)
        .map(shelf -> shelf.stored(shelf.book.version(shelf.book.size()).orElseThrow()))
        .toList();
  }

  @Override
  public synchronized Map<String, String> revisions(Collection<String> names) {
    StoreRules.names(names);
    Map<String, String> revisions = new HashMap<>();
    for (String name : names) {
      @Nullable Shelf shelf = shelf(name);
      if (shelf != null) {
        revisions.put(name, Integer.toString(shelf.book.weight()));
      }
    }
    return revisions;
  }

  @Override
  public synchronized void close() {
    closed = true;
    shelves.clear();
  }

  private @Nullable Shelf shelf(String name) {
    StoreRules.name(name);
    return open().get(name);
  }

  private NavigableMap<String, Shelf> open() {
    if (closed) {
      throw new PromptStoreException("the store is closed");
    }
    return shelves;
  }
}

package io.fmops.prompt;

import io.fmops.prompt.internal.Reference;
import io.fmops.prompt.internal.search.SimilarPrompts;
import io.fmops.prompt.spi.AddedPrompt;
import io.fmops.prompt.spi.PromptDraft;
import io.fmops.prompt.spi.PromptStore;
import io.fmops.prompt.spi.StoreRules;
import io.fmops.prompt.spi.StoredPrompt;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All prompts of a product, each with its versions, labels and history.
 *
 * <pre>{@code
 * PromptCatalog catalog = PromptCatalog.inFolder(Path.of("prompts"));
 * catalog.add(Prompt.of("greeting", "Say hello to {{name}}."), Change.by("yuki", "first try"));
 * catalog.moveLabel("greeting", "production", 1, Change.by("yuki", "reviewed"));
 * GenerateRequest request = catalog.get("greeting@production").render(Map.of("name", "Ken"));
 * }</pre>
 *
 * <p>Reads and parses whenever it is asked; {@link CachedPrompts} is for production. Thread-safe;
 * several catalogs can use one place at once, as far as their store allows.
 *
 * <p>Every method throws {@link PromptException} for an illegal name or label, and
 * {@link PromptStoreException} if the store is away.
 */
public final class PromptCatalog implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PromptCatalog.class);

  /** What counts as nearly the same unless said otherwise. */
  private static final double NEAR = 0.75;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final PromptStore store;
  private final Optional<SimilarPrompts> similar;

  private PromptCatalog(PromptStore store, Optional<SimilarPrompts> similar) {
    this.store = store;
    this.similar = similar;
  }

  /**
   * A catalog in a folder of plain files, with or without Git.
   *
   * @param folder the folder; made if it is not there
   * @return the catalog
   * @throws PromptStoreException if the folder cannot be used
   * @see FolderPromptStore
   */
  public static PromptCatalog inFolder(Path folder) {
    return over(FolderPromptStore.in(folder));
  }

  /**
   * A catalog over any store.
   *
   * @param store the store; closed with the catalog
   * @return the catalog
   */
  public static PromptCatalog over(PromptStore store) {
    return over(store, NEAR);
  }

  /**
   * A catalog over any store, with a bound of its own for near-duplicates. The first prompt that is
   * added has the newest versions of all others read, on a thread of its own; adding waits for it
   * up to five seconds. After that the index takes some 400 bytes a prompt, and prompts that other
   * processes add are seen after a minute or so.
   *
   * @param store the store; closed with the catalog
   * @param nearDuplicate the similarity from which on another prompt is told as a
   *     {@link NearDuplicate}: above 0 and up to 1, or 0 for no comparisons at all. The default is
   *     0.75, which takes a few changed words in a paragraph for nearly the same.
   * @return the catalog
   * @throws IllegalArgumentException if it is out of range
   */
  public static PromptCatalog over(PromptStore store, double nearDuplicate) {
    Objects.requireNonNull(store, "store");
    if (!(nearDuplicate >= 0 && nearDuplicate <= 1)) {
      throw new IllegalArgumentException(
          "nearDuplicate is " + nearDuplicate + "; it must be 0 to 1");
    }
    return new PromptCatalog(
        store,
        nearDuplicate == 0
            ? Optional.empty()
            : Optional.of(new SimilarPrompts(store, nearDuplicate, PATIENCE)));
  }

  /**
   * Where the prompts are kept.
   *
   * @return the store
   */
  public PromptStore store() {
    return store;
  }

  /**
   * Adds a prompt as the next version of its name, unless there is a version that says the same.
   *
   * @param prompt the prompt
   * @param change who adds it, when, and why
   * @return the version, and prompts that it resembles
   * @throws PromptException if its text is longer than stores take, a million {@code char}s
   */
  public Added add(Prompt prompt, Change change) {
    int length = prompt.print().length();
    if (length > StoreRules.MAX_TEXT) {
      throw new PromptException("prompt %s has %,d chars; stores take %,d"
          .formatted(prompt.name(), length, StoreRules.MAX_TEXT));
    }
    AddedPrompt added = store.add(prompt.name(), prompt.print(), change);
    PromptVersion version = new PromptVersion(added.info(), prompt);
    if (!added.isNew() || similar.isEmpty()) {
      return new Added(version, added.isNew(), List.of(), false);
    }
    try {
      SimilarPrompts.Found found = similar.get().add(added.info(), prompt.print());
      return new Added(version, true, found.near(), found.complete());
    } catch (PromptStoreException e) {
      // The prompt is kept; to fail now would say that it may not be.
      log.warn("{} was added, but not compared: {}", version.reference(), e.getMessage());
      return new Added(version, true, List.of(), false);
    }
  }

  /**
   * Finds a version by a reference: {@code name} is the newest version, {@code name@3} the third,
   * {@code name@production} where the label is, {@code name#0f3a12} the one whose hash begins so;
   * {@code name@3#0f3a12bc9d0e} is as traces have it, and has to agree with itself.
   *
   * @param reference the reference
   * @return the version
   * @throws VersionNotFoundException if there is no such version, saying what there is instead
   * @throws PromptException if it is no reference, or the digits fit several versions
   */
  public PromptVersion get(String reference) {
    Reference parsed = Reference.parse(reference);
    PromptVersion version = parsed.number().isPresent()
        ? version(parsed.name(), parsed.number().getAsInt())
        : parsed.label().isPresent()
            ? labelled(parsed.name(), parsed.label().get())
            : parsed.hash().isPresent()
                ? withHash(parsed.name(), parsed.hash().get())
                : newest(parsed.name());
    if (parsed.hash().isPresent() && !version.hash().startsWith(parsed.hash().get())) {
      throw new VersionNotFoundException(
          "%s is another version in this catalog: %s".formatted(reference, version.reference()));
    }
    return version;
  }

  /**
   * The version with the highest number.
   *
   * @param name the prompt's name
   * @return the version
   * @throws VersionNotFoundException if there is no such prompt
   */
  public PromptVersion newest(String name) {
    return parsed(store.newest(name).orElseThrow(() -> noPrompt(name)));
  }

  /**
   * A version by its number.
   *
   * @param name the prompt's name
   * @param number the number
   * @return the version
   * @throws VersionNotFoundException if there is no such version
   */
  public PromptVersion version(String name, int number) {
    return parsed(store.version(name, number).orElseThrow(() -> noVersion(name, number)));
  }

  /**
   * The version that a label points at.
   *
   * @param name the prompt's name
   * @param label such as {@code production}
   * @return the version
   * @throws VersionNotFoundException if there is no such label
   */
  public PromptVersion labelled(String name, String label) {
    return parsed(store.labelled(name, label).orElseThrow(() -> {
      Map<String, Integer> labels = store.labels(name);
      return labels.isEmpty() && store.versions(name).isEmpty()
          ? noPrompt(name)
          : new VersionNotFoundException("prompt %s has no label %s; its labels are %s"
              .formatted(name, label, labels.keySet()));
    }));
  }

  /**
   * The version whose hash begins with some digits.
   *
   * @param name the prompt's name
   * @param prefix 4 to 64 hexadecimal digits
   * @return the version
   * @throws VersionNotFoundException if there is no such version
   * @throws PromptException if it fits several versions, or is no such text
   */
  public PromptVersion withHash(String name, String prefix) {
    List<VersionInfo> found = store.versionsByHash(name, Reference.hash(prefix));
    if (found.size() > 1) {
      throw new PromptException("%s#%s is not clear: it fits the versions %s; give more digits"
          .formatted(name, prefix, found.stream().map(VersionInfo::number).toList()));
    }
    if (found.isEmpty()) {
      throw new VersionNotFoundException(
          "prompt %s has no version whose hash begins with %s".formatted(name, prefix));
    }
    return version(name, found.get(0).number());
  }

  /**
   * All versions of a prompt.
   *
   * @param name the prompt's name
   * @return the first version first; empty if there is no such prompt
   */
  public List<VersionInfo> versions(String name) {
    return store.versions(name);
  }

  /**
   * Where the labels of a prompt are.
   *
   * @param name the prompt's name
   * @return the version's number for each label, in order; empty if there is no such prompt
   */
  public Map<String, Integer> labels(String name) {
    return store.labels(name);
  }

  /**
   * Moves a label, or makes it, wherever it is now; does nothing if it is there already, so that a
   * job can run twice. If others move labels too, say where you think it is instead:
   * {@link #moveLabel(String, String, OptionalInt, int, Change)}.
   *
   * @param name the prompt's name
   * @param label the label; not digits only, which would be a version's number
   * @param target the version to move it to
   * @param change who moves it, when, and why
   * @return the move; empty if the label was there already
   * @throws LabelConflictException if somebody moved it at the same moment
   * @throws VersionNotFoundException if there is no such version
   */
  public Optional<LabelMove> moveLabel(String name, String label, int target, Change change) {
    OptionalInt at = place(name, label);
    return at.equals(OptionalInt.of(target))
        ? Optional.empty()
        : Optional.of(moveLabel(name, label, at, target, change));
  }

  /**
   * Moves a label, or makes it, if it is where the caller thinks.
   *
   * @param name the prompt's name
   * @param label the label; not digits only, which would be a version's number
   * @param expected the version where it is now; empty if there is no such label
   * @param target the version to move it to
   * @param change who moves it, when, and why
   * @return the move
   * @throws LabelConflictException if it is elsewhere; nothing has changed then
   * @throws VersionNotFoundException if there is no such version
   * @throws PromptException if the label is to move to where it is
   */
  public LabelMove moveLabel(
      String name, String label, OptionalInt expected, int target, Change change) {
    return move(name, label, expected, OptionalInt.of(target), change);
  }

  /**
   * Takes a label away.
   *
   * @param name the prompt's name
   * @param label the label
   * @param change who takes it away, when, and why
   * @return the move
   * @throws VersionNotFoundException if there is no such label
   * @throws LabelConflictException if somebody moved it at the same moment
   */
  public LabelMove removeLabel(String name, String label, Change change) {
    OptionalInt at = place(name, label);
    if (at.isEmpty()) {
      throw new VersionNotFoundException("prompt %s has no label %s; its labels are %s"
          .formatted(name, label, store.labels(name).keySet()));
    }
    return move(name, label, at, OptionalInt.empty(), change);
  }

  private OptionalInt place(String name, String label) {
    PromptName.checkLabel(label);
    @Nullable Integer at = store.labels(name).get(label);
    return at == null ? OptionalInt.empty() : OptionalInt.of(at);
  }

  private LabelMove move(
      String name, String label, OptionalInt from, OptionalInt to, Change change) {
    PromptName.check(name);
    PromptName.checkLabel(label);
    if (Reference.isNumber(label)) {
      throw new PromptException(
          "the label %s has digits only, and would be taken for a version's number"
              .formatted(label));
    }
    if (from.equals(to)) {
      throw new PromptException(
          "label %s of %s is at version %d already".formatted(label, name, to.orElse(0)));
    }
    LabelMove move = new LabelMove(name, label, from, to, change);
    store.moveLabel(move);
    return move;
  }

  /**
   * All that happened to a prompt. Versions and moves are put in order by their moments; among
   * themselves they are in the order in which they were made, whatever the clocks said.
   *
   * @param name the prompt's name
   * @return the oldest first; empty if there is no such prompt
   */
  public List<HistoryEntry> history(String name) {
    List<LabelMove> moves = store.labelMoves(name);
    List<VersionInfo> versions = store.versions(name); // later, so that it has all that moves need
    List<HistoryEntry> history = new ArrayList<>();
    int version = 0;
    for (LabelMove move : moves) {
      while (version < versions.size()
          && (version < move.to().orElse(0)
              || !versions.get(version).change().when().isAfter(move.change().when()))) {
        history.add(new HistoryEntry.VersionAdded(versions.get(version++)));
      }
      history.add(new HistoryEntry.LabelMoved(move));
    }
    while (version < versions.size()) {
      history.add(new HistoryEntry.VersionAdded(versions.get(version++)));
    }
    return List.copyOf(history);
  }

  /**
   * What differs between two versions, of one prompt or of two.
   *
   * @param from a reference as {@link #get} takes it
   * @param to another one
   * @return the difference by words
   * @throws VersionNotFoundException if there is no such version
   */
  public PromptDiff diff(String from, String to) {
    return PromptDiff.of(get(from).prompt(), get(to).prompt());
  }

  /**
   * Keeps that something uses a version; telling it again changes nothing.
   *
   * @param version the version
   * @param kind what uses it, such as {@code chain} or {@code evaluation run}
   * @param user which of that kind, such as the chain's name or the run's id
   * @return whether it was new
   * @throws VersionNotFoundException if this catalog has no such version
   */
  public boolean addUse(VersionInfo version, String kind, String user) {
    return store.addUse(new PromptUse(
        version.name(), version.number(), kind, user, Clock.systemUTC().instant()));
  }

  /**
   * What used a version.
   *
   * @param name the prompt's name
   * @param number the version's number
   * @return in the order in which they were told; empty if there is no such version
   */
  public List<PromptUse> uses(String name, int number) {
    return store.uses(name, number);
  }

  /**
   * The names of all prompts.
   *
   * @return in the natural order of strings
   */
  public List<String> names() {
    return store.names();
  }

  /**
   * Adds what people have written where the store keeps its prompts, such as the edited files of a
   * {@link FolderPromptStore}. A file that cannot be added is left as it is, and does not keep the
   * others from being added.
   *
   * @param change who adds them, when, and why
   * @return what became of each file, by name
   */
  public List<DraftOutcome> addDrafts(Change change) {
    List<DraftOutcome> outcomes = new ArrayList<>();
    for (PromptDraft draft : store.drafts()) {
      try {
        if (draft.problem().isPresent()) {
          throw new PromptException(draft.problem().get());
        }
        Prompt prompt = Prompt.parse(draft.text(), draft.source());
        if (!prompt.name().equals(draft.name())) {
          throw new PromptException("%s has the prompt %s in it; its place says it is %s"
              .formatted(draft.source(), prompt.name(), draft.name()));
        }
        Added added = add(prompt, change);
        store.settle(draft);
        outcomes.add(new DraftOutcome(draft.source(), Optional.of(added), Optional.empty()));
      } catch (PromptException e) {
        outcomes.add(new DraftOutcome(draft.source(), Optional.empty(), Optional.of(e)));
      }
    }
    return List.copyOf(outcomes);
  }

  /**
   * Looks through the newest versions of all prompts; reads each of them.
   *
   * @param search what to look for
   * @return the prompts with the most matches first
   */
  public List<PromptHit> search(PromptSearch search) {
    return new Searcher(search).in(store);
  }

  /** Closes the store. */
  @Override
  public void close() {
    similar.ifPresent(SimilarPrompts::close);
    store.close();
  }

  private PromptVersion parsed(StoredPrompt stored) {
    return Versions.parse(stored);
  }

  private static VersionNotFoundException noPrompt(String name) {
    return new VersionNotFoundException("there is no prompt " + name);
  }

  private VersionNotFoundException noVersion(String name, int number) {
    int newest = store.versions(name).size();
    return newest == 0
        ? noPrompt(name)
        : new VersionNotFoundException("prompt %s has no version %d; the newest is version %d"
            .formatted(name, number, newest));
  }
}

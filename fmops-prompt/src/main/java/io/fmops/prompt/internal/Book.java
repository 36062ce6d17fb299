package io.fmops.prompt.internal;

import io.fmops.prompt.LabelConflictException;
import io.fmops.prompt.LabelMove;
import io.fmops.prompt.VersionInfo;
import io.fmops.prompt.VersionNotFoundException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that is known of one name but the texts: its versions and labels. Not thread-safe. */
public final class Book {

  private final List<VersionInfo> versions = new ArrayList<>();
  private final Map<String, Integer> byHash = new HashMap<>();
  private final TreeMap<String, Integer> labels = new TreeMap<>();
  private final List<LabelMove> moves = new ArrayList<>();

  /** An empty book, of a prompt that does not exist yet. */
  public Book() {}

  /**
   * All versions.
   *
   * @return the first one first; a copy
   */
  public List<VersionInfo> versions() {
    return List.copyOf(versions);
  }

  /**
   * The same book, for whoever looks into it later.
   *
   * @return a book of its own
   */
  public Book copy() {
    Book copy = new Book();
    copy.versions.addAll(versions);
    copy.byHash.putAll(byHash);
    copy.labels.putAll(labels);
    copy.moves.addAll(moves);
    return copy;
  }

  /**
   * How many versions there are.
   *
   * @return the highest number, 0 for none
   */
  public int size() {
    return versions.size();
  }

  /**
   * How much the book holds, for bounds of memory.
   *
   * @return versions and moves together
   */
  public int weight() {
    return versions.size() + moves.size();
  }

  /**
   * A version by number.
   *
   * @param number any number
   * @return the version, if there is one
   */
  public Optional<VersionInfo> version(int number) {
    return number < 1 || number > versions.size()
        ? Optional.empty()
        : Optional.of(versions.get(number - 1));
  }

  /**
   * A version by its whole hash.
   *
   * @param hash the hash
   * @return the version, if there is one
   */
  public Optional<VersionInfo> withHash(String hash) {
    @Nullable Integer number = byHash.get(hash);
    return number == null ? Optional.empty() : version(number);
  }

  /**
   * The versions whose hash begins with something.
   *
   * @param prefix the first digits
   * @return the lower number first
   */
  public List<VersionInfo> withHashPrefix(String prefix) {
    return versions.stream().filter(info -> info.hash().startsWith(prefix)).toList();
  }

  /**
   * The version that a label points at.
   *
   * @param label the label
   * @return the version, if there is such a label
   */
  public Optional<VersionInfo> labelled(String label) {
    @Nullable Integer number = labels.get(label);
    return number == null ? Optional.empty() : version(number);
  }

  /**
   * Where the labels are.
   *
   * @return a copy, in natural order
   */
  public Map<String, Integer> labels() {
    return java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /**
   * All moves of labels.
   *
   * @return the oldest first; a copy
   */
  public List<LabelMove> moves() {
    return List.copyOf(moves);
  }

  /**
   * Writes a version down.
   *
   * @param info has the next number and a new hash
   * @throws IllegalArgumentException if it does not
   */
  public void add(VersionInfo info) {
    if (info.number() != versions.size() + 1) {
      throw new IllegalArgumentException("version %d of %s comes after version %d"
          .formatted(info.number(), info.name(), versions.size()));
    }
    if (byHash.putIfAbsent(info.hash(), info.number()) != null) {
      throw new IllegalArgumentException("version %d of %s has the text of version %d"
          .formatted(info.number(), info.name(), byHash.get(info.hash())));
    }
    versions.add(info);
  }

  /**
   * Whether a move can be made now.
   *
   * @param move the move
   * @throws VersionNotFoundException if it leads to a version that there is not
   * @throws LabelConflictException if the label is elsewhere
   */
  public void check(LabelMove move) {
    if (versions.isEmpty()) {
      throw noSuchPrompt(move.name());
    }
    if (move.to().isPresent() && version(move.to().getAsInt()).isEmpty()) {
      throw noSuchVersion(move.name(), move.to().getAsInt());
    }
    @Nullable Integer at = labels.get(move.label());
    OptionalInt actual = at == null ? OptionalInt.empty() : OptionalInt.of(at);
    if (!actual.equals(move.from())) {
      throw new LabelConflictException(move, actual);
    }
  }

  /**
   * Makes a move.
   *
   * @param move one that {@link #check} lets through
   * @throws VersionNotFoundException if it leads to a version that there is not
   * @throws LabelConflictException if the label is elsewhere
   */
  public void move(LabelMove move) {
    check(move);
    if (move.to().isPresent()) {
      labels.put(move.label(), move.to().getAsInt());
    } else {
      labels.remove(move.label());
    }
    moves.add(move);
  }

  /**
   * The error for a version that there is not.
   *
   * @param name the prompt's name
   * @param number the version's
   * @return the error, to be thrown
   */
  public VersionNotFoundException noSuchVersion(String name, int number) {
    return versions.isEmpty()
        ? noSuchPrompt(name)
        : new VersionNotFoundException("prompt %s has no version %d; the newest is version %d"
            .formatted(name, number, versions.size()));
  }

  private static VersionNotFoundException noSuchPrompt(String name) {
    return new VersionNotFoundException("there is no prompt " + name);
  }
}

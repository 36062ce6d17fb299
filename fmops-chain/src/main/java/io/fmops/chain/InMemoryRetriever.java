package io.fmops.chain;

import io.fmops.model.CallContext;
import io.fmops.model.EmbedRequest.Purpose;
import io.fmops.model.EmbeddingModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds passages that it holds in memory, by their words (BM25) and, if it has an embedding model,
 * by their meaning as well.
 *
 * <pre>{@code
 * InMemoryRetriever manual = InMemoryRetriever.builder().build();
 * manual.add(TextSplitter.ofTokens(200, 40).passages("manual.txt", text));
 * List<Passage> found = manual.retrieve("Can I get a refund?", 5);
 * }</pre>
 *
 * <p>Words are those of {@link io.fmops.text.Words}: whole words of English and its like, pairs of
 * neighbouring characters of Japanese and others that are written without spaces; full-width and
 * half-width, upper and lower case are the same. By words alone, the score of a passage is its BM25
 * score, and one that has none of the query's words is not found.
 *
 * <p>With an embedding model, passages are ranked a second time by the cosine of their vectors and
 * the query's, if it is above 0. From the best hundred of both rankings, or as many as are asked
 * for if that is more, the score is then {@code 1 / (60 + rank)}, summed over the rankings that
 * have the passage (reciprocal rank fusion). All vectors are looked at, one after the other.
 *
 * <p>The same passages and the same query give the same answer; of equals, the one that was added
 * first comes first. Bounded: by default to 100,000 passages and 50 million characters, which take
 * some hundred megabytes. Thread-safe: many threads search at once, and a search sees each
 * {@link #add} wholly or not at all.
 */
public final class InMemoryRetriever implements Retriever {

  private static final int DEPTH = 100;

  private static final class Entry {
    private final Passage passage;
    private final int number;
    private final float @Nullable [] vector;

    Entry(Passage passage, int number, float @Nullable [] vector) {
      this.passage = passage;
      this.number = number;
      this.vector = vector;
    }
  }

  private final int maxPassages;
  private final long maxCharacters;
  private final @Nullable Vectors vectors;

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, Entry> byId = new LinkedHashMap<>();
  private List<@Nullable Entry> byNumber = new ArrayList<>();
  private WordIndex words = new WordIndex();
  private long characters;

  private InMemoryRetriever(Builder builder) {
    maxPassages = builder.maxPassages;
    maxCharacters = builder.maxCharacters;
    vectors = builder.embeddingModel == null ? null : new Vectors(builder.embeddingModel);
  }

  /**
   * A builder of a retriever that goes by words.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Adds passages: all of them, or none if this throws. One whose id is there already takes the
   * other one's place.
   *
   * @param passages what to add; their scores do not matter
   * @throws IllegalArgumentException if two of them have the same id
   * @throws IllegalStateException if there is no room for all of them
   * @throws io.fmops.model.ModelException if the embedding model fails
   */
  public void add(Collection<Passage> passages) {
    add(passages, CallContext.create());
  }

  /**
   * Adds passages within a deadline and a cancellation, which reach the embedding model.
   *
   * @param passages what to add; their scores do not matter
   * @param context what surrounds the calls
   * @throws IllegalArgumentException if two of them have the same id
   * @throws IllegalStateException if there is no room for all of them
   * @throws io.fmops.model.ModelException if the embedding model fails
   */
  public void add(Collection<Passage> passages, CallContext context) {
    List<Passage> added = List.copyOf(passages);
    Set<String> ids = new HashSet<>();
    for (Passage passage : added) {
      if (!ids.add(passage.id())) {
        throw new IllegalArgumentException("two passages have the id '" + passage.id() + "'");
      }
    }
    locked(false, () -> checkRoom(added)); // before the model is paid for nothing
    List<float[]> made = vectors == null
        ? List.of()
        : vectors.of(added.stream().map(Passage::text).toList(), Purpose.DOCUMENT, context);
    locked(true, () -> {
      checkRoom(added);
      checkLengths(made);
      for (int i = 0; i < added.size(); i++) {
        remove(added.get(i).id());
        put(added.get(i).withScore(0), made.isEmpty() ? null : made.get(i));
      }
      tidy();
    });
  }

  /**
   * Removes passages.
   *
   * @param which tells those to remove; must not use this retriever
   * @return how many were removed
   */
  public int removeIf(Predicate<Passage> which) {
    lock.writeLock().lock();
    try {
      List<String> ids = byId.values().stream()
          .map(entry -> entry.passage)
          .filter(which)
          .map(Passage::id)
          .toList();
      ids.forEach(this::remove);
      tidy();
      return ids.size();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * How many passages it holds.
   *
   * @return 0 or more
   */
  public int size() {
    lock.readLock().lock();
    try {
      return byId.size();
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public List<Passage> retrieve(String query, int limit) {
    return retrieve(query, limit, CallContext.create());
  }

  @Override
  public List<Passage> retrieve(String query, int limit, CallContext context) {
    Objects.requireNonNull(query, "query");
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit + "; it must be 1 or more");
    }
    if (query.isBlank()) {
      return List.of();
    }
    if (vectors == null) {
      return found(() -> words.search(query, limit));
    }
    float[] wanted = vectors.of(List.of(query), Purpose.QUERY, context).get(0);
    int depth = Math.max(DEPTH, limit);
    return found(
        () -> Ranking.fused(limit, words.search(query, depth), nearest(vectors, wanted, depth)));
  }

  private List<Passage> found(Supplier<Ranking> search) {
    lock.readLock().lock();
    try {
      List<Passage> found = new ArrayList<>();
      for (Ranking.Hit hit : search.get().hits()) {
        Entry entry = Objects.requireNonNull(byNumber.get(hit.number()));
        found.add(entry.passage.withScore(hit.score()));
      }
      return List.copyOf(found);
    } finally {
      lock.readLock().unlock();
    }
  }

  private Ranking nearest(Vectors measure, float[] wanted, int depth) {
    Ranking ranking = new Ranking(depth);
    for (Entry entry : byId.values()) {
      double cosine = measure.cosine(wanted, Objects.requireNonNull(entry.vector));
      if (cosine > 0) {
        ranking.offer(entry.number, cosine);
      }
    }
    return ranking;
  }

  private void locked(boolean write, Runnable work) {
    Lock held = write ? lock.writeLock() : lock.readLock();
    held.lock();
    try {
      work.run();
    } finally {
      held.unlock();
    }
  }

  private void checkRoom(List<Passage> added) {
    long count = byId.size();
    long total = characters;
    for (Passage passage : added) {
      Entry replaced = byId.get(passage.id());
      count += replaced == null ? 1 : 0;
      total += passage.text().length();
      total -= replaced == null ? 0 : replaced.passage.text().length();
    }
    if (count > maxPassages) {
      throw new IllegalStateException(
          "that would be %d passages in memory; the limit is %d (maxPassages)"
              .formatted(count, maxPassages));
    }
    if (total > maxCharacters) {
      throw new IllegalStateException(
          "that would be %d characters in memory; the limit is %d (maxCharacters)"
              .formatted(total, maxCharacters));
    }
  }

  /** Before anything is changed: vectors that cannot be compared must not get in. */
  private void checkLengths(List<float[]> made) {
    if (vectors != null && !made.isEmpty()) {
      float[] first = byId.isEmpty()
          ? made.get(0)
          : Objects.requireNonNull(byId.values().iterator().next().vector);
      made.forEach(vector -> vectors.cosine(first, vector));
    }
  }

  private void put(Passage passage, float @Nullable [] vector) {
    Entry entry = new Entry(passage, words.add(passage.text()), vector);
    byId.put(passage.id(), entry);
    byNumber.add(entry);
    characters += passage.text().length();
  }

  private void remove(String id) {
    Entry entry = byId.remove(id);
    if (entry != null) {
      words.remove(entry.number);
      byNumber.set(entry.number, null);
      characters -= entry.passage.text().length();
    }
  }

  private void tidy() {
    if (words.mostlyRemoved()) {
      List<Entry> kept = List.copyOf(byId.values());
      byId.clear();
      byNumber = new ArrayList<>();
      words = new WordIndex();
      characters = 0;
      kept.forEach(entry -> put(entry.passage, entry.vector));
    }
  }

  /** Builds an {@link InMemoryRetriever}. Not thread-safe. */
  public static final class Builder {
    private int maxPassages = 100_000;
    private long maxCharacters = 50_000_000;
    private @Nullable EmbeddingModel embeddingModel;

    private Builder() {}

    /**
     * Has passages found by their meaning, too. The model is called for every passage that is added
     * and for every query; it stays open. Default: none.
     *
     * @param model the model
     * @return this
     */
    public Builder embeddingModel(EmbeddingModel model) {
      embeddingModel = Objects.requireNonNull(model, "model");
      return this;
    }

    /**
     * Sets how many passages may be held at the most. Default: 100,000.
     *
     * @param value 1 or more
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxPassages(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("maxPassages is " + value + "; it must be 1 or more");
      }
      maxPassages = value;
      return this;
    }

    /**
     * Sets how many characters the texts may have together at the most. Default: 50 million.
     *
     * @param value 1 or more
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxCharacters(long value) {
      if (value < 1) {
        throw new IllegalArgumentException("maxCharacters is " + value + "; it must be 1 or more");
      }
      maxCharacters = value;
      return this;
    }

    /**
     * Builds the retriever.
     *
     * @return a retriever without passages
     */
    public InMemoryRetriever build() {
      return new InMemoryRetriever(this);
    }
  }
}

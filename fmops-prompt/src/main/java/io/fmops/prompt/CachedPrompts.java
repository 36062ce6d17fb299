package io.fmops.prompt;

import io.fmops.prompt.internal.Reference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prompts for production: read once, kept in memory, and kept up to date by asking the store from
 * time to time what has changed. A prompt that was read once is served for good, whatever becomes
 * of the store: when it is away, or a label is gone or points at something broken, the last good
 * version is served, and {@link #state}, the {@link Listener} and the log say so.
 *
 * <pre>{@code
 * CachedPrompts prompts = CachedPrompts.builder(catalog).every(Duration.ofSeconds(5)).build();
 * GenerateRequest request = prompts.get("support/refund@production").render(values);
 * }</pre>
 *
 * <p>{@link #get} waits for the store only for a reference that is not in memory. Thread-safe. Has
 * a thread of its own until it is closed.
 */
public final class CachedPrompts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CachedPrompts.class);

  private static final int MAX_NAMES = 1_000;

  /** After so many intervals without a look that went well, something hangs. */
  private static final int MAX_MISSED = 3;

  /**
   * How far what is served can be trusted. Immutable and thread-safe.
   *
   * @param asOf when the store was last asked with success; what is served was right then
   * @param problem why it is not known to be right now; empty if the last time went well
   */
  public record State(Instant asOf, Optional<RuntimeException> problem) {

    /** Checks that nothing is null. */
    public State {
      Objects.requireNonNull(asOf, "asOf");
      Objects.requireNonNull(problem, "problem");
    }

    /**
     * Whether the last look at the store went well and is not older than three intervals.
     *
     * @return true if there is no problem
     */
    public boolean isCurrent() {
      return problem.isEmpty();
    }
  }

  /** Is told what happens, on the thread that keeps the prompts up to date; must not wait. */
  public interface Listener {

    /**
     * A reference leads to another version now.
     *
     * @param reference such as {@code greeting@production}
     * @param from the version that was served before
     * @param to the version that is served from now on
     */
    default void changed(String reference, PromptVersion from, PromptVersion to) {}

    /**
     * Old versions are served from now on, since the store is away or something in it is broken or
     * gone. Told once, until {@link #current} is.
     *
     * @param state since when, and why
     */
    default void stale(State state) {}

    /**
     * The problem is over.
     *
     * @param state the state from now on
     */
    default void current(State state) {}
  }

  /** What is served for a reference, and the state of its prompt when it was read. */
  private record Entry(
      Reference reference, PromptVersion version, @Nullable String revision) {}

  private final PromptCatalog catalog;
  private final Duration every;
  private final int max;
  private final List<Listener> listeners;
  private final Clock clock;

  /** By the reference as it was given; the least recently used one first. */
  private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  private final Object polling = new Object();
  private final Thread thread;
  private volatile State state;
  private volatile boolean closed;

  private CachedPrompts(Builder builder) {
    catalog = builder.catalog;
    every = builder.every;
    max = builder.max;
    listeners = List.copyOf(builder.listeners);
    clock = builder.clock;
    state = new State(clock.instant(), Optional.empty());
    thread = new Thread(this::run, "fmops-prompts-poll");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * A builder with the defaults: the store is asked every 10 seconds, and up to 1,000 references
   * are kept.
   *
   * @param catalog where the prompts are; not closed with this
   * @return a new builder
   */
  public static Builder builder(PromptCatalog catalog) {
    return new Builder(catalog);
  }

  /**
   * The version that a reference leads to.
   *
   * @param reference as {@link PromptCatalog#get} takes it, such as {@code greeting@production}
   * @return the version, from memory if it was asked for before
   * @throws VersionNotFoundException if it was not in memory, and there is no such version
   * @throws PromptStoreException if it was not in memory, and the store is away
   * @throws PromptException if it is no reference
   */
  public PromptVersion get(String reference) {
    Entry known;
    synchronized (entries) {
      known = entries.get(reference);
    }
    if (known != null) {
      return known.version();
    }
    if (closed) {
      throw new PromptStoreException("the cache of prompts is closed");
    }
    Entry read = read(reference, Reference.parse(reference));
    synchronized (entries) {
      Entry now = entries.putIfAbsent(reference, read);
      if (entries.size() > max) {
        entries.remove(entries.keySet().iterator().next());
      }
      return now == null ? read.version() : now.version();
    }
  }

  /** The revision is asked first: a change in between is then found the next time. */
  private Entry read(String text, Reference reference) {
    String revision = catalog.store().revisions(List.of(reference.name())).get(reference.name());
    return new Entry(reference, catalog.get(text), revision);
  }

  /**
   * How far what is served can be trusted.
   *
   * @return the state after the last look at the store; not current if that is longer ago than
   *     three intervals, such as when the store does not answer at all, which no listener is told
   */
  public State state() {
    State last = state;
    if (last.isCurrent()
        && last.asOf().plus(every.multipliedBy(MAX_MISSED)).isBefore(clock.instant())) {
      return new State(
          last.asOf(),
          Optional.of(new PromptStoreException(
              "the store was last asked with success at %s, longer ago than %d times %s"
                  .formatted(last.asOf(), MAX_MISSED, every))));
    }
    return last;
  }

  /**
   * Looks at the store now, and does not wait for the next time.
   *
   * @return the state after that
   */
  public State refresh() {
    synchronized (polling) {
      Instant now = clock.instant();
      Optional<RuntimeException> problem = poll();
      State before = state;
      State after = new State(problem.isEmpty() ? now : before.asOf(), problem);
      state = after;
      tell(before, after);
      return after;
    }
  }

  private void run() {
    while (!closed) {
      try {
        // A little more or less, so that many processes do not ask in step.
        long millis = every.toMillis();
        Thread.sleep(millis + ThreadLocalRandom.current().nextLong(millis / 10 + 1));
        refresh();
      } catch (InterruptedException e) {
        return; // closed
      } catch (Throwable e) { // an error must not end the thread
        log.error("Prompts could not be looked at", e);
        state = new State(state.asOf(), Optional.of(problem(e)));
      }
    }
  }

  private static RuntimeException problem(Throwable e) {
    return e instanceof RuntimeException exception
        ? exception
        : new PromptStoreException("looking at the store failed with " + e, e);
  }

  /** Reads what has changed; gives the first problem of all. */
  private Optional<RuntimeException> poll() {
    Map<String, Entry> known;
    synchronized (entries) {
      known = new HashMap<>(entries);
    }
    known.values().removeIf(CachedPrompts::neverMoves);
    List<String> names = new ArrayList<>(new TreeSet<>(
        known.values().stream().map(entry -> entry.reference().name()).toList()));
    Map<String, String> revisions = new HashMap<>();
    try {
      for (int i = 0; i < names.size(); i += MAX_NAMES) {
        revisions.putAll(
            catalog.store().revisions(names.subList(i, Math.min(names.size(), i + MAX_NAMES))));
      }
    } catch (Throwable e) {
      return Optional.of(problem(e));
    }
    Optional<RuntimeException> problem = Optional.empty();
    for (Map.Entry<String, Entry> entry : known.entrySet()) {
      String revision = revisions.get(entry.getValue().reference().name());
      if (revision == null || !revision.equals(entry.getValue().revision())) {
        try {
          reread(entry.getKey(), entry.getValue());
        } catch (Throwable e) {
          problem = problem.or(() -> Optional.of(problem(e)));
        }
      }
    }
    return problem;
  }

  private static boolean neverMoves(Entry entry) {
    return entry.reference().number().isPresent()
        || (entry.reference().hash().isPresent() && entry.reference().label().isEmpty());
  }

  private void reread(String reference, Entry known) {
    Entry now = read(reference, known.reference());
    synchronized (entries) {
      if (!entries.containsKey(reference)) {
        return; // dropped in the meantime
      }
      entries.replace(reference, now);
    }
    if (!now.version().info().equals(known.version().info())) {
      log.info(
          "Prompt {} is {} now, and was {}",
          reference,
          now.version().reference(),
          known.version().reference());
      each(listener -> listener.changed(reference, known.version(), now.version()));
    }
  }

  private void tell(State before, State after) {
    if (!after.isCurrent() && before.isCurrent()) {
      log.warn(
          "Prompts are served as they were at {}: {}",
          after.asOf(),
          after.problem().map(RuntimeException::getMessage).orElse(""));
      each(listener -> listener.stale(after));
    } else if (after.isCurrent() && !before.isCurrent()) {
      log.info("Prompts are up to date again");
      each(listener -> listener.current(after));
    }
  }

  private void each(java.util.function.Consumer<Listener> what) {
    for (Listener listener : listeners) {
      try {
        what.accept(listener);
      } catch (Throwable e) {
        log.error("A listener of prompts failed", e);
      }
    }
  }

  /** Stops looking at the store. What is in memory can still be had; the catalog stays open. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  /** Builds {@link CachedPrompts}. Not thread-safe. */
  public static final class Builder {
    private final PromptCatalog catalog;
    private Duration every = Duration.ofSeconds(10);
    private int max = 1_000;
    private final List<Listener> listeners = new ArrayList<>();
    private Clock clock = Clock.systemUTC();

    private Builder(PromptCatalog catalog) {
      this.catalog = Objects.requireNonNull(catalog, "catalog");
    }

    /**
     * Sets how often the store is asked. Default: every 10 seconds.
     *
     * @param interval at least a millisecond
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder every(Duration interval) {
      if (interval.toMillis() < 1) {
        throw new IllegalArgumentException(
            "the interval is " + interval + "; it must be a millisecond or more");
      }
      every = interval;
      return this;
    }

    /**
     * Sets how many references are kept; the least recently used one goes first. Default: 1,000.
     *
     * @param references at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder max(int references) {
      if (references < 1) {
        throw new IllegalArgumentException("max is " + references + "; it must be 1 or more");
      }
      max = references;
      return this;
    }

    /**
     * Adds someone who is told what happens. Default: only the log is.
     *
     * @param listener the listener
     * @return this
     */
    public Builder listener(Listener listener) {
      listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /** Sets the clock, for tests. */
    Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /**
     * Starts looking at the store.
     *
     * @return the cache, empty
     */
    public CachedPrompts build() {
      return new CachedPrompts(this);
    }
  }
}

package io.fmops.prompt.internal.search;

import io.fmops.prompt.NearDuplicate;
import io.fmops.prompt.VersionInfo;
import io.fmops.prompt.spi.PromptStore;
import io.fmops.prompt.spi.StoredPrompt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds prompts that say nearly the same. Keeps a small signature of each prompt's newest version,
 * reads them all when it is first asked, on a thread of its own, and what has changed from time to
 * time. Thread-safe.
 */
public final class SimilarPrompts {

  private static final Logger log = LoggerFactory.getLogger(SimilarPrompts.class);

  /** Some 400 bytes each. */
  private static final int MAX_PROMPTS = 100_000;

  private static final int PAGE = 500;
  private static final int MAX_FOUND = 5;
  private static final int MAX_CANDIDATES = 20;

  /** Candidates may seem less similar than they are by so much. */
  private static final double MARGIN = 0.2;

  private static final Duration REFRESH = Duration.ofMinutes(1);

  private static final class Entry {
    private final int number;
    private final int[] signature;
    private final @Nullable String revision;

    Entry(int number, int[] signature, @Nullable String revision) {
      this.number = number;
      this.signature = signature;
      this.revision = revision;
    }
  }

  /**
   * What was found.
   *
   * @param near the most similar first
   * @param complete whether all prompts were looked at
   */
  public record Found(List<NearDuplicate> near, boolean complete) {}

  private final PromptStore store;
  private final double least;
  private final Duration patience;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  private final Object lock = new Object();
  private @Nullable CompletableFuture<Boolean> reading;
  private volatile boolean complete;
  private long readAtNanos;
  private volatile boolean closed;

  /**
   * An index that has read nothing yet.
   *
   * @param store where the prompts are
   * @param least the similarity that counts, 0 to 1
   * @param patience how long to wait for the first reading
   */
  public SimilarPrompts(PromptStore store, double least, Duration patience) {
    this.store = store;
    this.least = least;
    this.patience = patience;
  }

  /**
   * Looks for prompts of other names that resemble a version, and remembers that one.
   *
   * @param info a new version
   * @param text its text
   * @return what was found
   */
  public Found add(VersionInfo info, String text) {
    Features features = Features.of(text);
    boolean read = awaitReading();
    List<NearDuplicate> near = features.isEmpty() ? List.of() : near(info.name(), features);
    put(info, features.signature(), null);
    return new Found(near, read && complete && !features.isEmpty());
  }

  private List<NearDuplicate> near(String name, Features features) {
    record Candidate(String name, double estimate) {}
    int[] signature = features.signature();
    List<Candidate> candidates = new ArrayList<>();
    entries.forEach((other, entry) -> {
      double estimate = Features.estimate(signature, entry.signature);
      if (estimate >= least - MARGIN && !other.equals(name)) {
        candidates.add(new Candidate(other, estimate));
      }
    });
    candidates.sort(
        Comparator.comparingDouble(Candidate::estimate).reversed().thenComparing(Candidate::name));
    List<NearDuplicate> near = new ArrayList<>();
    for (Candidate candidate : candidates.subList(0, Math.min(candidates.size(), MAX_CANDIDATES))) {
      Optional<StoredPrompt> other = store.newest(candidate.name());
      double similarity =
          other.map(o -> features.similarity(Features.of(o.text()))).orElse(0.0);
      if (other.isPresent() && similarity >= least) {
        near.add(new NearDuplicate(other.get().info(), similarity));
      }
    }
    near.sort(Comparator.comparingDouble(NearDuplicate::similarity)
        .reversed()
        .thenComparing(found -> found.version().name()));
    return List.copyOf(near.subList(0, Math.min(near.size(), MAX_FOUND)));
  }

  private void put(VersionInfo info, int[] signature, @Nullable String revision) {
    entries.compute(info.name(), (name, there) -> {
      if (there == null && entries.size() >= MAX_PROMPTS) {
        complete = false;
        return null;
      }
      return there != null && there.number > info.number()
          ? there
          : new Entry(info.number(), signature, revision);
    });
  }

  /** Whether all prompts have been read at least once. */
  private boolean awaitReading() {
    CompletableFuture<Boolean> first;
    synchronized (lock) {
      boolean old = complete && System.nanoTime() - readAtNanos > REFRESH.toNanos();
      if (reading == null || (reading.isDone() && (old || !complete))) {
        boolean again = complete;
        reading = new CompletableFuture<>();
        start(reading, again);
        if (again) {
          return true; // what is known is good enough while the rest is being read
        }
      }
      first = reading;
      if (complete) {
        return true;
      }
    }
    try {
      return first.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return false; // told by the thread that read
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void start(CompletableFuture<Boolean> done, boolean again) {
    Thread thread = new Thread(
        () -> {
          try {
            boolean all = again ? readChanged() : readAll();
            complete = all;
            done.complete(all);
          } catch (Throwable e) { // whoever waits has to be told of an error too
            log.warn("Prompts were not compared with all others: {}", e.toString());
            done.completeExceptionally(e);
          } finally {
            synchronized (lock) {
              readAtNanos = System.nanoTime();
            }
          }
        },
        "fmops-prompts-read");
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (Throwable e) { // such as too many threads
      log.warn("Prompts were not compared with all others: {}", e.toString());
      done.completeExceptionally(e);
    }
  }

  private boolean readAll() {
    String after = "";
    while (!closed) {
      List<StoredPrompt> page = store.newestAfter(after, PAGE);
      List<String> names = page.stream().map(stored -> stored.info().name()).toList();
      Map<String, String> revisions = store.revisions(names);
      for (StoredPrompt stored : page) {
        put(
            stored.info(),
            Features.of(stored.text()).signature(),
            revisions.get(stored.info().name()));
      }
      if (page.size() < PAGE) {
        return entries.size() < MAX_PROMPTS;
      }
      after = names.get(names.size() - 1);
    }
    return false;
  }

  private boolean readChanged() {
    List<String> names = store.names();
    Set<String> gone = new HashSet<>(entries.keySet());
    for (int from = 0; from < names.size() && !closed; from += PAGE) {
      List<String> page = names.subList(from, Math.min(names.size(), from + PAGE));
      Map<String, String> revisions = store.revisions(page);
      for (String name : page) {
        gone.remove(name);
        @Nullable Entry known = entries.get(name);
        String revision = revisions.get(name);
        if (known == null || revision == null || !revision.equals(known.revision)) {
          store
              .newest(name)
              .ifPresent(
                  stored -> put(stored.info(), Features.of(stored.text()).signature(), revision));
        }
      }
    }
    if (!closed) {
      gone.forEach(entries::remove); // Git can take prompts away
    }
    return entries.size() < MAX_PROMPTS;
  }

  /** Stops reading. */
  public void close() {
    closed = true;
  }
}

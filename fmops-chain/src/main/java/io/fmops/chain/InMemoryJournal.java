package io.fmops.chain;

import io.fmops.chain.spi.Journal;
import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunHeader;
import io.fmops.chain.spi.RunState;
import io.fmops.chain.spi.RunSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A journal that ends with its process: for tests, and for approvals within one process. It grows
 * with every run; {@link #delete} takes one out. Thread-safe.
 */
public final class InMemoryJournal implements Journal {

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Run> runs = new HashMap<>();

  /** An empty journal. */
  public InMemoryJournal() {}

  /** All fields are guarded by the journal's lock. */
  private static final class Run {
    final RunHeader header;
    final List<JournalEntry> entries = new ArrayList<>();
    boolean held;

    Run(RunHeader header) {
      this.header = header;
    }

    RunSummary summary(String runId) {
      Instant changed =
          entries.isEmpty() ? header.begun() : entries.get(entries.size() - 1).at();
      return new RunSummary(runId, header.chain(), state(entries), header.begun(), changed);
    }
  }

  /** What the entries say of the run. */
  static RunState state(List<JournalEntry> entries) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      Optional<RunState> state = entries.get(i).type().state();
      if (state.isPresent()) {
        return state.get();
      }
    }
    return RunState.OPEN;
  }

  @Override
  public JournalRun open(String runId, RunHeader header) {
    Journal.checkRunId(runId);
    Objects.requireNonNull(header, "header");
    lock.lock();
    try {
      return hold(runId, runs.computeIfAbsent(runId, id -> new Run(header)));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<JournalRun> reopen(String runId) {
    Journal.checkRunId(runId);
    lock.lock();
    try {
      Run run = runs.get(runId);
      return run == null ? Optional.empty() : Optional.of(hold(runId, run));
    } finally {
      lock.unlock();
    }
  }

  private JournalRun hold(String runId, Run run) {
    if (run.held) {
      throw inUse(runId);
    }
    run.held = true;
    return new Held(runId, run);
  }

  private static RunInUseException inUse(String runId) {
    return new RunInUseException(
        "the run \"%s\" is in another thread's hands; it can be taken up when that has ended"
            .formatted(runId),
        null);
  }

  @Override
  public Optional<RunSummary> find(String runId) {
    Journal.checkRunId(runId);
    lock.lock();
    try {
      return Optional.ofNullable(runs.get(runId)).map(run -> run.summary(runId));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<JournalEntry> entries(String runId) {
    Journal.checkRunId(runId);
    lock.lock();
    try {
      Run run = runs.get(runId);
      return run == null ? List.of() : List.copyOf(run.entries);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<RunSummary> list(RunState state, int limit) {
    lock.lock();
    try {
      List<RunSummary> all = new ArrayList<>();
      runs.forEach((id, run) -> all.add(run.summary(id)));
      return RunFiles.listed(all, state, limit);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean delete(String runId) {
    Journal.checkRunId(runId);
    lock.lock();
    try {
      Run run = runs.get(runId);
      if (run != null && run.held) {
        throw inUse(runId);
      }
      return runs.remove(runId) != null;
    } finally {
      lock.unlock();
    }
  }

  private final class Held implements JournalRun {
    private final String runId;
    private final Run run;
    private final List<JournalEntry> before;
    private boolean closed;

    Held(String runId, Run run) {
      this.runId = runId;
      this.run = run;
      this.before = List.copyOf(run.entries);
    }

    @Override
    public RunHeader header() {
      return run.header;
    }

    @Override
    public List<JournalEntry> entries() {
      return before;
    }

    @Override
    public void append(JournalEntry entry) {
      Objects.requireNonNull(entry, "entry");
      lock.lock();
      try {
        if (closed) {
          throw new IllegalStateException("the run \"%s\" was given out of hand".formatted(runId));
        }
        run.entries.add(entry);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (!closed) {
          closed = true;
          run.held = false;
        }
      } finally {
        lock.unlock();
      }
    }
  }
}

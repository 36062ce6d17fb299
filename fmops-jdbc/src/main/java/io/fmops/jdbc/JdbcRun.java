package io.fmops.jdbc;

import io.fmops.chain.JournalException;
import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunHeader;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run that this process has in its hands, as long as its hold does not run out. */
final class JdbcRun implements JournalRun {

  private static final Logger log = LoggerFactory.getLogger(JdbcRun.class);

  private final JdbcJournal journal;
  private final RunRow row;
  private final String hold;
  private final RunHeader header;
  private final List<JournalEntry> before;

  /** Threads wait here, and not in the database, where each would have a connection. */
  private final ReentrantLock writing = new ReentrantLock();

  private boolean closed;

  JdbcRun(
      JdbcJournal journal, RunRow row, String hold, RunHeader header, List<JournalEntry> before) {
    this.journal = journal;
    this.row = row;
    this.hold = hold;
    this.header = header;
    this.before = List.copyOf(before);
  }

  RunRow row() {
    return row;
  }

  String runId() {
    return row.runId();
  }

  /** The word without which nothing is written. */
  String hold() {
    return hold;
  }

  @Override
  public RunHeader header() {
    return header;
  }

  @Override
  public List<JournalEntry> entries() {
    return before;
  }

  @Override
  public void append(JournalEntry entry) {
    Objects.requireNonNull(entry, "entry");
    writing.lock();
    try {
      if (closed) {
        throw new IllegalStateException(JdbcJournal.quoted(runId()) + " was given out of hand");
      }
      journal.append(this, entry);
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void close() {
    writing.lock();
    try {
      if (!closed) {
        closed = true;
        journal.release(this);
      }
    } catch (JournalException e) {
      log.warn("{}; the hold on it runs out by itself", e.getMessage());
    } finally {
      writing.unlock();
    }
  }
}

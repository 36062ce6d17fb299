package io.fmops.jdbc;

import io.fmops.chain.JournalException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the holds of a journal's open runs, on one daemon thread that is there while there are
 * any. Thread-safe.
 */
final class Heartbeat implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

  private final Database database;
  private final ScheduledThreadPoolExecutor thread;
  private final Set<JdbcRun> runs = new HashSet<>();
  private @Nullable ScheduledFuture<?> beats;
  private boolean closed;

  /** Used by the thread of the beats only. */
  private Set<JdbcRun> failing = Set.of();

  Heartbeat(Database database) {
    this.database = database;
    thread = new ScheduledThreadPoolExecutor(1, task -> {
      Thread made = new Thread(task, "fmops-journal-holds");
      made.setDaemon(true);
      return made;
    });
    thread.setRemoveOnCancelPolicy(true);
    thread.setKeepAliveTime(1, TimeUnit.SECONDS);
    thread.allowCoreThreadTimeOut(true);
  }

  /** Renews the run's hold from now on; false if this was closed meanwhile. */
  synchronized boolean add(JdbcRun run) {
    if (closed) {
      return false;
    }
    runs.add(run);
    if (beats == null) {
      long millis = database.settings().lease().toMillis() / 3;
      beats = thread.scheduleWithFixedDelay(this::beat, millis, millis, TimeUnit.MILLISECONDS);
    }
    return true;
  }

  synchronized void remove(JdbcRun run) {
    runs.remove(run);
    if (runs.isEmpty() && beats != null) {
      beats.cancel(false);
      beats = null;
    }
  }

  private synchronized List<JdbcRun> open() {
    return new ArrayList<>(runs);
  }

  private synchronized boolean has(JdbcRun run) {
    return runs.contains(run);
  }

  /**
   * A transaction for each run, so that a row that somebody has locked costs the other runs nothing
   * but time: a sixth of the lease for the whole beat, and a little for each further row.
   */
  private void beat() {
    try {
      long lease = database.settings().lease().toNanos();
      long end = System.nanoTime() + lease / 6;
      Set<JdbcRun> failed = new HashSet<>();
      Throwable problem = null;
      for (JdbcRun run : open()) {
        try {
          renew(run, Duration.ofNanos(Math.max(end - System.nanoTime(), lease / 60)));
        } catch (Throwable e) {
          if (has(run)) {
            failed.add(run);
            problem = e;
          }
        }
      }
      tell(failed, problem);
    } catch (Throwable e) {
      // Thrown on, it would end all beats.
      log.warn("a beat ended early ({}); the next one comes", e.getClass().getName());
    }
  }

  private void renew(JdbcRun run, Duration most) {
    if (!has(run)) {
      // Closed while we were at the others.
      return;
    }
    JdbcSettings settings = database.settings();
    Duration patience = most.compareTo(settings.patience()) < 0 ? most : settings.patience();
    boolean kept = database.change(
        "renew the hold of " + JdbcJournal.quoted(run.runId()),
        patience,
        session -> run.row().keep(session, run.hold(), settings.lease()));
    if (!kept) {
      lost(run);
    }
  }

  /** Says what has changed since the last beat. */
  private void tell(Set<JdbcRun> failed, @Nullable Throwable problem) {
    boolean news = !failing.containsAll(failed);
    boolean over = failed.isEmpty() && !failing.isEmpty();
    failing = failed;
    if (news && problem != null) {
      log.warn(
          "{}; others may take {} of the open runs if this lasts",
          problem instanceof JournalException
              ? problem.getMessage()
              : "cannot renew the hold of a run (" + problem.getClass().getName() + ")",
          failed.size());
      log.debug("the problem", problem);
    } else if (over) {
      log.info("the holds of runs are renewed again");
    }
  }

  private void lost(JdbcRun run) {
    if (!has(run)) {
      // Closed while we looked.
      return;
    }
    remove(run);
    log.warn(
        "{} was taken from this process, because its hold had run out; it cannot write any more",
        JdbcJournal.quoted(run.runId()));
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    open().forEach(JdbcRun::close);
    thread.shutdownNow();
  }
}

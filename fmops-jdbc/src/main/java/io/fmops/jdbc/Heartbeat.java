package io.fmops.jdbc;

import io.fmops.chain.JournalException;
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
  private boolean failing;

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

  private void beat() {
    List<JdbcRun> open = open();
    try {
      List<JdbcRun> lost = database.change("renew the holds of runs", session -> {
        List<JdbcRun> gone = new ArrayList<>();
        for (JdbcRun run : open) {
          if (!run.row().keep(session, run.hold(), database.settings().lease())) {
            gone.add(run);
          }
        }
        return gone;
      });
      lost.forEach(this::lost);
      if (failing) {
        log.info("the holds of runs are renewed again");
      }
      failing = false;
    } catch (Throwable e) {
      // Whatever it is, a pool's own exception or an Error: thrown on, it would end all beats.
      if (!failing) {
        log.warn(
            "{}; others may take the {} open runs if this lasts",
            e instanceof JournalException
                ? e.getMessage()
                : "cannot renew the holds of runs (" + e.getClass().getName() + ")",
            open.size());
        log.debug("the first problem", e);
      }
      failing = true;
    }
  }

  private void lost(JdbcRun run) {
    synchronized (this) {
      if (!runs.contains(run)) {
        // Closed while we looked.
        return;
      }
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

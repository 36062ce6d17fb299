package io.fmops.spark;

import io.fmops.eval.run.Candidate;
import io.fmops.eval.run.RowRunner;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a run in this JVM, opened by whoever needs them first and shared by all tasks. Spark
 * gives tasks no other place to meet than a static one, and nobody tells an executor that a run has
 * ended; so they are closed when no task has used them for a while, at the end of the JVM, or, in
 * the driver's, at the end of the run. Thread-safe.
 */
final class OpenParts {

  private static final long IDLE_MINUTES = 5;

  private static final Map<String, OpenParts> OPEN = new ConcurrentHashMap<>();
  private static final ScheduledThreadPoolExecutor CLOSER = closer();

  private final RunSpec spec;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable EvaluationParts parts;
  private List<RowRunner> runners = List.of();
  private Set<String> unlimited = Set.of();
  private int users;
  private boolean closed;
  private @Nullable ScheduledFuture<?> closing;

  private OpenParts(RunSpec spec) {
    this.spec = spec;
  }

  private static ScheduledThreadPoolExecutor closer() {
    ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
      Thread thread = new Thread(task, "fmops-spark-closer");
      thread.setDaemon(true);
      return thread;
    });
    executor.setRemoveOnCancelPolicy(true);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(
            () -> OPEN.values().forEach(OpenParts::close), "fmops-spark-closer-at-the-end"));
    return executor;
  }

  /** The run's parts, opened if need be; give them back with {@link #leave}. */
  static OpenParts enter(RunSpec spec) {
    while (true) {
      OpenParts open = OPEN.computeIfAbsent(spec.run(), run -> new OpenParts(spec));
      if (open.tryEnter()) {
        return open;
      }
      OPEN.remove(spec.run(), open);
    }
  }

  private boolean tryEnter() {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      if (parts == null) {
        open();
      }
      users++;
      if (closing != null) {
        closing.cancel(false);
        closing = null;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void open() {
    boolean opened = false;
    try {
      ExecutorShare share = new ExecutorShare(spec.shares());
      EvaluationParts given =
          Objects.requireNonNull(spec.setup().open(share), "the setup gives no parts");
      parts = given;
      checkNames(given.candidates().stream().map(Candidate::name).toList());
      runners = given.candidates().stream()
          .map(candidate -> new RowRunner(candidate, given.evaluators(), given.prices()))
          .toList();
      unlimited = share.unused();
      opened = true;
    } finally {
      if (!opened) {
        close();
      }
    }
  }

  private void checkNames(List<String> names) {
    if (!spec.candidates().isEmpty() && !spec.candidates().equals(names)) {
      throw new IllegalStateException(
          "the setup gives the candidates %s here, and gave %s to the driver; it must give the same ones everywhere"
              .formatted(names, spec.candidates()));
    }
  }

  /** One user less; without any, the parts are closed after a while. */
  void leave() {
    lock.lock();
    try {
      users--;
      if (users == 0 && !closed) {
        closing = CLOSER.schedule(this::closeIfIdle, IDLE_MINUTES, TimeUnit.MINUTES);
      }
    } finally {
      lock.unlock();
    }
  }

  private void closeIfIdle() {
    lock.lock();
    try {
      if (users == 0) {
        close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Closes the parts now, whoever uses them; the next user opens them again. */
  void close() {
    EvaluationParts done;
    lock.lock();
    try {
      done = closed ? null : parts;
      closed = true;
      OPEN.remove(spec.run(), this);
      if (closing != null) {
        closing.cancel(false);
      }
    } finally {
      lock.unlock();
    }
    if (done != null) {
      done.close();
    }
  }

  EvaluationParts parts() {
    lock.lock();
    try {
      return Objects.requireNonNull(parts, "the parts were closed");
    } finally {
      lock.unlock();
    }
  }

  List<RowRunner> runners() {
    lock.lock();
    try {
      return runners;
    } finally {
      lock.unlock();
    }
  }

  /** The models with a quota that the setup did not ask a limit for. */
  Set<String> unlimited() {
    lock.lock();
    try {
      return unlimited;
    } finally {
      lock.unlock();
    }
  }

  /** How many runs have parts open in this JVM. */
  static int count() {
    return OPEN.size();
  }
}

package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A check of a guardrail in use. Bounds how many looks of its detector run at once, so that one
 * that hangs and does not hear interrupts takes a bounded number of threads and no more.
 * Thread-safe.
 */
final class ActiveCheck {

  /** Looks of one detector at once; far above what a healthy one needs. */
  static final int MAX_RUNNING = 64;

  private static final Logger LOG = LoggerFactory.getLogger(ActiveCheck.class);

  private static final Comparator<Finding> BY_PLACE =
      Comparator.comparingInt(Finding::start).thenComparingInt(Finding::end);

  private final Check check;
  private final Detector.Cost cost;
  private final Detector.Scope scope;
  private final boolean answersOnly;
  private final Semaphore running = new Semaphore(MAX_RUNNING);

  ActiveCheck(Check check) {
    this.check = check;
    cost = Objects.requireNonNull(check.detector().cost(), "cost");
    scope = Objects.requireNonNull(check.detector().scope(), "scope");
    answersOnly = check.detector().answersOnly();
  }

  Check check() {
    return check;
  }

  Detector.Cost cost() {
    return cost;
  }

  boolean answersOnly() {
    return answersOnly;
  }

  Detector.Scope scope() {
    return scope;
  }

  String name() {
    return check.detector().name();
  }

  /** Starts a look on another thread; null if too many are under way. */
  @Nullable
  Run start(Excerpt excerpt, Executor executor, Queue<Looks.Answer> answers) {
    if (!running.tryAcquire()) {
      return null;
    }
    Run run = new Run(this, excerpt, answers);
    try {
      executor.execute(run.task);
    } catch (RejectedExecutionException e) {
      run.cancel();
      answers.add(new Looks.Answer(run, List.of(), "no thread was free for it"));
    }
    return run;
  }

  /** Has the detector look on this thread. */
  static Looks.Answer detect(@Nullable Run run, ActiveCheck check, Excerpt excerpt) {
    try {
      List<Finding> findings =
          check.check.detector().detect(excerpt).stream().sorted(BY_PLACE).toList();
      int length = excerpt.text().length();
      for (Finding finding : findings) {
        if (finding.end() > length) {
          return new Looks.Answer(
              run,
              List.of(),
              "it gave a finding of %d to %d in a text of %d chars"
                  .formatted(finding.start(), finding.end(), length));
        }
      }
      return new Looks.Answer(run, findings, null);
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      // The message of a foreign exception may hold the text.
      LOG.debug("the detector {} failed", check.name(), e);
      return new Looks.Answer(run, List.of(), "it threw " + e.getClass().getName());
    }
  }

  /** A look on another thread. */
  static final class Run {
    private final ActiveCheck check;
    private final long end;
    private final FutureTask<Void> task;
    private boolean begun;
    private boolean released;

    private Run(ActiveCheck check, Excerpt excerpt, Queue<Looks.Answer> answers) {
      this.check = check;
      end = System.nanoTime() + check.check.timeout().toNanos();
      task = new FutureTask<>(() -> {
        if (begin()) {
          try {
            answers.add(detect(this, check, excerpt));
          } finally {
            release();
          }
        }
        return null;
      });
    }

    ActiveCheck check() {
      return check;
    }

    long end() {
      return end;
    }

    /** Interrupts the look, or keeps it from beginning. */
    void cancel() {
      task.cancel(true);
      synchronized (this) {
        if (!begun) {
          release();
        }
      }
    }

    private synchronized boolean begin() {
      begun = true;
      return !released;
    }

    private synchronized void release() {
      if (!released) {
        released = true;
        check.running.release();
      }
    }
  }
}

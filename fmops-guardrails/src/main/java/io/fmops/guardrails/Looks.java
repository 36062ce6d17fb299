package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has detectors look, cheap ones first and those of the same cost at once, until all have answered,
 * one of them settles it, or their time is up. All looks share one budget of time to wait in, until
 * {@link #renew} gives another. For one call; only {@link #abort} may come from another thread.
 */
final class Looks {

  /** A text for a detector. */
  record Ask(ActiveCheck check, Excerpt excerpt) {}

  /** Hears what detectors say, on the thread that asked. */
  interface Hearer {
    /** Findings of a detector, all within the text; true if nobody else needs to look. */
    boolean found(ActiveCheck check, List<Finding> findings);

    /** A detector that could not tell; true if nobody else needs to look. */
    boolean failed(ActiveCheck check, String problem);
  }

  /**
   * What a detector said.
   *
   * @param problem why it could not tell, if it could not
   * @param thrown what it threw, if it threw
   */
  record Answer(
      List<Finding> findings,
      @Nullable String problem,
      @Nullable Throwable thrown) {
    static Answer failed(String problem) {
      return new Answer(List.of(), problem, null);
    }
  }

  /** What the thread that asked hears from others while it waits. */
  sealed interface News {}

  /** A look on another thread is over. */
  record Told(ActiveCheck.Run run, Answer answer) implements News {}

  /** A look that waited may begin. */
  record Turn(ActiveCheck.Run run) implements News {}

  /** The call is given up. */
  private record Aborted() implements News {}

  private static final String BUDGET = "the policy's budget of time";

  private static final Detector.Cost[] TIERS = Detector.Cost.values();

  private final Executor executor;
  private final long budgetNanos;
  private long leftNanos;
  private volatile boolean aborted;
  private volatile @Nullable BlockingQueue<News> waiting;

  Looks(Executor executor, long budgetNanos) {
    this.executor = executor;
    this.budgetNanos = budgetNanos;
    leftNanos = budgetNanos;
  }

  /** From here on the looks have a whole budget again. */
  void renew() {
    leftNanos = budgetNanos;
  }

  /** Ends a look that is under way, and all later ones at once. */
  void abort() {
    aborted = true;
    BlockingQueue<News> queue = waiting;
    if (queue != null) {
      queue.add(new Aborted());
    }
  }

  /**
   * Looks.
   *
   * @return false if it was aborted, and what was heard is not all
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  boolean look(List<Ask> asks, Hearer hearer) throws InterruptedException {
    for (Detector.Cost tier : TIERS) {
      if (aborted) {
        return false;
      }
      if (tier == Detector.Cost.INSTANT ? here(asks, hearer) : away(asks, tier, hearer)) {
        return !aborted;
      }
    }
    return !aborted;
  }

  private static boolean here(List<Ask> asks, Hearer hearer) throws InterruptedException {
    for (Ask ask : asks) {
      if (ask.check.cost() == Detector.Cost.INSTANT) {
        Answer answer = ActiveCheck.detect(ask.check, ask.excerpt);
        if (answer.thrown instanceof InterruptedException interrupt) {
          // It was this thread that was interrupted.
          throw interrupt;
        }
        boolean settled = tell(ask.check, answer, hearer);
        ActiveCheck.rethrowFatal(answer.thrown);
        if (settled) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean tell(ActiveCheck check, Answer answer, Hearer hearer) {
    return answer.problem == null
        ? hearer.found(check, answer.findings)
        : hearer.failed(check, answer.problem);
  }

  private boolean away(List<Ask> asks, Detector.Cost tier, Hearer hearer)
      throws InterruptedException {
    List<ActiveCheck.Run> running = new ArrayList<>();
    BlockingQueue<News> news = new LinkedBlockingQueue<>();
    long began = System.nanoTime();
    try {
      for (Ask ask : asks) {
        if (ask.check.cost() != tier) {
          continue;
        }
        if (leftNanos > 0) {
          running.add(ask.check.start(ask.excerpt, executor, news));
        } else if (hearer.failed(ask.check, "no answer within " + BUDGET)) {
          return true;
        }
      }
      return collect(running, news, began + leftNanos, hearer);
    } finally {
      running.forEach(ActiveCheck.Run::cancel);
      leftNanos -= System.nanoTime() - began;
    }
  }

  private boolean collect(
      List<ActiveCheck.Run> running, BlockingQueue<News> news, long end, Hearer hearer)
      throws InterruptedException {
    waiting = news;
    try {
      while (!running.isEmpty() && !aborted) {
        long until = end;
        for (ActiveCheck.Run run : running) {
          until = until - run.end() > 0 ? run.end() : until;
        }
        News heard = news.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (heard == null) {
          if (late(running, end, hearer)) {
            return true;
          }
        } else if (heard instanceof Turn turn && running.contains(turn.run)) {
          turn.run.go(executor);
        } else if (heard instanceof Told told && running.remove(told.run)) {
          if (tell(told.run.check(), told.answer, hearer)) {
            return true;
          }
        }
      }
      return aborted;
    } finally {
      waiting = null;
    }
  }

  private static boolean late(List<ActiveCheck.Run> running, long end, Hearer hearer) {
    long now = System.nanoTime();
    boolean over = now - end >= 0;
    for (Iterator<ActiveCheck.Run> runs = running.iterator(); runs.hasNext(); ) {
      ActiveCheck.Run run = runs.next();
      if (over || now - run.end() >= 0) {
        runs.remove();
        boolean waited = run.cancel();
        String limit = now - run.end() >= 0
            ? "its " + run.check().check().timeout().toMillis() + " ms"
            : BUDGET;
        String problem =
            waited ? "too many of its looks are under way" : "no answer within " + limit;
        if (hearer.failed(run.check(), problem)) {
          return true;
        }
      }
    }
    return false;
  }
}

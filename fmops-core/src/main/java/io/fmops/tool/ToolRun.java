package io.fmops.tool;

import io.fmops.model.ContentBlock;
import io.fmops.model.spi.CallTimer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one turn, some of them at once. A call that takes too long is interrupted and its
 * place given to the next; a handler that does not heed the interrupt keeps its thread, but nobody
 * waits for it. Thread-safe.
 */
final class ToolRun {

  private static final Logger log = LoggerFactory.getLogger(ToolRun.class);

  private final Executor executor;
  private final ToolExecution[] results;
  private final CountDownLatch left;

  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Task> waiting = new ArrayDeque<>();
  private final List<Task> running = new ArrayList<>();
  private boolean cancelled;

  /**
   * Calls that are not made yet.
   *
   * @param prepared one for each call, in order
   */
  ToolRun(List<Prepared> prepared, Executor executor) {
    this.executor = executor;
    this.results = new ToolExecution[prepared.size()];
    int calls = 0;
    for (int i = 0; i < results.length; i++) {
      Prepared one = prepared.get(i);
      if (one.refused() != null) {
        results[i] = one.refused();
      } else {
        waiting.add(new Task(i, one));
        calls++;
      }
    }
    left = new CountDownLatch(calls);
  }

  /** A call whose arguments are read, or one that is not made. */
  record Prepared(
      ContentBlock.ToolCall call,
      @Nullable Tool tool,
      @Nullable Object arguments,
      @Nullable ToolExecution refused) {}

  /** Makes the calls; returns before they are done. */
  void start(int parallel) {
    for (int i = 0; i < parallel; i++) {
      startNext();
    }
  }

  private void startNext() {
    while (true) {
      Task task;
      lock.lock();
      try {
        task = cancelled ? null : waiting.poll();
        if (task == null) {
          return;
        }
        running.add(task);
      } finally {
        lock.unlock();
      }
      if (task.launch()) {
        return;
      }
    }
  }

  /** Waits until every call has its result; after {@link #cancel} at once. */
  List<ToolExecution> await() throws InterruptedException {
    left.await();
    return Arrays.asList(results);
  }

  /** Interrupts what runs and forgets the rest. Does not block. */
  void cancel() {
    List<Task> toStop;
    lock.lock();
    try {
      cancelled = true;
      toStop = new ArrayList<>(running);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    toStop.forEach(Task::stop);
    while (left.getCount() > 0) {
      left.countDown();
    }
  }

  /** One call. Whoever comes first decides its outcome: the handler or the time. */
  private final class Task {
    private final int index;
    private final ContentBlock.ToolCall call;
    private final Tool tool;
    private final Object arguments;
    private final FutureTask<Void> future = new FutureTask<>(this::run, null);
    private volatile long begin = System.nanoTime();
    private volatile @Nullable CallTimer timer;
    private boolean ended;

    Task(int index, Prepared prepared) {
      this.index = index;
      this.call = prepared.call();
      this.tool = Objects.requireNonNull(prepared.tool());
      this.arguments = Objects.requireNonNull(prepared.arguments());
    }

    /** False if the executor has no thread for it, which is its result then. */
    boolean launch() {
      begin = System.nanoTime();
      timer = CallTimer.start(tool.timeout(), this::timedOut);
      try {
        executor.execute(future);
        return true;
      } catch (RuntimeException e) {
        return !end(failed("the tool could not be started; try again later", e), false);
      }
    }

    private void run() {
      ToolExecution execution;
      try {
        List<ContentBlock> content = tool.run(arguments);
        execution = new ToolExecution(
            call,
            new ContentBlock.ToolResult(call.id(), content, false),
            ToolExecution.Outcome.DONE,
            took(),
            Optional.empty());
      } catch (ToolException e) {
        execution = failed(String.valueOf(e.getMessage()), e);
      } catch (Throwable e) {
        execution = failed("the tool failed", e);
      }
      end(execution, true);
    }

    private void timedOut() {
      ToolExecution late = new ToolExecution(
          call,
          ContentBlock.ToolResult.failed(
              call.id(), "the tool did not finish within " + seconds(tool.timeout())),
          ToolExecution.Outcome.TIMED_OUT,
          took(),
          Optional.empty());
      if (end(late, true)) {
        future.cancel(true);
      }
    }

    /** Keeps the result unless there is one; gives the place to the next call. */
    private boolean end(ToolExecution execution, boolean next) {
      lock.lock();
      try {
        running.remove(this);
        if (ended || cancelled) {
          return false;
        }
        ended = true;
        results[index] = execution;
      } finally {
        lock.unlock();
      }
      stopTimer();
      left.countDown();
      if (next) {
        startNext();
      }
      return true;
    }

    private void stop() {
      stopTimer();
      future.cancel(true);
    }

    private void stopTimer() {
      CallTimer started = timer;
      if (started != null) {
        started.close();
      }
    }

    private ToolExecution failed(String told, Throwable problem) {
      // The class only: the message may hold what is not for a log.
      log.warn("the tool {} failed with {}", tool.definition().name(), problem.getClass());
      return new ToolExecution(
          call,
          ContentBlock.ToolResult.failed(call.id(), told),
          ToolExecution.Outcome.FAILED,
          took(),
          Optional.of(problem));
    }

    private Duration took() {
      return Duration.ofNanos(System.nanoTime() - begin);
    }
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}

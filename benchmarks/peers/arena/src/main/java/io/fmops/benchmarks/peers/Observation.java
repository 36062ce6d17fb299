package io.fmops.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What the user of one stream was told. Thread-safe. */
final class Observation implements Listener {

  /** Called with the number of chunks so far. */
  interface OnChunk {
    void chunk(int count) throws InterruptedException;
  }

  private final OnChunk onChunk;
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch outcome = new CountDownLatch(1);
  private final StringBuilder text = new StringBuilder();
  private final List<String> outcomes = new ArrayList<>();
  private @Nullable Answer answer;
  private int chunks;
  private boolean ordered = true;
  private String thread = "none";

  Observation(OnChunk onChunk) {
    this.onChunk = onChunk;
  }

  @Override
  public void text(String part) {
    int count;
    lock.lock();
    try {
      ordered &= part.equals(Wire.word(chunks));
      count = ++chunks;
      text.append(part);
      thread = Thread.currentThread().getName();
    } finally {
      lock.unlock();
    }
    try {
      onChunk.chunk(count);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void completed(Answer whole) {
    lock.lock();
    try {
      answer = whole;
      outcomes.add("completed");
    } finally {
      lock.unlock();
    }
    outcome.countDown();
  }

  @Override
  public void failed(Throwable problem) {
    lock.lock();
    try {
      outcomes.add(problem.getClass().getSimpleName());
    } finally {
      lock.unlock();
    }
    outcome.countDown();
  }

  /** Waits for an outcome, and then a moment for a second one. */
  void await(long seconds) throws InterruptedException {
    if (outcome.await(seconds, TimeUnit.SECONDS)) {
      Thread.sleep(500);
    }
  }

  void awaitOutcome() throws InterruptedException {
    if (!outcome.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no outcome after " + chunks() + " chunks");
    }
  }

  /** The outcomes in words. */
  String outcome() {
    lock.lock();
    try {
      if (outcomes.isEmpty()) {
        return "**no outcome**";
      }
      String first = outcomes.get(0);
      String more = outcomes.size() == 1
          ? ""
          : outcomes.stream().allMatch(first::equals)
              ? " **" + outcomes.size() + " times**"
              : " **and then** " + String.join(", ", outcomes.subList(1, outcomes.size()));
      return (first.equals("completed") ? first : "`" + first + "`") + more;
    } finally {
      lock.unlock();
    }
  }

  @Nullable
  Answer answer() {
    lock.lock();
    try {
      return answer;
    } finally {
      lock.unlock();
    }
  }

  int chunks() {
    lock.lock();
    try {
      return chunks;
    } finally {
      lock.unlock();
    }
  }

  boolean ordered() {
    lock.lock();
    try {
      return ordered;
    } finally {
      lock.unlock();
    }
  }

  String thread() {
    lock.lock();
    try {
      return thread.replaceAll("\\d+", "n");
    } finally {
      lock.unlock();
    }
  }
}

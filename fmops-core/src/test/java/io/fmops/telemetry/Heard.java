package io.fmops.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps what it hears. */
public final class Heard implements ModelListener {

  public final List<String> lines = new CopyOnWriteArrayList<>();
  public final List<CallOutcome> outcomes = new CopyOnWriteArrayList<>();
  final List<ModelCall> calls = new CopyOnWriteArrayList<>();
  final List<String> threads = new CopyOnWriteArrayList<>();
  private final CountDownLatch finished;

  public Heard() {
    this(1);
  }

  Heard(int calls) {
    finished = new CountDownLatch(calls);
  }

  @Override
  public void started(ModelCall call) {
    calls.add(call);
    lines.add("started");
  }

  @Override
  public void firstToken(ModelCall call, Duration after) {
    lines.add("first token");
  }

  @Override
  public void finished(ModelCall call, CallOutcome outcome) {
    lines.add("finished");
    threads.add(Thread.currentThread().getName());
    outcomes.add(outcome);
    finished.countDown();
  }

  public CallOutcome outcome() throws InterruptedException {
    if (!finished.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("the call has not finished: " + lines);
    }
    return outcomes.get(outcomes.size() - 1);
  }
}

package io.fmops.guardrails;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gathers the verdict on all texts of a call at one stage. Thread-safe, as a call may be given up.
 */
final class StageLog {

  /** A finding and its text, if texts are kept. */
  private record Entry(Verdict.Item item, String text) {}

  /** The order of the text, whoever answered first. */
  private static final Comparator<Entry> BY_PLACE = Comparator.<Entry>comparingInt(
          entry -> entry.item.block())
      .thenComparingInt(entry -> entry.item.finding().start())
      .thenComparingInt(entry -> entry.item.finding().end())
      .thenComparing(entry -> entry.item.finding().category())
      .thenComparing(entry -> entry.item.finding().detector());

  private final Stage stage;
  private final GuardrailPolicy policy;
  private final boolean keepTexts;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Verdict.Failure> failures = new ArrayList<>();
  private Verdict.Outcome outcome = Verdict.Outcome.PASSED;
  private String message = "";
  private long nanos;
  private int block = -1;
  private int blockedBy;
  private boolean told;

  StageLog(Stage stage, GuardrailPolicy policy, boolean keepTexts) {
    this.stage = stage;
    this.policy = policy;
    this.keepTexts = keepTexts;
  }

  Stage stage() {
    return stage;
  }

  boolean dryRun() {
    return policy.dryRun();
  }

  synchronized int nextBlock() {
    return ++block;
  }

  /**
   * Writes a finding down.
   *
   * @param found the text of the finding
   */
  synchronized void item(Verdict.Item item, String found) {
    if (entries.size() < Verdict.MAX_ITEMS) {
      entries.add(new Entry(item, keepTexts ? found : ""));
    }
    Action action = item.action();
    if (action instanceof Action.Block block) {
      block(block.message(), action.strength());
    } else if (action instanceof Action.Retry retry) {
      block(retry.feedback(), action.strength());
    } else {
      atLeast(action instanceof Action.Flag ? Verdict.Outcome.FLAGGED : Verdict.Outcome.CHANGED);
    }
  }

  /**
   * Writes down that a detector could not tell.
   *
   * @return whether that is new: one detector fails on many texts of a call in the same way
   */
  synchronized boolean failure(Verdict.Failure failure) {
    boolean isNew = !failures.contains(failure) && failures.size() < Verdict.MAX_ITEMS;
    if (isNew) {
      failures.add(failure);
    }
    if (failure.blocked()) {
      block(policy.uncheckedMessage(), Integer.MAX_VALUE);
    }
    return isNew;
  }

  private void block(String why, int strength) {
    if (strength > blockedBy) {
      blockedBy = strength;
      outcome = Verdict.Outcome.BLOCKED;
      message = why;
    }
  }

  /** Nobody can tell what of the text may leave. */
  synchronized void unchecked() {
    block(policy.uncheckedMessage(), Integer.MAX_VALUE);
  }

  /** Whether anything was put in another's place. */
  synchronized boolean changed() {
    return !policy.dryRun()
        && (outcome == Verdict.Outcome.CHANGED || outcome == Verdict.Outcome.RETRIED);
  }

  /** True the first time: a verdict is told once. */
  synchronized boolean tell() {
    boolean first = !told;
    told = true;
    return first;
  }

  private void atLeast(Verdict.Outcome other) {
    if (other.compareTo(outcome) > 0) {
      outcome = other;
    }
  }

  /** The model is asked again: what blocked does not block any more. */
  synchronized void retried() {
    outcome = Verdict.Outcome.RETRIED;
    message = "";
    blockedBy = 0;
  }

  synchronized void looked(long took) {
    nanos += took;
  }

  synchronized String message() {
    return message;
  }

  synchronized boolean blocked() {
    return outcome == Verdict.Outcome.BLOCKED && !policy.dryRun();
  }

  /** The texts of the findings, if they are kept. */
  synchronized List<String> texts() {
    return keepTexts ? inOrder().map(Entry::text).toList() : List.of();
  }

  /** Sorts in place: what is in order already, as for the second who asks, costs nothing. */
  private Stream<Entry> inOrder() {
    entries.sort(BY_PLACE);
    return entries.stream();
  }

  synchronized Verdict verdict() {
    return new Verdict(
        stage,
        outcome,
        inOrder().map(Entry::item).toList(),
        failures,
        message,
        policy.name(),
        policy.version(),
        policy.dryRun(),
        Duration.ofNanos(nanos));
  }
}

package io.fmops.guardrails;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Gathers the verdict on all texts of a call at one stage. Thread-safe, as a call may be given up.
 */
final class StageLog {

  private static final Comparator<Verdict.Item> BY_PLACE = Comparator.comparingInt(
          Verdict.Item::block)
      .thenComparingInt(item -> item.finding().start())
      .thenComparingInt(item -> item.finding().end())
      .thenComparing(item -> item.finding().category())
      .thenComparing(item -> item.finding().detector());

  private final Stage stage;
  private final GuardrailPolicy policy;
  private final boolean keepTexts;
  private final List<Verdict.Item> items = new ArrayList<>();
  private final List<Verdict.Failure> failures = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
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
    if (items.size() < Verdict.MAX_ITEMS) {
      items.add(item);
      if (keepTexts) {
        texts.add(found);
      }
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
    return texts.isEmpty() ? List.of() : order().stream().map(texts::get).toList();
  }

  /** The places of the items in the order of the text, whoever answered first. */
  private List<Integer> order() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparing(items::get, BY_PLACE));
    return order;
  }

  synchronized Verdict verdict() {
    return new Verdict(
        stage,
        outcome,
        order().stream().map(items::get).toList(),
        failures,
        message,
        policy.name(),
        policy.version(),
        policy.dryRun(),
        Duration.ofNanos(nanos));
  }
}

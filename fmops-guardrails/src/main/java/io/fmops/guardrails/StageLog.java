package io.fmops.guardrails;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers the verdict on all texts of a call at one stage. Not thread-safe. */
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

  int nextBlock() {
    return ++block;
  }

  /**
   * Writes a finding down.
   *
   * @param found the text of the finding
   */
  void item(Verdict.Item item, String found) {
    if (items.size() < Verdict.MAX_ITEMS) {
      items.add(item);
      if (keepTexts) {
        texts.add(found);
      }
    }
    Action action = item.action();
    if (action instanceof Action.Block block) {
      block(block.message());
    } else if (action instanceof Action.Retry retry) {
      block(retry.feedback());
    } else {
      atLeast(action instanceof Action.Flag ? Verdict.Outcome.FLAGGED : Verdict.Outcome.CHANGED);
    }
  }

  void failure(Verdict.Failure failure) {
    // One detector fails on every piece of a long text in the same way.
    if (!failures.contains(failure) && failures.size() < Verdict.MAX_ITEMS) {
      failures.add(failure);
    }
    if (failure.blocked()) {
      block(policy.uncheckedMessage());
    }
  }

  private void block(String why) {
    if (outcome != Verdict.Outcome.BLOCKED) {
      outcome = Verdict.Outcome.BLOCKED;
      message = why;
    }
  }

  private void atLeast(Verdict.Outcome other) {
    if (other.compareTo(outcome) > 0) {
      outcome = other;
    }
  }

  /** The model is asked again: what blocked does not block any more. */
  void retried() {
    outcome = Verdict.Outcome.RETRIED;
    message = "";
  }

  void looked(long took) {
    nanos += took;
  }

  String message() {
    return message;
  }

  boolean blocked() {
    return outcome == Verdict.Outcome.BLOCKED && !policy.dryRun();
  }

  /** The texts of the findings, if they are kept. */
  List<String> texts() {
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

  Verdict verdict() {
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

package io.fmops.eval.gate;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a run came through a gate. Immutable and thread-safe.
 *
 * @param gate the gate's name
 * @param candidate the name of the candidate that wanted to pass
 * @param baseline the name of the candidate that it was compared with; absent if there was none
 * @param examples how many examples the candidate was asked about
 * @param conditions one result a condition, in the order of the gate
 * @param comparisons the candidate against the baseline, one a score; empty without a baseline
 * @param undecidedPasses whether a gate passes of which nothing failed and something is undecided
 */
public record GateResult(
    String gate,
    String candidate,
    Optional<String> baseline,
    long examples,
    List<ConditionResult> conditions,
    List<Comparison> comparisons,
    boolean undecidedPasses) {

  /** The exit status of a gate that passed. */
  public static final int EXIT_PASSED = 0;

  /** The exit status of a gate that failed. */
  public static final int EXIT_FAILED = 1;

  /** The exit status of a gate that is undecided, unless that passes. */
  public static final int EXIT_UNDECIDED = 2;

  /** Copies the lists. */
  public GateResult {
    Objects.requireNonNull(gate, "gate");
    Objects.requireNonNull(candidate, "candidate");
    Objects.requireNonNull(baseline, "baseline");
    conditions = List.copyOf(conditions);
    comparisons = List.copyOf(comparisons);
  }

  /**
   * How the gate as a whole came out: failed if one condition failed, else undecided if one is
   * undecided, else passed.
   *
   * @return the outcome
   */
  public Outcome outcome() {
    if (has(Outcome.FAILED)) {
      return Outcome.FAILED;
    }
    return has(Outcome.UNDECIDED) ? Outcome.UNDECIDED : Outcome.PASSED;
  }

  private boolean has(Outcome outcome) {
    return conditions.stream().anyMatch(condition -> condition.outcome() == outcome);
  }

  /**
   * Whether the change is let through.
   *
   * @return true if the gate passed, or is undecided and that passes
   */
  public boolean passed() {
    return exitStatus() == EXIT_PASSED;
  }

  /**
   * The exit status for a pipeline.
   *
   * @return 0 if the change is let through, 1 if the gate failed, 2 if it is undecided
   */
  public int exitStatus() {
    return switch (outcome()) {
      case PASSED -> EXIT_PASSED;
      case FAILED -> EXIT_FAILED;
      case UNDECIDED -> undecidedPasses ? EXIT_PASSED : EXIT_UNDECIDED;
    };
  }

  /**
   * The result for a terminal: one line a condition. Names and figures only, without the texts of
   * examples; control characters become U+FFFD.
   *
   * @return lines, each with its line feed
   */
  public String toText() {
    return GateText.of(this);
  }

  /**
   * The result for a pull request: the conditions, the candidate against the baseline, and up to
   * ten examples each that were fixed and broken. What models, datasets and names say is shown as
   * text: it makes no links, images, mentions, tables or HTML.
   *
   * @return Markdown as GitHub and GitLab show it
   */
  public String toMarkdown() {
    return GateMarkdown.of(this);
  }

  /**
   * The result for programs.
   *
   * @return a JSON object on several lines; docs/gates.md has its keys
   */
  public String toJson() {
    return GateJson.of(this);
  }
}

package io.fmops.guardrails;

import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.GenerateResponse;
import io.fmops.model.StreamEvent;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What a policy made of a text, or of all texts of a call at one stage. Holds no part of any text,
 * so that it can be logged. Immutable and thread-safe.
 *
 * @param stage where in the call
 * @param outcome what happened; in a dry run, what would have happened
 * @param items the findings that the policy has a rule for, by their place; the first
 *     {@value #MAX_ITEMS} that were found
 * @param failures detectors that could not tell
 * @param message what to tell the caller; empty unless blocked
 * @param policy the policy's name
 * @param version the policy's version
 * @param dryRun whether nothing was done about it
 * @param elapsed how long looking took
 */
public record Verdict(
    Stage stage,
    Outcome outcome,
    List<Item> items,
    List<Failure> failures,
    String message,
    String policy,
    String version,
    boolean dryRun,
    Duration elapsed) {

  /** The type of the notices that hold a verdict. */
  public static final String NOTICE = "fmops.guardrail";

  /** How many findings and failures a verdict keeps each. */
  public static final int MAX_ITEMS = 1_000;

  /** What happened to a text. */
  public enum Outcome {
    /** Nothing was found that the policy has a rule for. */
    PASSED,
    /** Something was found, and the text passed as it is. */
    FLAGGED,
    /** Parts of the text were taken out or replaced. */
    CHANGED,
    /** The model was asked again. */
    RETRIED,
    /** The text did not pass. */
    BLOCKED;

    /**
     * The word for it in audit records.
     *
     * @return lower case
     */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A finding and what became of it.
   *
   * @param finding its positions are those in the text that was looked at: of a message's text
   *     block, of an answer's block
   * @param block which text of the call, counted from 0 at each stage
   * @param action what the policy wants
   * @param earlier whether the text is of an earlier turn of the conversation, which the call
   *     repeats: the finding was most likely told in an earlier call already
   */
  public record Item(Finding finding, int block, Action action, boolean earlier) {
    /** Checks that nothing is null. */
    public Item {
      Objects.requireNonNull(finding, "finding");
      Objects.requireNonNull(action, "action");
    }
  }

  /**
   * A detector that could not tell.
   *
   * @param detector its name
   * @param problem why, without parts of the text
   * @param blocked whether that blocked the text
   */
  public record Failure(String detector, String problem, boolean blocked) {
    /** Checks that nothing is null. */
    public Failure {
      Objects.requireNonNull(detector, "detector");
      Objects.requireNonNull(problem, "problem");
    }
  }

  /** Copies the lists and checks that nothing is null. */
  public Verdict {
    Objects.requireNonNull(stage, "stage");
    Objects.requireNonNull(outcome, "outcome");
    items = List.copyOf(items);
    failures = List.copyOf(failures);
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(elapsed, "elapsed");
  }

  /**
   * Whether the text, changed or not, may go on.
   *
   * @return false if it was blocked and this is no dry run
   */
  public boolean passes() {
    return dryRun || outcome != Outcome.BLOCKED;
  }

  /**
   * The verdicts on a call that was answered, first on what was asked, then on the answer.
   *
   * @param response the answer of a guarded model
   * @return the verdicts; empty if the model was not guarded
   */
  public static List<Verdict> of(GenerateResponse response) {
    return response.notices().stream()
        .filter(notice -> notice.type().equals(NOTICE))
        .map(StreamEvent.Notice::value)
        .filter(Verdict.class::isInstance)
        .map(Verdict.class::cast)
        .toList();
  }

  /**
   * The verdict that ended a call.
   *
   * @param blocked how the call ended
   * @return the verdict; empty if a provider's own guardrail blocked
   */
  public static Optional<Verdict> of(BlockedByGuardrailException blocked) {
    return blocked.verdict(Verdict.class);
  }
}

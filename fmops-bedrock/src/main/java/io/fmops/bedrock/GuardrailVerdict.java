package io.fmops.bedrock;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a guardrail says about a text. Immutable and thread-safe.
 *
 * @param intervened whether it blocked or masked something
 * @param outputs the texts to go on with if it intervened: masked, or the guardrail's own message
 *     in the place of what it blocked; empty if it did not
 * @param reason why it did what it did, if it told
 * @param assessments what its policies found, also where nothing was done about it
 * @param requestId Bedrock's id of the exchange
 */
public record GuardrailVerdict(
    boolean intervened,
    List<String> outputs,
    Optional<String> reason,
    List<Assessment> assessments,
    Optional<String> requestId) {

  /** Copies the lists. */
  public GuardrailVerdict {
    outputs = List.copyOf(outputs);
    Objects.requireNonNull(reason, "reason");
    assessments = List.copyOf(assessments);
    Objects.requireNonNull(requestId, "requestId");
  }

  /** Tells what was decided, not the texts: they stay out of logs. */
  @Override
  public String toString() {
    return "GuardrailVerdict[intervened=%s, outputs=%d, assessments=%s, requestId=%s]"
        .formatted(intervened, outputs.size(), assessments, requestId.orElse("none"));
  }

  /**
   * What one policy found.
   *
   * @param policy {@code topic}, {@code content}, {@code word}, {@code sensitiveInformation} or
   *     {@code contextualGrounding}
   * @param category what was found, in the guardrail's words, such as {@code VIOLENCE} or
   *     {@code EMAIL}; the name of a topic or of a regular expression
   * @param action what was done about it, such as {@code BLOCKED}, {@code ANONYMIZED} or
   *     {@code NONE}
   * @param match the text that was found, where the policy tells it; not for logs
   * @param confidence how sure the guardrail is: {@code NONE}, {@code LOW}, {@code MEDIUM} or
   *     {@code HIGH}; only of the content policy
   * @param score 0 to 1, of contextual grounding only; below the threshold it is a finding
   * @param threshold 0 to 1, of contextual grounding only
   */
  public record Assessment(
      String policy,
      String category,
      String action,
      Optional<String> match,
      Optional<String> confidence,
      Optional<Double> score,
      Optional<Double> threshold) {
    /** Checks that nothing is null. */
    public Assessment {
      Objects.requireNonNull(policy, "policy");
      Objects.requireNonNull(category, "category");
      Objects.requireNonNull(action, "action");
      Objects.requireNonNull(match, "match");
      Objects.requireNonNull(confidence, "confidence");
      Objects.requireNonNull(score, "score");
      Objects.requireNonNull(threshold, "threshold");
    }

    /** Tells what was found, but not the text. */
    @Override
    public String toString() {
      return policy + " " + category + " " + action;
    }
  }
}

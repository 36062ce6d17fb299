package io.fmops.guardrails;

import java.util.Map;
import java.util.Objects;

/**
 * A text after a policy. Immutable and thread-safe.
 *
 * @param text what may go on; empty if the text was blocked
 * @param verdict what the policy made of it
 * @param originals the texts that placeholders stand in for, by placeholder
 */
public record Filtered(String text, Verdict verdict, Map<String, String> originals) {

  /** Copies the map and checks that nothing is null. */
  public Filtered {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(verdict, "verdict");
    originals = Map.copyOf(originals);
  }

  /**
   * Whether the text may go on.
   *
   * @return {@link Verdict#passes()}
   */
  public boolean passes() {
    return verdict.passes();
  }

  /**
   * Puts the originals back for their placeholders.
   *
   * @param answer any text, such as an answer to this one
   * @return the same with the originals
   */
  public String restore(String answer) {
    return new Restorer(originals, original -> original).whole(answer);
  }

  /** Tells the verdict, not the text. */
  @Override
  public String toString() {
    return "Filtered[" + verdict + "]";
  }
}

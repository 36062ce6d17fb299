package io.fmops.guardrails;

import java.util.List;
import java.util.Objects;

/**
 * A text to be looked at, with what a detector may have to know beside it. Immutable and
 * thread-safe.
 *
 * @param text the text; findings give positions in it
 * @param stage where in a call it stands
 * @param context the texts that it should rest on, such as retrieved passages and tool results;
 *     empty if nothing is known
 */
public record Excerpt(String text, Stage stage, List<String> context) {

  /** Keeps a copy of the list. */
  public Excerpt {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(stage, "stage");
    context = List.copyOf(context);
  }

  /**
   * A text of which nothing else is known, as a user's input.
   *
   * @param text any text
   * @return the excerpt
   */
  public static Excerpt of(String text) {
    return new Excerpt(text, Stage.INPUT, List.of());
  }
}

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
 * @param before what stands right before it if it is a part of a longer text, up to
 *     {@value io.fmops.guardrails.spi.Detector#MAX_SPAN} chars, so that one knows whether a line or
 *     a word begins here; it was looked at before, and nothing is to be found in it; empty where
 *     the text begins
 * @param ends whether the text ends here, as far as anybody knows; false if more follows
 */
public record Excerpt(String text, Stage stage, List<String> context, String before, boolean ends) {

  /** Keeps a copy of the list. */
  public Excerpt {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(stage, "stage");
    context = List.copyOf(context);
    Objects.requireNonNull(before, "before");
  }

  /**
   * A whole text.
   *
   * @param text the text; findings give positions in it
   * @param stage where in a call it stands
   * @param context the texts that it should rest on; empty if nothing is known
   */
  public Excerpt(String text, Stage stage, List<String> context) {
    this(text, stage, context, "", true);
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

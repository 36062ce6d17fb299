package io.fmops.prompt;

import io.fmops.prompt.internal.diff.TextDiff;
import java.util.List;
import java.util.Objects;

/**
 * What differs between two prompts, by words. Immutable and thread-safe.
 *
 * <p>In Japanese and other scripts without spaces a word is a run of one script, and of two runs
 * that stand for each other only the part that differs is told. Texts that have little in common
 * are told line by line or as a whole.
 */
public final class PromptDiff {

  /** What became of a piece of text. */
  public enum Kind {
    /** Both have it. */
    SAME,
    /** Only the first one has it. */
    REMOVED,
    /** Only the second one has it. */
    ADDED
  }

  /**
   * A piece of text. Immutable and thread-safe.
   *
   * @param kind what became of it
   * @param text the piece, not empty
   */
  public record Part(Kind kind, String text) {

    /** Checks that nothing is null. */
    public Part {
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(text, "text");
    }
  }

  private final List<Part> parts;

  private PromptDiff(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Compares two prompts, front matter and all.
   *
   * @param from the first one
   * @param to the second one
   * @return the difference
   */
  public static PromptDiff of(Prompt from, Prompt to) {
    return new PromptDiff(TextDiff.of(from.print(), to.print()));
  }

  /**
   * The pieces in order. Those that are not added make up the first prompt's text, those that are
   * not removed the second one's.
   *
   * @return the pieces; no two neighbours are of one kind
   */
  public List<Part> parts() {
    return parts;
  }

  /**
   * Whether both prompts are the same.
   *
   * @return true if nothing was removed or added
   */
  public boolean isEmpty() {
    return parts.stream().allMatch(part -> part.kind() == Kind.SAME);
  }

  /**
   * The difference for people: the lines with changes, {@code [-removed-]} and {@code {+added+}}
   * marked within them, and {@code ...} for lines in between.
   *
   * @return the lines; empty if both prompts are the same
   */
  public String toText() {
    return TextDiff.print(parts);
  }

  /** Tells how much has changed, not the text: prompts stay out of logs. */
  @Override
  public String toString() {
    return "PromptDiff[removed=%d, added=%d]".formatted(count(Kind.REMOVED), count(Kind.ADDED));
  }

  private long count(Kind kind) {
    return parts.stream().filter(part -> part.kind() == kind).count();
  }
}

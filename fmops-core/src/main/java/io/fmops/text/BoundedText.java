package io.fmops.text;

/**
 * A text that can be looked at only so often. {@link java.util.regex.Pattern} asks for every char
 * that it compares, and has no other limit; a match that goes back over and over ends here. Not
 * thread-safe.
 */
public final class BoundedText implements CharSequence {

  private final CharSequence text;
  private final Steps steps;

  /** How many looks are left, for a text and its pieces together. */
  private static final class Steps {
    private long left;
  }

  /** Thrown out of a matcher that looked too often. */
  public static final class TooManyStepsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private TooManyStepsException() {
      super("too many steps", null, false, false);
    }
  }

  /**
   * A text with a limit.
   *
   * @param text the text
   * @param steps how often one of its chars, or one of its pieces' chars, may be asked for
   */
  public BoundedText(CharSequence text, long steps) {
    this(text, new Steps());
    this.steps.left = steps;
  }

  private BoundedText(CharSequence text, Steps steps) {
    this.text = text;
    this.steps = steps;
  }

  @Override
  public char charAt(int index) {
    if (--steps.left < 0) {
      throw new TooManyStepsException();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new BoundedText(text.subSequence(start, end), steps);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

package io.fmops.eval.metric;

/**
 * A text that tells how often it may be looked at. {@link java.util.regex.Pattern} can go back over
 * a text exponentially often and has no limit of its own; it asks for every char that it compares,
 * so it ends here.
 */
final class CountedText implements CharSequence {

  /** So many looks for each char of the text. */
  private static final long LOOKS_A_CHAR = 1_000;

  private static final long MIN_LOOKS = 100_000;

  private final CharSequence text;
  private final Looks looks;

  /** One count for a text and its pieces together. */
  private static final class Looks {
    private long left;
  }

  /** Thrown out of a matcher. */
  static final class TooManyLooksException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManyLooksException() {
      super("too many looks", null, false, false);
    }
  }

  CountedText(String text) {
    this(text, new Looks());
    looks.left = Math.max(MIN_LOOKS, LOOKS_A_CHAR * text.length());
  }

  private CountedText(CharSequence text, Looks looks) {
    this.text = text;
    this.looks = looks;
  }

  @Override
  public char charAt(int index) {
    if (--looks.left < 0) {
      throw new TooManyLooksException();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new CountedText(text.subSequence(start, end), looks);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

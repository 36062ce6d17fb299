package io.fmops.eval.assertion;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Looks for a regular expression, for a bounded time: a careless one on a hostile answer takes
 * longer than anyone waits. Stateless.
 */
final class BoundedRegex {

  /**
   * Some tenths of a second; a pattern that does not backtrack looks at a character a few times.
   */
  private static final long LOOKS = 30_000_000;

  private static final long LOOKS_A_CHARACTER = 100;

  private BoundedRegex() {}

  private static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLongException() {
      super(null, null, false, false);
    }
  }

  /** Counts how often it is looked at. */
  private static final class Counted implements CharSequence {
    private final CharSequence text;
    private final long[] left;

    Counted(CharSequence text, long[] left) {
      this.text = text;
      this.left = left;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (--left[0] < 0) {
        throw new TooLongException();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.subSequence(start, end), left);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  static AssertionOutcome find(String pattern, String answer) {
    try {
      long[] looks = {LOOKS + LOOKS_A_CHARACTER * answer.length()};
      boolean holds =
          Pattern.compile(pattern).matcher(new Counted(answer, looks)).find();
      return AssertionOutcome.of(
          holds,
          "the answer does %smatch the pattern %s"
              .formatted(holds ? "" : "not ", Shown.of(pattern)));
    } catch (PatternSyntaxException e) {
      return new AssertionOutcome.Unchecked("the pattern %s is none of Java's (%s)"
          .formatted(Shown.of(pattern), Shown.of(e.getDescription())));
    } catch (TooLongException | StackOverflowError e) {
      return new AssertionOutcome.Unchecked(
          "the pattern %s takes too long on this answer; write it without nested repetitions"
              .formatted(Shown.of(pattern)));
    }
  }
}

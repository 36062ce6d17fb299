package io.fmops.prompt.internal;

import java.util.Objects;
import java.util.regex.Pattern;

/** Checks of values that go into stores. Stateless. */
public final class Checked {

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private Checked() {}

  /**
   * A text of one line.
   *
   * @param what what it is called in the error
   * @param text the text
   * @param max the most characters, by code point
   * @return the text without white space around it
   * @throws IllegalArgumentException if it is blank, too long, or has control characters or half a
   *     character
   */
  public static String line(String what, String text, int max) {
    return checked(what, Objects.requireNonNull(text, what).strip(), max, false);
  }

  /**
   * A text of any number of lines.
   *
   * @param what what it is called in the error
   * @param text the text
   * @param max the most characters, by code point
   * @return the text without white space around it, and with LF as its line break
   * @throws IllegalArgumentException if it is blank, too long, or has control characters or half a
   *     character
   */
  public static String lines(String what, String text, int max) {
    String unix = Objects.requireNonNull(text, what).replace("\r\n", "\n").replace('\r', '\n');
    return checked(what, unix.strip(), max, true);
  }

  private static String checked(String what, String text, int max, boolean breaks) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(what + " is blank; it must say something");
    }
    int length = text.codePointCount(0, text.length());
    if (length > max) {
      throw new IllegalArgumentException(
          "%s has %,d characters; %,d are the most".formatted(what, length, max));
    }
    text.codePoints().forEach(codePoint -> {
      boolean fine = Character.getType(codePoint) != Character.SURROGATE
          && (!Character.isISOControl(codePoint)
              || codePoint == '\t'
              || (breaks && codePoint == '\n'));
      if (!fine) {
        throw new IllegalArgumentException(
            "%s has the character U+%04X, which no text should have".formatted(what, codePoint));
      }
    });
    return text;
  }

  /**
   * A version's number.
   *
   * @param number 1 or more
   * @throws IllegalArgumentException if it is less
   */
  public static void versionNumber(int number) {
    if (number < 1) {
      throw new IllegalArgumentException("version is " + number + "; the first version is 1");
    }
  }

  /**
   * A version's hash.
   *
   * @param hash 64 lower-case hexadecimal digits
   * @throws IllegalArgumentException if it is anything else
   */
  public static void hash(String hash) {
    if (!HASH.matcher(hash).matches()) {
      throw new IllegalArgumentException(
          "a hash has 64 lower-case hexadecimal digits, and is not a text of "
              + hash.length()
              + " characters");
    }
  }
}

package io.fmops.prompt.internal;

import io.fmops.prompt.PromptException;
import io.fmops.prompt.PromptName;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A version as people write it. Immutable.
 *
 * @param name the prompt's name
 * @param number the version's number, if it is given
 * @param label a label, if one is given instead
 * @param hash the first digits of the hash, if they are given
 */
public record Reference(
    String name, OptionalInt number, Optional<String> label, Optional<String> hash) {

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{4,64}");

  /**
   * Reads a reference.
   *
   * @param text such as {@code name}, {@code name@3}, {@code name@label} or {@code name@3#0f3a12}
   * @return its parts
   * @throws PromptException if it is none
   */
  public static Reference parse(String text) {
    int mark = text.indexOf('#');
    String front = mark < 0 ? text : text.substring(0, mark);
    Optional<String> hash =
        mark < 0 ? Optional.empty() : Optional.of(hash(text.substring(mark + 1)));
    int at = front.indexOf('@');
    String name = PromptName.check(at < 0 ? front : front.substring(0, at));
    if (at < 0) {
      return new Reference(name, OptionalInt.empty(), Optional.empty(), hash);
    }
    String which = front.substring(at + 1);
    return isNumber(which)
        ? new Reference(name, OptionalInt.of(number(name, which)), Optional.empty(), hash)
        : new Reference(name, OptionalInt.empty(), Optional.of(PromptName.checkLabel(which)), hash);
  }

  private static int number(String name, String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new PromptException("%s@... has a number that no version has".formatted(name), e);
    }
  }

  /**
   * Whether a text would be taken for a version's number.
   *
   * @param text what stands after the @
   * @return true for plain digits
   */
  public static boolean isNumber(String text) {
    return DIGITS.matcher(text).matches();
  }

  /**
   * Checks the first digits of a hash.
   *
   * @param prefix 4 to 64 hexadecimal digits
   * @return them in lower case
   * @throws PromptException if it is anything else
   */
  public static String hash(String prefix) {
    if (!HASH.matcher(prefix).matches()) {
      throw new PromptException(
          "a hash is given by its first 4 to 64 hexadecimal digits, not by a text of %d characters"
              .formatted(prefix.length()));
    }
    return prefix.toLowerCase(Locale.ROOT);
  }
}

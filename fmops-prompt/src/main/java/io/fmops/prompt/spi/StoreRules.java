package io.fmops.prompt.spi;

import io.fmops.prompt.LabelMove;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.PromptName;
import java.util.Collection;
import java.util.regex.Pattern;

/**
 * What every {@link PromptStore} checks before it touches its place, as the contract kit asks for.
 * Stateless.
 */
public final class StoreRules {

  /** The longest text of a version, in {@code char}s. */
  public static final int MAX_TEXT = 1_000_000;

  /** The most names in one question. */
  public static final int MAX_NAMES = 1_000;

  private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{4,64}");

  private StoreRules() {}

  /**
   * Checks the text of a version.
   *
   * @param name whose, for the error
   * @param text the text
   * @throws IllegalArgumentException if it is empty, too long or has U+0000
   */
  public static void text(String name, String text) {
    if (text.isEmpty() || text.length() > MAX_TEXT) {
      throw new IllegalArgumentException("the text of %s has %,d chars; 1 to %,d can be stored"
          .formatted(name, text.length(), MAX_TEXT));
    }
    int zero = text.indexOf('\0');
    if (zero >= 0) {
      throw new IllegalArgumentException(
          "the text of %s has U+0000 at index %d; not every store can keep that"
              .formatted(name, zero));
    }
  }

  /**
   * Checks the name and label of a move.
   *
   * @param move the move
   * @throws PromptException if one of them is malformed
   */
  public static void move(LabelMove move) {
    name(move.name());
    label(move.label());
  }

  /**
   * Checks a prefix of hashes.
   *
   * @param prefix 4 to 64 lower-case hexadecimal digits
   * @throws IllegalArgumentException if it is anything else
   */
  public static void hashPrefix(String prefix) {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "a hash is found by its first 4 to 64 lower-case hexadecimal digits, not by a text of %d characters"
              .formatted(prefix.length()));
    }
  }

  /**
   * Checks the size of a page.
   *
   * @param limit at least 1
   * @throws IllegalArgumentException if it is less
   */
  public static void limit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit + "; it must be 1 or more");
    }
  }

  /**
   * Checks the names of one question.
   *
   * @param names at most {@link #MAX_NAMES}
   * @throws IllegalArgumentException if there are more
   * @throws PromptException if one of them is malformed
   */
  public static void names(Collection<String> names) {
    if (names.size() > MAX_NAMES) {
      throw new IllegalArgumentException(
          "%,d names in one question; %,d are the most".formatted(names.size(), MAX_NAMES));
    }
    names.forEach(StoreRules::name);
  }

  /**
   * Checks a prompt's name.
   *
   * @param name the name
   * @throws PromptException if it is malformed
   */
  public static void name(String name) {
    PromptName.check(name);
  }

  /**
   * Checks a label.
   *
   * @param label the label
   * @throws PromptException if it is malformed
   */
  public static void label(String label) {
    PromptName.checkLabel(label);
  }
}

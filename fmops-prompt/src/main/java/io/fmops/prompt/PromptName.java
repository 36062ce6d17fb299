package io.fmops.prompt;

import io.fmops.prompt.internal.Names;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/**
 * What prompts and labels may be called, so that every store can hold every name and a name is a
 * file's name on every system.
 *
 * <p>A prompt's name is one or more segments with slashes between them, such as
 * {@code support/返金-案内}, of 200 characters at the most. A segment begins with a letter or a digit
 * of any script, goes on with letters, their marks, digits, hyphens, underscores and dots, does not
 * end with a dot or with {@code .prompt.md}, which is what prompts' files end with, is in Unicode's
 * normal form C, takes 240 bytes in UTF-8 at the most, and is not what Windows calls a device
 * ({@code CON}, {@code com1.txt}). A label is one segment. Stateless and thread-safe.
 */
public final class PromptName {

  private static final int MAX_CHARACTERS = 200;

  /** File systems take 255 bytes a name; the rest is for what a store puts behind it. */
  private static final int MAX_SEGMENT_BYTES = 240;

  /** A folder of that name would be in the way of another prompt's file. */
  private static final String FILE_END = ".prompt.md";

  private static final Set<String> DEVICES = Set.of("CON", "PRN", "AUX", "NUL");

  private PromptName() {}

  /**
   * Checks a prompt's name.
   *
   * @param name the name
   * @return the name as it is
   * @throws PromptException if it is not a name, saying why
   */
  public static String check(String name) {
    return checked("the prompt name", name, true);
  }

  /**
   * Checks a label's name.
   *
   * @param label the name, such as {@code production}
   * @return the name as it is
   * @throws PromptException if it is not a name, saying why
   */
  public static String checkLabel(String label) {
    return checked("the label", label, false);
  }

  private static String checked(String what, String name, boolean slashes) {
    if (name.isEmpty()) {
      throw new PromptException(what + " is empty; it has 1 to 200 characters");
    }
    int length = name.codePointCount(0, name.length());
    if (length > MAX_CHARACTERS) {
      throw new PromptException("%s %s has %,d characters; %d are the most"
          .formatted(what, Names.quote(name), length, MAX_CHARACTERS));
    }
    if (!slashes) {
      segment(what, name, name);
      return name;
    }
    for (String segment : name.split("/", -1)) {
      segment(what, name, segment);
    }
    return name;
  }

  private static void segment(String what, String name, String segment) {
    if (segment.isEmpty()) {
      throw wrong(what, name, "begins or ends with a slash, or has two in a row");
    }
    if (!Character.isLetterOrDigit(segment.codePointAt(0))) {
      throw wrong(
          what,
          name,
          "has %s at the beginning of a segment; that has to be a letter or a digit"
              .formatted(character(segment.codePointAt(0))));
    }
    segment.codePoints().forEach(c -> {
      if (!allowed(c)) {
        throw wrong(
            what,
            name,
            "has %s; letters, digits, hyphens, underscores and dots are allowed"
                .formatted(character(c)));
      }
    });
    if (segment.endsWith(".")) {
      throw wrong(what, name, "has a segment that ends with a dot");
    }
    if (segment.toLowerCase(Locale.ROOT).endsWith(FILE_END)) {
      throw wrong(
          what,
          name,
          "has a segment that ends with %s, as the files of prompts do; leave that out"
              .formatted(FILE_END));
    }
    if (!Normalizer.isNormalized(segment, Normalizer.Form.NFC)) {
      throw wrong(
          what, name, "is not in Unicode's normal form C; java.text.Normalizer makes it so");
    }
    int bytes = segment.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_SEGMENT_BYTES) {
      throw wrong(
          what,
          name,
          "has a segment of %d bytes in UTF-8; %d are the most"
              .formatted(bytes, MAX_SEGMENT_BYTES));
    }
    if (device(segment)) {
      throw wrong(
          what, name, "has a segment that is a device on Windows, where no file can have it");
    }
  }

  private static boolean allowed(int c) {
    return switch (Character.getType(c)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.DECIMAL_DIGIT_NUMBER -> true;
      default -> c == '-' || c == '_' || c == '.';
    };
  }

  private static boolean device(String segment) {
    int dot = segment.indexOf('.');
    String base = (dot < 0 ? segment : segment.substring(0, dot)).toUpperCase(Locale.ROOT);
    return DEVICES.contains(base)
        || (base.length() == 4
            && (base.startsWith("COM") || base.startsWith("LPT"))
            && Character.isDigit(base.charAt(3)));
  }

  private static String character(int c) {
    return "the character U+%04X".formatted(c);
  }

  private static PromptException wrong(String what, String name, String problem) {
    return new PromptException("%s %s %s".formatted(what, Names.quote(name), problem));
  }
}

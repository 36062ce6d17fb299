package io.fmops.bedrock;

import io.fmops.prompt.PromptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names in the characters that Prompt Management has for prompts and variables: up to 100 ASCII
 * letters and digits, each with one hyphen or underscore behind it at most.
 *
 * <p>A name of these characters stays as it is. Others stand between underscores, with hyphens
 * between them: {@code Z} is a slash, {@code X} and digits to the base of 36 are a code point, so
 * that {@code support/返金} is {@code support_Z-Xses-Xssx_}. A name that begins with such begins with
 * {@code 0_}. Different names become different ones, which the test has as a property. Stateless.
 */
final class ServiceName {

  /** What the service takes; its pattern for names of prompts, variants and variables. */
  private static final Pattern TAKEN = Pattern.compile("([0-9a-zA-Z][_-]?){1,100}");

  private static final Pattern RUN =
      Pattern.compile("_((?:Z|X[0-9a-z]{1,4})(?:-(?:Z|X[0-9a-z]{1,4}))*)_");

  private static final int MAX_LETTERS = 100;

  private ServiceName() {}

  /**
   * The name on the service.
   *
   * @param what what has the name, for the error
   * @throws PromptException if it is too long there
   */
  static String of(String what, String name) {
    String encoded = encode(name);
    if (!TAKEN.matcher(encoded).matches()) {
      long letters = encoded.chars().filter(ServiceName::isPlain).count();
      throw new PromptException(
          "%s \"%s\" is too long for Bedrock: written in its characters it has %d letters and digits, %d are the most; others than a-z, A-Z and 0-9 take several"
              .formatted(what, name, letters, MAX_LETTERS));
    }
    return encoded;
  }

  private static String encode(String name) {
    int[] points = name.codePoints().toArray();
    StringBuilder encoded = new StringBuilder();
    List<String> run = new ArrayList<>();
    for (int i = 0; i < points.length; i++) {
      if (staysAsItIs(points, i)) {
        flush(run, encoded);
        encoded.append((char) points[i]);
      } else {
        run.add(points[i] == '/' ? "Z" : "X" + Integer.toString(points[i], 36));
      }
    }
    flush(run, encoded);
    return encoded.toString();
  }

  private static void flush(List<String> run, StringBuilder encoded) {
    if (!run.isEmpty()) {
      encoded
          .append(encoded.isEmpty() ? "0_" : "_")
          .append(String.join("-", run))
          .append('_');
      run.clear();
    }
  }

  private static boolean staysAsItIs(int[] points, int i) {
    if (!isPlain(points[i])) {
      return separates(points, i);
    }
    // A zero before a run at the beginning would be taken for the one that is put there.
    return i > 0
        || points[0] != '0'
        || points.length == 1
        || isPlain(points[1])
        || separates(points, 1);
  }

  /** Whether this is a hyphen or an underscore where the service has them, and begins no run. */
  private static boolean separates(int[] points, int i) {
    int c = points[i];
    if ((c != '-' && c != '_') || i == 0 || !isPlain(points[i - 1])) {
      return false;
    }
    if (i + 1 == points.length) {
      return true;
    }
    int next = points[i + 1];
    return isPlain(next) && (c == '-' || (next != 'X' && next != 'Z'));
  }

  private static boolean isPlain(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isCharacter(int point) {
    return Character.isDefined(point)
        && !Character.isISOControl(point)
        && Character.getType(point) != Character.SURROGATE;
  }

  /** The name that is so called on the service; one that this library has not made stays. */
  static String decode(String encoded) {
    return decoded(encoded).filter(name -> encode(name).equals(encoded)).orElse(encoded);
  }

  private static Optional<String> decoded(String encoded) {
    StringBuilder name = new StringBuilder();
    Matcher run = RUN.matcher(encoded);
    int at = 0;
    while (at < encoded.length()) {
      run.region(at, encoded.length());
      boolean padded = at == 0 && encoded.startsWith("0_");
      if (padded) {
        run.region(1, encoded.length());
      }
      if (run.lookingAt()) {
        for (String item : run.group(1).split("-", -1)) {
          int point = item.equals("Z") ? '/' : Integer.parseInt(item.substring(1), 36);
          if (!isCharacter(point)) {
            return Optional.empty();
          }
          name.appendCodePoint(point);
        }
        at = run.end();
      } else {
        name.append(encoded.charAt(at++));
      }
    }
    return Optional.of(name.toString());
  }
}

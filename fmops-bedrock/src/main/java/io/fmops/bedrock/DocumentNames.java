package io.fmops.bedrock;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names of one request's documents as Converse takes them: up to 200 letters and digits of ASCII,
 * single spaces, hyphens and brackets, each name once. Other names, such as {@code report.pdf} or
 * {@code 報告書}, would end the whole request. The name is only a label that the model reads, so it is
 * changed rather than refused; the same request always gives the same names, or prompt caches would
 * miss. Not thread-safe.
 */
final class DocumentNames {

  private static final int LENGTH = 200;

  /** Leaves room for a number. */
  private static final int STEM = LENGTH - 10;

  private static final Pattern ENDING = Pattern.compile("(?<=.)\\.[A-Za-z0-9]{1,5}$");
  private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");
  private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9 ()\\[\\]-]+");
  private static final Pattern LETTER = Pattern.compile("[A-Za-z0-9]");

  private final Set<String> used = new HashSet<>();

  /** The name, or the nearest one that Converse takes and that the request does not have yet. */
  String next(String name) {
    String stem = ENDING.matcher(name.strip()).replaceFirst("");
    stem = SPACES.matcher(stem).replaceAll(" ");
    stem = FOREIGN.matcher(stem).replaceAll("-").strip();
    if (!LETTER.matcher(stem).find()) {
      stem = "document";
    }
    if (stem.length() > STEM) {
      stem = stem.substring(0, STEM).strip();
    }
    String unique = stem;
    for (int i = 2; !used.add(unique.toLowerCase(Locale.ROOT)); i++) {
      unique = stem + " (" + i + ")";
    }
    return unique;
  }
}

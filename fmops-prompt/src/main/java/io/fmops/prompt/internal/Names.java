package io.fmops.prompt.internal;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names in error messages. Stateless. */
public final class Names {

  /** The most characters of a name that are shown. */
  private static final int SHOWN = 60;

  private Names() {}

  /**
   * A name in quotation marks, shortened, with control characters and halves of characters escaped.
   *
   * @param name any text
   * @return what to show
   */
  public static String quote(String name) {
    StringBuilder shown = new StringBuilder("\"");
    int count = 0;
    for (int i = 0; i < name.length(); ) {
      if (count++ == SHOWN) {
        shown.append("...");
        break;
      }
      int c = name.codePointAt(i);
      i += Character.charCount(c);
      switch (Character.getType(c)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR,
            Character.SURROGATE,
            Character.UNASSIGNED -> shown.append("\\u%04X".formatted(c));
        default -> shown.appendCodePoint(c);
      }
    }
    return shown.append('"').toString();
  }

  /**
   * A hint at the name that was probably meant.
   *
   * @param wanted the name that there is not
   * @param names those that there are
   * @return a half sentence that begins with a semicolon; empty if none is near and there is none
   *     to list
   */
  public static String didYouMean(String wanted, Collection<String> names) {
    @Nullable String nearest = null;
    int best = Math.max(1, wanted.length() / 3) + 1;
    for (String name : names) {
      // A distance is never less than the difference in length, which is cheap to know.
      if (wanted.length() <= SHOWN && Math.abs(name.length() - wanted.length()) < best) {
        int distance = distance(wanted.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
        if (distance < best) {
          best = distance;
          nearest = name;
        }
      }
    }
    if (nearest != null) {
      return "; did you mean " + quote(nearest) + "?";
    }
    return names.isEmpty() || names.size() > 12 ? "" : "; there are " + String.join(", ", names);
  }

  /** The edit distance of Levenshtein, with one row of its table in memory. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}

package io.fmops.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the name that was probably meant by one that there is not, for error messages. Stateless.
 */
public final class NearestName {

  /** Nobody mistypes a longer one, and comparing takes time. */
  private static final int LONGEST = 60;

  private NearestName() {}

  /**
   * The nearest of some names, without regard to case.
   *
   * @param wanted the name that there is not; nothing is near to one of more than 60 chars
   * @param names those that there are
   * @return the first of those that take the fewest edits, if no more than a third of the name (one
   *     at the least) has to be edited
   */
  public static Optional<String> of(String wanted, Collection<String> names) {
    String nearest = null;
    int best = Math.max(1, wanted.length() / 3) + 1;
    for (String name : names) {
      // A distance is never less than the difference in length, which is cheap to know.
      if (wanted.length() <= LONGEST && Math.abs(name.length() - wanted.length()) < best) {
        int distance = distance(wanted.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
        if (distance < best) {
          best = distance;
          nearest = name;
        }
      }
    }
    return Optional.ofNullable(nearest);
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

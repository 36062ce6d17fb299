package io.fmops.eval.metric;

/**
 * The least number of characters that have to be inserted, deleted or replaced to make one text of
 * another (V. Levenshtein, "Binary codes capable of correcting deletions, insertions, and
 * reversals", 1966). Characters are code points; case, width and white space matter. Time is the
 * product of the lengths divided by 64, memory linear. Thread-safe.
 */
public final class EditDistance {

  private EditDistance() {}

  /**
   * The distance of two texts.
   *
   * @param a a text
   * @param b another
   * @return 0 if they are the same, and at most the length of the longer one in code points
   */
  public static int of(String a, String b) {
    CodePoints characters = new CodePoints();
    int[] first = characters.numbers(a, true);
    int[] second = characters.numbers(b, true);
    return Levenshtein.distance(first, second, characters.size());
  }

  /**
   * The distance divided by the length of the longer text in code points.
   *
   * @param a a text
   * @param b another
   * @return 0 if they are the same, also if both are empty, to 1 if they have nothing in common
   */
  public static double normalized(String a, String b) {
    int longer = Math.max(a.codePointCount(0, a.length()), b.codePointCount(0, b.length()));
    return longer == 0 ? 0 : (double) of(a, b) / longer;
  }
}

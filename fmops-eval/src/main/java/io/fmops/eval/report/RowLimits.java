package io.fmops.eval.report;

/**
 * How much of the rows a page may hold.
 *
 * @param rows how many pairs of example and candidate
 * @param characters how many characters of text, a text that several rows share counted once
 * @param textCharacters how many characters of any one text
 */
record RowLimits(int rows, long characters, int textCharacters) {

  /** A page of that size still opens in a second or two, on a phone too. */
  static final RowLimits DEFAULT = new RowLimits(60_000, 24_000_000, 50_000);

  /** The share of one of several tasks on the same page. */
  RowLimits dividedBy(int tasks) {
    return new RowLimits(Math.max(1, rows / tasks), characters / tasks, textCharacters);
  }
}

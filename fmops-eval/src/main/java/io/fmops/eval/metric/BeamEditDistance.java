package io.fmops.eval.metric;

/**
 * The edit distance of an answer and variants of it to one reference, within a beam beside the
 * diagonal of the table, as Tercom and sacreBLEU have it: row i, of the answer's first i words, has
 * only the cells that are less than 25 columns from the reference's share of its words. Not
 * thread-safe.
 */
abstract class BeamEditDistance {

  private static final int WIDTH = 25;

  /** What leads to a cell of the table, in the order in which it is preferred. */
  enum Edit {
    KEEP,
    REPLACE,
    DELETE,
    INSERT
  }

  final int[] reference;
  final int length;

  /** The columns of row i that are in the beam: from begins[i] up to ends[i]. */
  final int[] begins;

  final int[] ends;

  BeamEditDistance(int[] reference, int length, int width, double ratio) {
    this.reference = reference;
    this.length = length;
    begins = new int[length + 1];
    ends = new int[length + 1];
    int columns = reference.length + 1;
    ends[0] = columns;
    for (int i = 1; i <= length; i++) {
      int diagonal = (int) Math.floor(i * ratio);
      begins[i] = Math.max(0, diagonal - width);
      ends[i] = i == length ? columns : Math.min(columns, diagonal + width);
    }
  }

  /**
   * Chooses the way of computing.
   *
   * @param reference the words of the reference, one at least
   * @param length how many words the answer has, one at least
   * @param starts where the places of each word begin
   * @param places the places of each word in the reference, ascending
   */
  static BeamEditDistance of(int[] reference, int length, int[] starts, int[] places) {
    double ratio = (double) reference.length / length;
    return WIDTH < ratio / 2
        ? new WideBeam(reference, length, (int) Math.ceil(ratio / 2 + WIDTH), ratio)
        : new NarrowBeam(reference, length, WIDTH, ratio, starts, places);
  }

  /**
   * Begins with an answer.
   *
   * @return its distance
   */
  abstract int start(int[] answer);

  /**
   * The distance of a variant of the answer that has the same words before and after a part.
   *
   * @param begin where the part begins
   * @param end where it ends
   */
  abstract int of(int[] variant, int begin, int end);

  /** What leads to a cell of the answer's table on the cheapest way. */
  abstract Edit edit(int row, int column);

  final boolean isInside(int row, int column) {
    return column >= begins[row] && column < ends[row];
  }

  /** Walks the cheapest way back through the answer's table. */
  final void align(Alignment alignment) {
    alignment.clear();
    int i = length;
    int j = reference.length;
    while (i > 0 || j > 0) {
      Edit edit = i == 0 ? Edit.INSERT : j == 0 ? Edit.DELETE : edit(i, j);
      if (edit != Edit.DELETE) {
        alignment.answerAt[--j] = i - 1;
        alignment.referenceErrors[j + 1] = edit == Edit.KEEP ? 0 : 1;
      }
      if (edit != Edit.INSERT) {
        i--;
        alignment.answerErrors[i + 1] = edit == Edit.KEEP ? 0 : 1;
      }
    }
    alignment.sum();
  }

  /** Which word of the answer stands where a word of the reference does, and which are wrong. */
  static final class Alignment {

    private final int[] answerAt;
    // Errors up to a word, so that those of a run are a difference.
    private final int[] answerErrors;
    private final int[] referenceErrors;

    Alignment(int answer, int reference) {
      answerAt = new int[reference];
      answerErrors = new int[answer + 1];
      referenceErrors = new int[reference + 1];
    }

    private void clear() {
      answerErrors[0] = 0;
      referenceErrors[0] = 0;
    }

    private void sum() {
      for (int i = 1; i < answerErrors.length; i++) {
        answerErrors[i] += answerErrors[i - 1];
      }
      for (int j = 1; j < referenceErrors.length; j++) {
        referenceErrors[j] += referenceErrors[j - 1];
      }
    }

    /** The last word of the answer up to a word of the reference, -1 if there is none. */
    int answerAt(int place) {
      return answerAt[place];
    }

    /** Whether a run may be moved: it is wrong where it is, and missing where it would be right. */
    boolean isMovable(int start, int place, int length) {
      int at = answerAt[place];
      return answerErrors[start + length] > answerErrors[start]
          && referenceErrors[place + length] > referenceErrors[place]
          && (at < start || at >= start + length);
    }
  }
}

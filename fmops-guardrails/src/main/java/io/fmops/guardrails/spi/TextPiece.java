package io.fmops.guardrails.spi;

import io.fmops.text.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A piece of a text, for detectors that take texts up to some size: they look at each piece and add
 * {@link #start} to what they find. Immutable and thread-safe.
 *
 * @param start where it begins, in chars of the whole text
 * @param text the piece, in which each lone surrogate is U+FFFD instead: what goes over a wire has
 *     no way to say it, and the length stays the same
 */
public record TextPiece(int start, String text) {

  /** How the size of a piece is measured. */
  public enum Measure {
    /** Unicode code points. */
    CODE_POINTS,
    /** Bytes in UTF-8. */
    UTF8_BYTES;

    private int of(int codePoint) {
      if (this == CODE_POINTS || codePoint < 0x80) {
        return 1;
      }
      return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }
  }

  /** Checks that there is a text. */
  public TextPiece {
    Objects.requireNonNull(text, "text");
  }

  /**
   * Where the piece ends.
   *
   * @return in chars of the whole text
   */
  public int end() {
    return start + text.length();
  }

  /** Tells the place, not the text. */
  @Override
  public String toString() {
    return "TextPiece[start=%d, end=%d]".formatted(start, end());
  }

  /**
   * Cuts a text into pieces: where a sentence begins if there is such a place in the second half of
   * a piece, else at white space there, else wherever the piece is full, but never inside a code
   * point. Linear in the text.
   *
   * @param text any text
   * @param measure how pieces are measured
   * @param max the largest piece, at least 4
   * @param overlap how many chars of a piece's end are seen again at the beginning of the next, so
   *     that what lies across a cut is seen whole; 0 or more, and at most an eighth of {@code max}
   * @return the pieces in their order; none if the text is empty
   * @throws IllegalArgumentException if a number is out of its range
   */
  public static List<TextPiece> cut(String text, Measure measure, int max, int overlap) {
    if (max < 4 || overlap < 0 || overlap > max / 8) {
      throw new IllegalArgumentException(
          "max is %d and overlap is %d; max must be 4 or more, and overlap 0 to an eighth of it"
              .formatted(max, overlap));
    }
    String whole = wellFormed(text);
    if (whole.length() <= max / (measure == Measure.CODE_POINTS ? 1 : 4)) {
      return whole.isEmpty() ? List.of() : List.of(new TextPiece(0, whole));
    }
    int[] begins =
        Sentences.spans(whole).stream().mapToInt(Sentences.Span::start).toArray();
    List<TextPiece> pieces = new ArrayList<>();
    int from = 0;
    int next = 0;
    while (from < whole.length()) {
      int full = full(whole, from, measure, max);
      int to = full;
      if (full < whole.length()) {
        int middle = from + (full - from) / 2;
        while (next < begins.length && begins[next] <= full) {
          next++;
        }
        boolean sentence = next > 0 && begins[next - 1] > middle;
        to = sentence ? begins[next - 1] : atSpace(whole, middle, full);
      }
      pieces.add(new TextPiece(from, whole.substring(from, to)));
      from = to == whole.length() ? to : back(whole, to, overlap);
    }
    return List.copyOf(pieces);
  }

  private static int full(String text, int from, Measure measure, int max) {
    int size = 0;
    int at = from;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      size += measure.of(point);
      if (size > max) {
        return at;
      }
      at += Character.charCount(point);
    }
    return at;
  }

  private static int atSpace(String text, int middle, int full) {
    for (int i = full; i > middle; i--) {
      if (Character.isWhitespace(text.charAt(i - 1))) {
        return i;
      }
    }
    return full;
  }

  private static int back(String text, int to, int overlap) {
    int from = to - overlap;
    return from > 0 && Character.isLowSurrogate(text.charAt(from)) ? from - 1 : from;
  }

  private static String wellFormed(String text) {
    StringBuilder repaired = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      if (repaired == null) {
        repaired = new StringBuilder(text);
      }
      repaired.setCharAt(i, '\uFFFD');
    }
    return repaired == null ? text : repaired.toString();
  }
}

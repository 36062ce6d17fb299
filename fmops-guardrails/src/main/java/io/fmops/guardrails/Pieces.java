package io.fmops.guardrails;

/**
 * Where a text that is still growing is cut into the pieces in which detectors see it. A cut is
 * decided from the text alone, never from how it arrived, and is never taken back: so a stream is
 * cut like the whole text. Not thread-safe.
 *
 * <p>A piece ends with a sentence or a line, if it has a fair length by then: text that is chopped
 * up by full stops is still seen together. One that grows too long ends after a blank, else between
 * two graphemes; only a grapheme of more than a piece's length is cut itself.
 */
final class Pieces {

  private static final int FAIR = 40;

  private final int max;
  private final int fair;

  private int start;
  private int at;
  private boolean terminal;
  private boolean ended;
  private int blank;
  private int safe;
  private int before;
  private int flags;

  Pieces(int max) {
    this.max = max;
    fair = Math.min(FAIR, max / 2);
  }

  /**
   * The end of the piece that begins where the last one ended.
   *
   * @param text holds the piece from {@code start} on
   * @param last whether the text will not grow any more; the rest that has no end is no piece then
   * @return the piece's end in {@code text}, or -1 if it is not decided yet
   */
  int next(CharSequence text, boolean last) {
    while (at < text.length()) {
      char first = text.charAt(at);
      if (Character.isHighSurrogate(first) && at + 1 == text.length() && !last) {
        return -1;
      }
      int codePoint = Character.codePointAt(text, at);
      boolean grows = at > start && !boundary(before, codePoint);
      if (!grows) {
        if (ended && at - start >= fair && !belongs(codePoint)) {
          return cut(at);
        }
        safe = at;
        if (Character.isWhitespace(before) && !Character.isWhitespace(codePoint)) {
          blank = at;
        }
      }
      if (at - start >= max) {
        return cut(blank - start >= max / 2 ? blank : safe > start ? safe : at);
      }
      take(codePoint);
      at += Character.charCount(codePoint);
    }
    return -1;
  }

  /** Begins the next piece; what was looked at behind the cut is looked at again. */
  private int cut(int end) {
    start = end;
    at = end;
    blank = end;
    safe = end;
    before = 0;
    flags = 0;
    terminal = false;
    ended = false;
    return end;
  }

  /** The first piece begins here. */
  void skip(int chars) {
    cut(chars);
  }

  /** The text has lost its beginning. */
  void shift(int chars) {
    start -= chars;
    at -= chars;
    blank -= chars;
    safe -= chars;
  }

  private void take(int codePoint) {
    if (codePoint == '\n' || codePoint == 0x2029) {
      ended = true;
    } else if (fullWidthEnd(codePoint)) {
      terminal = true;
      ended = true;
    } else if (codePoint == '.' || codePoint == '!' || codePoint == '?' || codePoint == '…') {
      terminal = true;
    } else if (Character.isWhitespace(codePoint)) {
      ended |= terminal;
    } else if (!closes(codePoint) && !Graphemes.extend(codePoint)) {
      terminal = false;
      ended = false;
    }
    flags = regional(codePoint) ? flags + 1 : 0;
    before = codePoint;
  }

  private static boolean belongs(int codePoint) {
    return Character.isWhitespace(codePoint)
        || closes(codePoint)
        || fullWidthEnd(codePoint)
        || codePoint == '.'
        || codePoint == '!'
        || codePoint == '?';
  }

  private static boolean fullWidthEnd(int codePoint) {
    return switch (codePoint) {
      case '。', '！', '？', '｡', '．' -> true;
      default -> false;
    };
  }

  private static boolean closes(int codePoint) {
    return switch (codePoint) {
      case '"', '\'', ')', ']', '”', '’', '」', '』', '）', '】', '》', '〉' -> true;
      default -> false;
    };
  }

  /** Whether a grapheme may end between two characters, as far as Unicode's common cases go. */
  private boolean boundary(int left, int right) {
    return !(Graphemes.extend(right)
        || left == Graphemes.ZERO_WIDTH_JOINER
        || (left == '\r' && right == '\n')
        || (regional(left) && regional(right) && flags % 2 == 1));
  }

  private static boolean regional(int codePoint) {
    return codePoint >= 0x1F1E6 && codePoint <= 0x1F1FF;
  }
}

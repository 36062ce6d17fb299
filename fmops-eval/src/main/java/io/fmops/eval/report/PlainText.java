package io.fmops.eval.report;

/** Makes foreign text harmless, and measures and cuts it as a terminal or a page would show it. */
final class PlainText {

  /** Shows where something was that cannot be shown. */
  static final char REPLACEMENT = '\uFFFD';

  /** Ends of what is cut. The one-character ellipsis is two columns wide in some terminals. */
  private static final String CUT = "...";

  /**
   * First and last code points that take two columns: East Asian Width W and F, and what is
   * reserved for them, from Unicode 15.
   */
  private static final int[] WIDE = {
    0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3,
    0x25FD, 0x25FE, 0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693, 0x26A1, 0x26A1,
    0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA,
    0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA, 0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B,
    0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797,
    0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55, 0x2E80, 0x303E,
    0x3041, 0x3247, 0x3250, 0x4DBF, 0x4E00, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF,
    0xFE10, 0xFE19, 0xFE30, 0xFE6F, 0xFF01, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x18DFF, 0x1AFF0,
    0x1B2FF, 0x1F004, 0x1F004, 0x1F0CF, 0x1F0CF, 0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F200,
    0x1F320, 0x1F32D, 0x1F335, 0x1F337, 0x1F37C, 0x1F37E, 0x1F393, 0x1F3A0, 0x1F3CA, 0x1F3CF,
    0x1F3D3, 0x1F3E0, 0x1F3F0, 0x1F3F4, 0x1F3F4, 0x1F3F8, 0x1F43E, 0x1F440, 0x1F440, 0x1F442,
    0x1F4FC, 0x1F4FF, 0x1F53D, 0x1F54B, 0x1F54E, 0x1F550, 0x1F567, 0x1F57A, 0x1F57A, 0x1F595,
    0x1F596, 0x1F5A4, 0x1F5A4, 0x1F5FB, 0x1F64F, 0x1F680, 0x1F6C5, 0x1F6CC, 0x1F6CC, 0x1F6D0,
    0x1F6D2, 0x1F6D5, 0x1F6DF, 0x1F6EB, 0x1F6EF, 0x1F6F4, 0x1F6FC, 0x1F7E0, 0x1F7F0, 0x1F90C,
    0x1F93A, 0x1F93C, 0x1F945, 0x1F947, 0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000, 0x3FFFD
  };

  private PlainText() {}

  /**
   * Text for a page or a file: line breaks and tabs stay; other control characters, noncharacters
   * and halves of surrogate pairs, which no encoder can write, become U+FFFD.
   */
  static String visible(String text) {
    return replaced(text, false);
  }

  /**
   * Text for one line of a terminal. Besides what {@link #visible} replaces, line breaks and tabs
   * become spaces, and the controls that reorder a line become U+FFFD, because a terminal has
   * nothing that would end their reach.
   */
  static String line(String text) {
    return replaced(text, true);
  }

  private static String replaced(String text, boolean line) {
    StringBuilder result = null;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      int length = Character.charCount(codePoint);
      char instead = instead(codePoint, line);
      if (instead != 0 && result == null) {
        result = new StringBuilder(text.length()).append(text, 0, i);
      }
      if (result != null) {
        result = instead == 0 ? result.appendCodePoint(codePoint) : result.append(instead);
      }
      i += length;
    }
    return result == null ? text : result.toString();
  }

  /** What stands for a code point, or 0 if it may stay. */
  private static char instead(int codePoint, boolean line) {
    if (codePoint == '\n' || codePoint == '\r' || codePoint == '\t') {
      return line ? ' ' : 0;
    }
    boolean noncharacter =
        (codePoint & 0xFFFE) == 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
    boolean reorders = (codePoint >= 0x202A && codePoint <= 0x202E)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
    boolean breaks = codePoint == 0x2028 || codePoint == 0x2029;
    boolean hidden = Character.isISOControl(codePoint)
        || noncharacter
        || Character.getType(codePoint) == Character.SURROGATE;
    return hidden || (line && reorders) ? REPLACEMENT : line && breaks ? ' ' : 0;
  }

  /** How many columns of a terminal a text takes. */
  static int columns(String text) {
    return text.codePoints().map(PlainText::columns).sum();
  }

  private static int columns(int codePoint) {
    if (codePoint >= 0x20 && codePoint < 0x7F) {
      return 1;
    }
    int type = Character.getType(codePoint);
    boolean combines = type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT
        || (codePoint >= 0x1160 && codePoint <= 0x11FF);
    return combines ? 0 : isWide(codePoint) ? 2 : 1;
  }

  private static boolean isWide(int codePoint) {
    int low = 0;
    int high = WIDE.length / 2 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (codePoint < WIDE[2 * middle]) {
        high = middle - 1;
      } else if (codePoint > WIDE[2 * middle + 1]) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  /** Fills up with spaces behind the text. */
  static String padRight(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - columns(text)));
  }

  /** Fills up with spaces before the text. */
  static String padLeft(String text, int columns) {
    return " ".repeat(Math.max(0, columns - columns(text))) + text;
  }

  /**
   * Cuts the middle out of a text that is too wide: names often begin with the provider and end
   * with the version, and both ends tell them apart.
   */
  static String cutMiddle(String text, int columns) {
    if (columns(text) <= columns) {
      return text;
    }
    int room = Math.max(0, columns - CUT.length());
    String end = tail(text, room / 2);
    return head(text, room - columns(end)) + CUT + end;
  }

  private static String head(String text, int columns) {
    int end = 0;
    int taken = 0;
    while (end < text.length()) {
      int codePoint = text.codePointAt(end);
      taken += columns(codePoint);
      if (taken > columns) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return text.substring(0, end);
  }

  private static String tail(String text, int columns) {
    int start = text.length();
    int taken = 0;
    while (start > 0) {
      int codePoint = text.codePointBefore(start);
      taken += columns(codePoint);
      // A mark without what it stands on would stand on the dots.
      if (taken > columns) {
        break;
      }
      start -= Character.charCount(codePoint);
    }
    while (start < text.length() && columns(text.codePointAt(start)) == 0) {
      start += Character.charCount(text.codePointAt(start));
    }
    return text.substring(start);
  }

  /** Cuts a text that is too long, between code points, and says how much is missing. */
  static String shortened(String text, int characters) {
    if (text.length() <= characters) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(characters - 1)) ? characters - 1 : characters;
    return "%s\n[%,d more characters in the result dataset]"
        .formatted(text.substring(0, end), text.length() - end);
  }

  /**
   * The language of a text whose letters are those of some language.
   *
   * @param otherwise the language of texts beside it, for one that has Han characters only
   */
  static String language(String text, String otherwise) {
    String found = language(text);
    boolean han = text.codePoints().anyMatch(Character::isIdeographic);
    return found.isEmpty() && han && otherwise.matches("[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
        ? otherwise
        : found;
  }

  /** The language of a text that says so by itself: kana are Japanese. Empty if it does not. */
  static String language(String text) {
    boolean kana = text.codePoints()
        .anyMatch(c -> (c >= 0x3041 && c <= 0x30FF) || (c >= 0xFF66 && c <= 0xFF9D));
    return kana ? "ja" : "";
  }
}

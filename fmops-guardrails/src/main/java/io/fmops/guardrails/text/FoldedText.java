package io.fmops.guardrails.text;

import java.text.Normalizer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text in the form in which things are found in it, and the way back to the original.
 *
 * <ul>
 *   <li>Unicode's NFKC, character by character with the marks on it: full-width and half-width are
 *       the same, {@code か} with a combining mark is {@code が}. Of many marks on one character only
 *       the first four are joined with it.
 *   <li>Invisible characters are left out: zero-width ones, soft hyphens, marks of direction,
 *       variation selectors. Unicode's tag characters become the ASCII characters that they hide.
 *   <li>The hyphens, dashes and the minus sign are {@code -}, and spaces of every width are a
 *       space.
 *   <li>If asked, everything is in lower case.
 * </ul>
 *
 * <p>Takes time and memory linear in the length of the text, and takes any text, lone surrogates
 * included. Immutable and thread-safe.
 */
public final class FoldedText {

  private static final int MARKS_JOINED = 4;
  private static final int TAGS = 0xE0000;

  /** Stands for what one char does not become by itself. */
  private static final char PIECE = '\uFFFF';

  /**
   * By char, what it becomes where no mark follows; 0 if nobody has asked yet. Whoever asks first
   * writes it; a thread that does not see it finds the same again.
   */
  private static final char[] ALONE = new char[1 << 16];

  private final String text;
  /** Where each folded char's piece begins and ends in the original; null if nothing moved. */
  private final int @Nullable [] starts;

  private final int @Nullable [] ends;

  private FoldedText(String text, int @Nullable [] starts, int @Nullable [] ends) {
    this.text = text;
    this.starts = starts;
    this.ends = ends;
  }

  /**
   * Folds a text, lower case included.
   *
   * @param text any text
   * @return its folded form
   */
  public static FoldedText of(String text) {
    return new Folder(text, true).fold();
  }

  /**
   * Folds a text, but keeps upper and lower case.
   *
   * @param text any text
   * @return its folded form
   */
  public static FoldedText keepingCase(String text) {
    return new Folder(text, false).fold();
  }

  /**
   * The folded text.
   *
   * @return what to look into
   */
  public String text() {
    return text;
  }

  /**
   * Where something that begins in the folded text begins in the original.
   *
   * @param index a place of a char of the folded text
   * @return a place in the original
   */
  public int start(int index) {
    return starts == null ? index : starts[index];
  }

  /**
   * Where something that ends in the folded text ends in the original.
   *
   * @param index the place after its last char in the folded text, more than 0
   * @return the place after its last char in the original
   */
  public int end(int index) {
    return ends == null ? index : ends[index - 1];
  }

  /**
   * Whether a character is drawn as nothing, by Unicode's general category Cf and its default
   * ignorable code points.
   *
   * @param codePoint any code point
   * @return true for zero-width characters and the like
   */
  public static boolean invisible(int codePoint) {
    if (codePoint < 0xAD) {
      return false;
    }
    if (codePoint >= 0x3000 && codePoint < Character.MIN_SURROGATE) {
      return codePoint == 0x3164;
    }
    return Character.getType(codePoint) == Character.FORMAT
        || variationSelector(codePoint)
        || codePoint == 0x034F
        || codePoint == 0x115F
        || codePoint == 0x1160
        || codePoint == 0xFFA0;
  }

  /**
   * Whether a character chooses how the one before it is drawn.
   *
   * @param codePoint any code point
   * @return true for Unicode's variation selectors
   */
  public static boolean variationSelector(int codePoint) {
    return (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
        || (codePoint >= 0xE0100 && codePoint <= 0xE01EF);
  }

  /**
   * Whether a character is one of Unicode's tags, which copy ASCII and are not drawn.
   *
   * @param codePoint any code point
   * @return true for a tag that stands for a printable character
   */
  public static boolean tag(int codePoint) {
    return codePoint >= TAGS + ' ' && codePoint <= TAGS + '~';
  }

  /** Folds a text without the short cut for chars that stand alone. */
  static FoldedText pieceByPiece(String text, boolean lower) {
    Folder folder = new Folder(text, lower);
    folder.begin(0);
    for (int i = 0; i < text.length(); ) {
      i = folder.piece(i);
    }
    return folder.folded();
  }

  private static char alone(char c) {
    if (c < 0x80) {
      return c;
    }
    char known = ALONE[c];
    if (known == 0) {
      known = findAlone(c);
      ALONE[c] = known;
    }
    return known;
  }

  private static char findAlone(char c) {
    if (Character.isSurrogate(c) || invisible(c) || mark(c)) {
      return PIECE;
    }
    String normal = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC);
    return normal.length() == 1 ? like(normal.charAt(0)) : PIECE;
  }

  private static boolean mark(int codePoint) {
    return codePoint == 0xFF9E
        || codePoint == 0xFF9F
        || (Character.getType(codePoint) == Character.NON_SPACING_MARK
            && !variationSelector(codePoint));
  }

  private static char lower(char c) {
    return c < 0x80
        ? (c >= 'A' && c <= 'Z' ? (char) (c + 32) : c)
        : c >= 0x3000 && c < 0xA000 ? c : Character.toLowerCase(c);
  }

  private static char like(char c) {
    return switch (c) {
      case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212', '\u2043' -> '-';
      case '\u2018', '\u2019' -> '\'';
      case '\u201C', '\u201D' -> '"';
      default -> Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c;
    };
  }

  /** Reads the original, char by char as long as they stand alone, or else piece by piece. */
  private static final class Folder {

    private final String source;
    private final boolean lower;
    private char[] out = new char[0];
    private int[] starts = new int[0];
    private int[] ends = new int[0];
    private int size;

    Folder(String source, boolean lower) {
      this.source = source;
      this.lower = lower;
    }

    FoldedText fold() {
      int length = source.length();
      int i = 0;
      while (i < length && form(i) == source.charAt(i) && source.charAt(i) != PIECE) {
        i++;
      }
      if (i == length) {
        return new FoldedText(source, null, null);
      }
      out = new char[length + 16];
      source.getChars(0, i, out, 0);
      char form = form(i);
      while (form != PIECE) {
        out[i++] = form;
        if (i == length) {
          return new FoldedText(new String(out, 0, length), null, null);
        }
        form = form(i);
      }
      i = Math.max(0, i - 1);
      begin(i);
      while (i < length) {
        int from = i;
        for (form = form(i); form != PIECE; form = i < length ? form(i) : PIECE) {
          add(form, i, ++i);
        }
        if (i < length) {
          if (i > from && mark(source.codePointAt(i))) {
            i--;
            size--;
          }
          i = piece(i);
        }
      }
      return folded();
    }

    private char form(int index) {
      char alone = alone(source.charAt(index));
      return lower ? lower(alone) : alone;
    }

    /** From here on chars may move; those before have not. */
    void begin(int moving) {
      int length = source.length() + 16;
      out = out.length == 0 ? new char[length] : out;
      starts = new int[length];
      ends = new int[length];
      for (int j = 0; j < moving; j++) {
        starts[j] = j;
        ends[j] = j + 1;
      }
      size = moving;
    }

    FoldedText folded() {
      return new FoldedText(new String(out, 0, size), starts, ends);
    }

    /** Folds the character that begins here, with its marks; gives where the next one begins. */
    int piece(int from) {
      int codePoint = source.codePointAt(from);
      int end = from + Character.charCount(codePoint);
      if (tag(codePoint)) {
        add(Character.toString(codePoint - TAGS), from, end);
        return end;
      }
      if (invisible(codePoint)) {
        return end;
      }
      int last = end;
      for (int marks = 0; marks < MARKS_JOINED && last < source.length(); marks++) {
        int next = source.codePointAt(last);
        if (next < 0x300 || !mark(next)) {
          break;
        }
        last += Character.charCount(next);
      }
      boolean loneSurrogate =
          codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
      if (last == end && loneSurrogate) {
        add((char) codePoint, from, end);
      } else {
        add(Normalizer.normalize(source.substring(from, last), Normalizer.Form.NFKC), from, last);
      }
      return last;
    }

    private void add(String piece, int from, int to) {
      for (int i = 0; i < piece.length(); ) {
        int codePoint = piece.codePointAt(i);
        i += Character.charCount(codePoint);
        if (lower) {
          codePoint = Character.toLowerCase(codePoint);
        }
        if (Character.isBmpCodePoint(codePoint)) {
          add(like((char) codePoint), from, to);
        } else {
          add(Character.highSurrogate(codePoint), from, to);
          add(Character.lowSurrogate(codePoint), from, to);
        }
      }
    }

    private void add(char c, int from, int to) {
      if (size == starts.length) {
        int length = size + size / 2;
        out = Arrays.copyOf(out, length);
        starts = Arrays.copyOf(starts, length);
        ends = Arrays.copyOf(ends, length);
      }
      starts[size] = from;
      ends[size] = to;
      out[size++] = c;
    }
  }
}

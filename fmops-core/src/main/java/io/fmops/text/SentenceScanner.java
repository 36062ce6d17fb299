package io.fmops.text;

import io.fmops.text.Sentences.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One pass over one text, for {@link Sentences}, whose Javadoc states the rules. Not thread-safe.
 */
final class SentenceScanner {

  /** End a sentence wherever they stand, unless in closed brackets. */
  private static final String FULL_WIDTH_STOPS = "。｡．！？‼⁇⁈⁉؟۔।॥։።፧။៕";

  private static final String ASCII_STOPS = ".!?…";

  private static final String CLOSERS = "\"'”’»›)]}」』）】〉》］｝｣〕";

  private static final String OPENERS = "\"'“‘«‹([{「『（【〈《［｛｢〔¿¡*_#";

  /** After a quotation that ends in a full stop, these go on with the sentence around it. */
  private static final String AFTER_QUOTE = "とのをがにへ、，,・";

  private static final List<String> MORE_AFTER_QUOTE =
      List.of("って", "など", "だった", "だ。", "です", "でし", "であ");

  /** No abbreviation is longer, and a look back must not cost more than a constant. */
  private static final int LONGEST_ABBREVIATION = 12;

  private final String text;
  private final int length;
  private final Brackets brackets;
  private final List<Span> spans = new ArrayList<>();

  private int start = -1;
  private int inkEnd;

  /**
   * Ends with an abbreviation that wants a word after it, so a line break here is a wrapped line.
   */
  private int unfinishedEnd = -1;

  SentenceScanner(String text) {
    this.text = text;
    length = text.length();
    brackets = new Brackets(text);
  }

  List<Span> scan() {
    int depth = 0;
    int i = 0;
    while (i < length) {
      if (ordinary(text.charAt(i))) {
        start = start < 0 ? i : start;
        inkEnd = ++i;
        continue;
      }
      int codePoint = text.codePointAt(i);
      int next = i + Character.charCount(codePoint);
      if (isLineBreak(codePoint)) {
        if (start >= 0 && !wrapped(i)) {
          end(inkEnd);
        }
      } else if (!isSpace(codePoint)) {
        start = start < 0 ? i : start;
        if (depth == 0 && isStop(codePoint)) {
          next = stop(i);
        } else if (brackets.opens(i)) {
          depth++;
        } else if (brackets.closes(i)) {
          depth--;
          if (depth == 0 && isFullWidthStop(text.codePointBefore(i))) {
            next = afterClosers(next);
            endUnless(next < length && goesOnAfterQuote(next), next);
          }
        }
        inkEnd = next;
      }
      i = next;
    }
    if (start >= 0) {
      end(inkEnd);
    }
    return List.copyOf(spans);
  }

  private void endUnless(boolean goesOn, int end) {
    if (!goesOn) {
      end(end);
    }
  }

  private void end(int end) {
    spans.add(new Span(start, end));
    start = -1;
  }

  /** Handles the run of stops that begins here, and gives the index after it and its closers. */
  private int stop(int first) {
    boolean fullWidth = false;
    boolean points = true;
    int runEnd = first;
    while (runEnd < length && isStop(text.codePointAt(runEnd))) {
      char c = text.charAt(runEnd); // all stops are single chars
      fullWidth |= isFullWidthStop(c);
      points &= c == '.' || c == '…';
      runEnd++;
    }
    int closed = afterClosers(runEnd);
    boolean ends;
    if (closed >= length) {
      ends = true;
    } else if (fullWidth) {
      ends = !(runEnd == first + 1 && text.charAt(first) == '．' && insideNumber(first))
          && !(closed > runEnd && goesOnAfterQuote(closed));
    } else if (!isSpace(text.codePointAt(closed))) {
      // Japanese with half-width stops has no space after them: 高い!でも買う.
      ends = text.charAt(first) != '…'
          && first > 0
          && Words.unspaced(text.codePointBefore(first))
          && Words.unspaced(text.codePointAt(closed));
    } else {
      int next = afterOpeners(closed);
      boolean lower = next < length && Character.isLowerCase(text.codePointAt(next));
      if (!points) {
        ends = closed == runEnd || !lower; // "Stop!" he said.
      } else if (runEnd > first + 1 || text.charAt(first) == '…') {
        ends = !lower;
      } else {
        ends = fullStopEnds(first, closed, next, lower);
      }
    }
    if (ends) {
      end(closed);
    }
    return closed;
  }

  /** The rules for a single full stop that has white space after it. */
  private boolean fullStopEnds(int at, int closed, int next, boolean lower) {
    int wordStart = wordStart(at);
    String word = text.substring(wordStart, at);
    String key = word.toLowerCase(Locale.ROOT);
    boolean listNumber = wordStart == start
        && (word.length() == 1
            || (word.length() <= 3 && word.chars().allMatch(Character::isDigit)));
    boolean number = next < length && Character.isDigit(text.codePointAt(next));
    if (listNumber
        || Abbreviations.GO_ON.contains(key)
        || (number && Abbreviations.BEFORE_NUMBER.contains(key))
        || (mayBeInitials(word, key) && !Abbreviations.STARTERS.contains(wordAt(next)))) {
      unfinishedEnd = closed;
      return false;
    }
    // Who writes without capitals ends sentences before lower case, too.
    return !lower
        || (Character.isLowerCase(text.codePointAt(start))
            && !Abbreviations.MIDDLE.contains(key)
            && !Abbreviations.BEFORE_NUMBER.contains(key));
  }

  /** {@code J}, {@code J.R}, {@code U.S}, {@code Ph.D}, {@code St}. */
  private static boolean mayBeInitials(String word, String key) {
    if (Abbreviations.PART_OF_NAME.contains(key)) {
      return true;
    }
    if (word.isEmpty() || !Character.isUpperCase(word.charAt(0)) || word.equals("I")) {
      return false;
    }
    return word.length() == 1 || (word.indexOf('.') > 0 && word.length() <= 7);
  }

  private int wordStart(int end) {
    int i = end;
    while (i > 0 && i > start && end - i < LONGEST_ABBREVIATION) {
      char before = text.charAt(i - 1);
      if (isSpace(before) || OPENERS.indexOf(before) >= 0 || before == '/' || before == '-') {
        return i;
      }
      i--;
    }
    return i;
  }

  /** The English word that begins here, in lower case; cut if it is long. */
  private String wordAt(int from) {
    int i = from;
    while (i < length && i - from < LONGEST_ABBREVIATION && Character.isLetter(text.charAt(i))) {
      i++;
    }
    return text.substring(from, i).toLowerCase(Locale.ROOT);
  }

  /** {@code ６．２} and, at the start of a sentence, the list number {@code １．}. */
  private boolean insideNumber(int at) {
    boolean digitBefore = at > 0 && Character.isDigit(text.charAt(at - 1));
    boolean digitAfter = at + 1 < length && Character.isDigit(text.charAt(at + 1));
    return digitBefore && (digitAfter || at - start <= 2);
  }

  /** Whether the line break here is inside a sentence. */
  private boolean wrapped(int at) {
    int i = at + (text.startsWith("\r\n", at) ? 2 : 1);
    while (i < length && isSpace(text.codePointAt(i))) {
      if (isLineBreak(text.charAt(i))) {
        return false;
      }
      i++;
    }
    return i < length && (Character.isLowerCase(text.codePointAt(i)) || inkEnd == unfinishedEnd);
  }

  private boolean goesOnAfterQuote(int at) {
    char c = text.charAt(at);
    return AFTER_QUOTE.indexOf(c) >= 0
        || isStop(c)
        || (c == 'は' && !text.startsWith("はい", at)) // 『君の名は。』は, but not 「…。」はい、…
        || MORE_AFTER_QUOTE.stream().anyMatch(word -> text.startsWith(word, at));
  }

  private int afterClosers(int from) {
    int i = from;
    while (i < length && CLOSERS.indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    return i;
  }

  /**
   * The next character of this paragraph that is neither white space nor an opening quote or
   * bracket, or the length of the text.
   */
  private int afterOpeners(int from) {
    boolean newLine = false;
    for (int i = from; i < length; i++) {
      char c = text.charAt(i);
      if (isLineBreak(c)) {
        if (newLine && !(c == '\n' && text.charAt(i - 1) == '\r')) {
          return length;
        }
        newLine = true;
      } else if (!isSpace(c)) {
        if (OPENERS.indexOf(c) < 0) {
          return i;
        }
        newLine = false;
      }
    }
    return length;
  }

  private static boolean isStop(int codePoint) {
    return ASCII_STOPS.indexOf(codePoint) >= 0 || isFullWidthStop(codePoint);
  }

  private static boolean isFullWidthStop(int codePoint) {
    return FULL_WIDTH_STOPS.indexOf(codePoint) >= 0;
  }

  /** Most chars: letters and digits that no rule asks about, told without looking into lists. */
  static boolean ordinary(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || (c >= 0x3041 && c <= 0x30FE)
        || (c >= 0x4E00 && c <= 0x9FFF);
  }

  static boolean isLineBreak(int codePoint) {
    return (codePoint >= '\n' && codePoint <= '\r')
        || codePoint == 0x85
        || codePoint == 0x2028
        || codePoint == 0x2029;
  }

  /** Unlike {@link String#strip()}, takes no-break spaces for white space, too. */
  private static boolean isSpace(int codePoint) {
    return Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint)
        || isLineBreak(codePoint);
  }
}

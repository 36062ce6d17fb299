package io.fmops.chain;

import io.fmops.text.Sentences;
import io.fmops.text.Sentences.Span;
import io.fmops.text.Words;
import java.lang.Character.UnicodeScript;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a text may be cut, and where best. Every place is between two extended grapheme clusters,
 * as the JDK's regular expressions know them; {@code java.text.BreakIterator} knows them from JDK
 * 20 on only. Not thread-safe.
 */
final class TextBreaks {

  /** All characters below stand alone, but for a line feed after a carriage return. */
  private static final int FIRST_MARK = 0x300;

  private static final Pattern GRAPHEME = Pattern.compile("\\X");

  /** After these, a long sentence is best cut. */
  private static final String CLAUSE_ENDS = "、，,;；:：｡。．.！!？?…)]}）」』】〉》］｝｣〕・";

  private enum Quality {
    NONE,
    CHARACTER,
    WORD,
    CLAUSE,
    SENTENCE
  }

  private final String text;
  private final BitSet graphemes;

  /** The places where a sentence may be parted from the next one, the text's ends included. */
  private final BitSet sentences;

  TextBreaks(String text) {
    this.text = text;
    graphemes = graphemes(text);
    sentences = new BitSet(text.length() + 1);
    sentences.set(0);
    int end = 0;
    List<Span> spans = Sentences.spans(text);
    for (Span span : spans) {
      sentences.set(end, span.start() + 1);
      end = span.end();
    }
    sentences.set(end, text.length() + 1);
    sentences.and(graphemes);
  }

  private static BitSet graphemes(String text) {
    BitSet starts = new BitSet(text.length() + 1);
    Matcher matcher = GRAPHEME.matcher(text);
    int i = 0;
    while (i < text.length()) {
      starts.set(i);
      if (i + 1 < text.length() && standsAlone(text.charAt(i), text.charAt(i + 1))) {
        i++;
      } else {
        matcher.region(i, text.length());
        i = matcher.lookingAt() ? matcher.end() : i + 1;
      }
    }
    starts.set(text.length());
    return starts;
  }

  private static boolean standsAlone(char c, char next) {
    return c < FIRST_MARK && next < FIRST_MARK && c != '\r';
  }

  /** The last place that is no further than this. */
  int atOrBefore(int index) {
    return graphemes.previousSetBit(index);
  }

  /** The first place after this one. */
  int after(int index) {
    return graphemes.nextSetBit(index + 1);
  }

  /** Where the sentence that begins here or goes on here ends. */
  int sentenceEnd(int index) {
    return sentences.nextSetBit(index + 1);
  }

  /**
   * The best place after {@code from} and no further than {@code limit}, which is one: the last end
   * of a sentence, else the best of the latter half, and of equals the last.
   */
  int best(int from, int limit) {
    int sentence = sentences.previousSetBit(limit);
    if (sentence > from) {
      return sentence;
    }
    int middle = from + (limit - from) / 2;
    int best = limit;
    Quality quality = Quality.CHARACTER;
    for (int i = limit; i > middle && quality != Quality.CLAUSE; i--) {
      Quality here = quality(i);
      if (here.compareTo(quality) > 0) {
        best = i;
        quality = here;
      }
    }
    return best;
  }

  /**
   * The best place from {@code earliest} on and before {@code end}, of equals the first;
   * {@code end} if a word of a script that is written with spaces would be cut.
   */
  int first(int earliest, int end) {
    int best = end;
    Quality quality = Quality.NONE;
    for (int i = earliest; i < end && quality != Quality.SENTENCE; i++) {
      Quality here = quality(i);
      boolean insideWord = here == Quality.CHARACTER && !Words.unspaced(text.codePointAt(i));
      if (!insideWord && here.compareTo(quality) > 0) {
        best = i;
        quality = here;
      }
    }
    return best;
  }

  private Quality quality(int index) {
    if (!graphemes.get(index)) {
      return Quality.NONE;
    }
    int next = text.codePointAt(index);
    if (isSpace(next)) {
      return Quality.CHARACTER; // the white space stays with what is before it
    }
    if (sentences.get(index)) {
      return Quality.SENTENCE;
    }
    int before = text.codePointBefore(index);
    int ink = index;
    while (ink > 0 && index - ink < 4 && isSpace(text.codePointBefore(ink))) {
      ink--; // white space is never beyond the basic plane
    }
    if (ink > 0 && endsClause(ink)) {
      return Quality.CLAUSE;
    }
    return ink < index || (isHiragana(before) && startsWord(next))
        ? Quality.WORD
        : Quality.CHARACTER;
  }

  /** Not in {@code 1,040} and {@code example.com}. */
  private boolean endsClause(int index) {
    int before = text.codePointBefore(index);
    int next = text.codePointAt(index);
    return CLAUSE_ENDS.indexOf(before) >= 0
        && !(before < FIRST_MARK && next < FIRST_MARK && Character.isLetterOrDigit(next));
  }

  private static boolean isHiragana(int codePoint) {
    return UnicodeScript.of(codePoint) == UnicodeScript.HIRAGANA;
  }

  private static boolean startsWord(int codePoint) {
    UnicodeScript script = UnicodeScript.of(codePoint);
    return script == UnicodeScript.HAN
        || script == UnicodeScript.KATAKANA
        || script == UnicodeScript.LATIN;
  }

  private static boolean isSpace(int codePoint) {
    return Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint)
        || codePoint == 0x85;
  }
}

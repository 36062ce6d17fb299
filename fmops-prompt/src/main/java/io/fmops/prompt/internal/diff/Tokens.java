package io.fmops.prompt.internal.diff;

import io.fmops.text.Words;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;

/** Cuts a text into words, spaces and signs, so that nothing is lost. Stateless. */
final class Tokens {

  private enum Sort {
    WORD,
    HAN,
    HIRAGANA,
    KATAKANA,
    OTHER_UNSPACED,
    SPACE,
    BREAK,
    SIGN
  }

  private Tokens() {}

  /** The pieces, which together are the text. */
  static List<String> of(String text) {
    List<String> tokens = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int first = text.codePointAt(start);
      Sort sort = sort(first);
      int end = start + Character.charCount(first);
      while (end < text.length() && goesOn(sort, text, end)) {
        end += Character.charCount(text.codePointAt(end));
      }
      tokens.add(text.substring(start, end));
      start = end;
    }
    return tokens;
  }

  private static boolean goesOn(Sort sort, String text, int index) {
    int next = text.codePointAt(index);
    if (belongsToTheOneBefore(next)) {
      return sort != Sort.BREAK;
    }
    if (sort == Sort.SIGN) {
      return text.codePointBefore(index) == 0x200D; // joined pictures are one
    }
    return sort != Sort.BREAK && sort(next) == sort;
  }

  /** Marks, joiners and the like, before which no text is cut. */
  static boolean belongsToTheOneBefore(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
        true;
      default -> codePoint == 0x200D || (codePoint >= 0x1F3FB && codePoint <= 0x1F3FF);
    };
  }

  private static Sort sort(int codePoint) {
    if (codePoint == '\n') {
      return Sort.BREAK;
    }
    if (Character.isWhitespace(codePoint)) {
      return Sort.SPACE;
    }
    if (Words.unspaced(codePoint)) {
      return codePoint == 'ー'
          ? Sort.KATAKANA
          : switch (UnicodeScript.of(codePoint)) {
            case HAN -> Sort.HAN;
            case HIRAGANA -> Sort.HIRAGANA;
            case KATAKANA -> Sort.KATAKANA;
            default -> Sort.OTHER_UNSPACED;
          };
    }
    return Character.isLetterOrDigit(codePoint) ? Sort.WORD : Sort.SIGN;
  }
}

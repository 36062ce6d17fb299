package io.fmops.eval.baseline;

import io.fmops.text.Sentences;
import io.fmops.text.Sentences.Span;
import io.fmops.text.Words;
import java.util.List;

/** Takes sentences out of a document and puts them together again. */
final class Excerpt {

  private Excerpt() {}

  /** The sentences that say something: those with a letter or digit, or all if none has one. */
  static List<Span> sentences(String document) {
    List<Span> all = Sentences.spans(document);
    List<Span> speaking = all.stream()
        .filter(span -> span.in(document).codePoints().anyMatch(Character::isLetterOrDigit))
        .toList();
    return speaking.isEmpty() ? all : speaking;
  }

  /**
   * Joins sentences of one document: by a line break if there was one between them, else by a space
   * where the script has spaces.
   */
  static String join(String document, List<Span> sentences) {
    StringBuilder joined = new StringBuilder();
    Span before = null;
    for (Span span : sentences) {
      if (before != null) {
        joined.append(gap(document, before, span));
      }
      joined.append(document, span.start(), span.end());
      before = span;
    }
    return joined.toString();
  }

  private static String gap(String document, Span before, Span after) {
    for (int i = before.end(); i < after.start(); i++) {
      char c = document.charAt(i);
      if (c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029') {
        return "\n";
      }
    }
    return wide(document.codePointBefore(before.end())) ? "" : " ";
  }

  /** Letters without spaces between them, and the full-width punctuation that goes with them. */
  private static boolean wide(int codePoint) {
    return Words.unspaced(codePoint)
        || (codePoint >= 0x3001 && codePoint <= 0x303F)
        || (codePoint >= 0xFF01 && codePoint <= 0xFF65);
  }
}

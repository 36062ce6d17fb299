package io.fmops.guardrails.toxicity.internal;

import io.fmops.text.Sentences;
import io.fmops.text.Sentences.Span;
import java.util.ArrayList;
import java.util.List;

/** Cuts a text into passages of a few sentences, each to be judged by itself. Stateless. */
public final class Passages {

  /** As long as a post: a text that is not longer is one passage. In chars. */
  public static final int LONGEST = 400;

  private Passages() {}

  /**
   * The passages of a text.
   *
   * @param text any text
   * @return spans in their order; none for a blank text
   */
  public static List<Span> of(String text) {
    if (text.length() <= LONGEST) {
      return text.isBlank() ? List.of() : List.of(new Span(0, text.length()));
    }
    List<Span> passages = new ArrayList<>();
    int start = -1;
    int end = 0;
    int size = 0;
    for (Span sentence : Sentences.spans(text)) {
      int from = start < 0 ? sentence.start() : end;
      int more = visible(text, from, sentence.end());
      if (start >= 0 && size + more > LONGEST) {
        passages.add(new Span(start, end));
        start = -1;
        more = visible(text, sentence.start(), sentence.end());
      }
      if (start < 0) {
        start = sentence.start();
        size = 0;
      }
      size += more;
      end = sentence.end();
      if (size > LONGEST) {
        start = cut(text, start, end, passages);
        size = visible(text, start, end);
      }
    }
    if (start >= 0 && end > start) {
      passages.add(new Span(start, end));
    }
    return passages;
  }

  /** Counts what is seen: a flood of marks or of invisible characters does not make a text long. */
  private static int visible(String text, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      count += c < 0x80 || (Fold.of(c) != 0 && !Character.isLowSurrogate(c)) ? 1 : 0;
    }
    return count;
  }

  /**
   * Cuts an endless sentence at spaces, or else between characters; gives where the rest begins.
   */
  private static int cut(String text, int from, int to, List<Span> passages) {
    int start = from;
    int space = -1;
    int size = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) && size > LONGEST / 2) {
        space = i;
      }
      if (size >= LONGEST && !Character.isLowSurrogate(c) && Fold.of(c) != 0) {
        int at = space > start ? space : i;
        passages.add(new Span(start, at));
        start = at;
        space = -1;
        size = visible(text, at, i);
      }
      size += c < 0x80 || (Fold.of(c) != 0 && !Character.isLowSurrogate(c)) ? 1 : 0;
    }
    return start;
  }
}

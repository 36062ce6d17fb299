package io.fmops.guardrails.toxicity.internal;

import io.fmops.text.Sentences;
import io.fmops.text.Sentences.Span;
import java.util.ArrayList;
import java.util.List;

/** Cuts a text into passages of a few sentences, each to be judged by itself. Stateless. */
public final class Passages {

  /** As long as a post: a text that is not longer is one passage. In chars. */
  public static final int LONGEST = 300;

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
    for (Span sentence : Sentences.spans(text)) {
      if (start >= 0 && sentence.end() - start > LONGEST) {
        passages.add(new Span(start, end));
        start = -1;
      }
      if (start < 0) {
        start = sentence.start();
      }
      end = sentence.end();
      while (end - start > LONGEST) {
        int cut = cut(text, start);
        passages.add(new Span(start, cut));
        start = cut;
      }
    }
    if (start >= 0 && end > start) {
      passages.add(new Span(start, end));
    }
    return passages;
  }

  /** Where to cut an endless sentence: at the last space, or else between two characters. */
  private static int cut(String text, int start) {
    for (int i = start + LONGEST; i > start + LONGEST / 2; i--) {
      if (Character.isWhitespace(text.charAt(i))) {
        return i;
      }
    }
    int end = start + LONGEST;
    return Character.isLowSurrogate(text.charAt(end)) && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
  }
}

package io.fmops.guardrails.toxicity.internal;

import io.fmops.text.Sentences.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into sections of some thousand characters, between sentences if it can: a text is
 * never looked at as more than that at once. Where is cut does not depend on case or on other
 * disguises of letters. Stateless.
 */
public final class Sections {

  /** Visible characters of the longest section. */
  public static final int LONGEST = 3000;

  private Sections() {}

  /**
   * The sections of a text, each to behind the last sentence that fits, or else to a space, or else
   * to between two characters.
   *
   * @param text any text
   * @return spans in their order; none for a blank text
   */
  public static List<Span> of(String text) {
    List<Span> spans = new ArrayList<>();
    int start = 0;
    int size = 0;
    int sentence = -1;
    int sentenceSize = 0;
    int space = -1;
    int spaceSize = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean visible = visible(c);
      if (visible && size >= LONGEST) {
        int at = sentence > start ? sentence : space > start ? space : i;
        add(text, start, at, spans);
        size -= sentence > start ? sentenceSize : space > start ? spaceSize : size;
        start = at;
        spaceSize = 0;
        space = -1;
        sentence = -1;
      }
      size += visible ? 1 : 0;
      if (ends(text, i)) {
        sentence = i + 1;
        sentenceSize = size;
      } else if (Character.isWhitespace(c) && size > LONGEST / 2) {
        space = i + 1;
        spaceSize = size;
      }
    }
    add(text, start, text.length(), spans);
    return spans;
  }

  private static void add(String text, int from, int to, List<Span> spans) {
    Span section = new Span(from, to).stripped(text);
    if (section.end() > section.start()) {
      spans.add(section);
    }
  }

  private static boolean ends(String text, int i) {
    return switch (text.charAt(i)) {
      case '。', '！', '？', '\n' -> true;
      case '.', '!', '?' -> i + 1 == text.length() || Character.isWhitespace(text.charAt(i + 1));
      default -> false;
    };
  }

  /** What is seen: a flood of marks or of invisible characters does not make a text long. */
  private static boolean visible(char c) {
    return c < 0x80 || (Fold.of(c) != 0 && !Character.isLowSurrogate(c));
  }
}

package io.fmops.guardrails.toxicity.internal;

import io.fmops.text.Sentences.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into sections, and sections into passages of a few sentences. A passage is judged by
 * itself and in its section: one insult must not drown in a long text, and what a long text is like
 * says much about a passage that could be read in two ways. Where is cut does not depend on case or
 * on other disguises of letters. Stateless.
 */
public final class Passages {

  /** Visible characters of the longest passage, and of a text that is judged as one. */
  public static final int LONGEST = 250;

  /** Visible characters of the longest section. */
  public static final int LONGEST_SECTION = 3000;

  private Passages() {}

  /**
   * The passages of a text.
   *
   * @param text any text
   * @param section the part of it to cut
   * @return spans in their order; none for a blank text
   */
  public static List<Span> of(String text, Span section) {
    return cut(text, section, LONGEST);
  }

  /**
   * The sections of a text.
   *
   * @param text any text
   * @return spans in their order; none for a blank text
   */
  public static List<Span> sections(String text) {
    return cut(text, new Span(0, text.length()), LONGEST_SECTION);
  }

  /** Cuts behind the last sentence that fits, or else at a space, or else between characters. */
  private static List<Span> cut(String text, Span part, int longest) {
    List<Span> spans = new ArrayList<>();
    int start = part.start();
    int size = 0;
    int sentence = -1;
    int sentenceSize = 0;
    int space = -1;
    int spaceSize = 0;
    for (int i = start; i < part.end(); i++) {
      char c = text.charAt(i);
      boolean visible = visible(c);
      if (visible && size >= longest) {
        int at = sentence > start ? sentence : space > start ? space : i;
        add(text, start, at, spans);
        size -= sentence > start ? sentenceSize : space > start ? spaceSize : size;
        start = at;
        spaceSize = 0;
        space = -1;
        sentence = -1;
      }
      size += visible ? 1 : 0;
      if (ends(text, i, part.end())) {
        sentence = i + 1;
        sentenceSize = size;
      } else if (Character.isWhitespace(c) && size > longest / 2) {
        space = i + 1;
        spaceSize = size;
      }
    }
    add(text, start, part.end(), spans);
    return spans;
  }

  private static void add(String text, int from, int to, List<Span> spans) {
    int start = from;
    int end = to;
    while (start < end && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    if (end > start) {
      spans.add(new Span(start, end));
    }
  }

  private static boolean ends(String text, int i, int end) {
    return switch (text.charAt(i)) {
      case '。', '！', '？', '\n' -> true;
      case '.', '!', '?' -> i + 1 == end || Character.isWhitespace(text.charAt(i + 1));
      default -> false;
    };
  }

  /** What is seen: a flood of marks or of invisible characters does not make a text long. */
  private static boolean visible(char c) {
    return c < 0x80 || (Fold.of(c) != 0 && !Character.isLowSurrogate(c));
  }
}

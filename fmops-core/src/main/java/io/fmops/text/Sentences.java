package io.fmops.text;

import java.util.List;

/**
 * Cuts text into sentences, with rules and a short list of English abbreviations.
 *
 * <ul>
 *   <li>A sentence ends at {@code 。}, {@code ！}, {@code ？} and their like, with or without a space
 *       after them, but not inside brackets that are closed in the same line: {@code 彼は「行く。」と言った。}
 *       is one sentence.
 *   <li>It ends at {@code .}, {@code !} or {@code ?} with space after them, closing quotes and
 *       brackets included. A full stop does not end it after titles and initials ({@code Dr. Hale},
 *       {@code J. Moor}), after {@code e.g.} and its like, after {@code no.} or {@code Jan.} before
 *       a number, or before a lower-case word; nor inside {@code 3.5} or {@code example.com}.
 *   <li>It ends at a line break, unless the next line goes on in lower case, as wrapped prose does.
 *       So each line of a list and each heading is a sentence. A blank line always ends it.
 * </ul>
 *
 * <p>The rules are guesses: {@code plan B. Shares fell} stays one sentence, because {@code B.} may
 * be an initial. English quotations are cut at the full stops inside them. Nothing is lost or
 * changed: a sentence is a piece of the text, and only white space lies between two of them.
 *
 * <p>Takes time and memory linear in the length of the text, and takes any text, lone surrogates
 * included. Stateless and thread-safe.
 */
public final class Sentences {

  private Sentences() {}

  /**
   * Where a sentence stands in its text.
   *
   * @param start the index of its first {@code char}
   * @param end the index after its last {@code char}
   */
  public record Span(int start, int end) {

    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException unless {@code 0 <= start <= end}
     */
    public Span {
      if (start < 0 || end < start) {
        throw new IllegalArgumentException(
            "a span goes from 0 or more upwards, not from " + start + " to " + end);
      }
    }

    /**
     * The sentence itself.
     *
     * @param text the text that the span was found in
     * @return the piece of it
     * @throws IndexOutOfBoundsException if the text is too short
     */
    public String in(String text) {
      return text.substring(start, end);
    }

    /**
     * The span without white space at its ends.
     *
     * @param text the text that the span was found in
     * @return a span inside of this one; empty if there is nothing but white space
     * @throws IndexOutOfBoundsException if the text is too short
     */
    public Span stripped(String text) {
      int from = start;
      int to = end;
      while (from < to && Character.isWhitespace(text.charAt(from))) {
        from++;
      }
      while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
        to--;
      }
      return new Span(from, to);
    }
  }

  /**
   * The sentences of a text.
   *
   * @param text any text
   * @return its sentences in their order, none of them blank, without white space around them;
   *     empty if the text is blank
   */
  public static List<String> split(String text) {
    return spans(text).stream().map(span -> span.in(text)).toList();
  }

  /**
   * Where the sentences of a text are.
   *
   * @param text any text
   * @return one span a sentence, in their order, none overlapping; empty if the text is blank
   */
  public static List<Span> spans(String text) {
    return new SentenceScanner(text).scan();
  }
}

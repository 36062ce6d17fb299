package io.fmops.chain;

import io.fmops.text.Sentences;
import io.fmops.text.Sentences.Span;
import io.fmops.text.TokenEstimate;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cuts a long text into pieces that are no longer than a number of tokens, counted by
 * {@link TokenEstimate}.
 *
 * <p>A piece ends where a sentence does, in English and Japanese by {@link Sentences}. A sentence
 * that is too long by itself is cut at a comma or the like; failing that, between two words, which
 * in Japanese is where kanji or katakana follow hiragana; failing that, between any two characters
 * as a reader sees them (extended grapheme clusters), never inside one.
 *
 * <p>Nothing is lost and nothing changed: without overlap, the pieces put together are the text.
 * White space between two sentences belongs to the first one's piece, or to the next piece where it
 * does not fit. A piece is longer than the limit only if it is one single character that is (a
 * family of emoji is several tokens), and blank only if so much white space stands in the text.
 *
 * <p>With an overlap, a piece begins with the last sentences of the piece before it, as many as fit
 * into that number of tokens, or with a part of the last one if it is longer. The limit includes
 * the overlap, which is the first to give way for a sentence to stay whole.
 *
 * <p>Time and memory are linear in the text's length. Takes any text, lone surrogates included.
 * Immutable and thread-safe.
 */
public final class TextSplitter {

  private final int max;
  private final int overlap;

  private TextSplitter(int max, int overlap) {
    if (max < 1) {
      throw new IllegalArgumentException(
          "a piece of at most " + max + " tokens is none; it must be 1 or more");
    }
    if (overlap < 0 || overlap > max / 2) {
      throw new IllegalArgumentException(
          "an overlap of %d tokens in pieces of %d; it must be 0 to %d"
              .formatted(overlap, max, max / 2));
    }
    this.max = max;
    this.overlap = overlap;
  }

  /**
   * A splitter whose pieces do not overlap.
   *
   * @param max how many tokens a piece may have, 1 or more
   * @return the splitter
   * @throws IllegalArgumentException if it is less than 1
   */
  public static TextSplitter ofTokens(int max) {
    return new TextSplitter(max, 0);
  }

  /**
   * A splitter whose pieces repeat the end of the piece before them.
   *
   * @param max how many tokens a piece may have, 1 or more, the overlap included
   * @param overlap how many tokens of it may repeat the piece before; 0 to half of {@code max}
   * @return the splitter
   * @throws IllegalArgumentException if one of them is out of its range
   */
  public static TextSplitter ofTokens(int max, int overlap) {
    return new TextSplitter(max, overlap);
  }

  /**
   * The pieces of a text.
   *
   * @param text any text
   * @return the pieces in their order; empty if the text is
   */
  public List<String> split(String text) {
    return spans(text).stream().map(span -> span.in(text)).toList();
  }

  /**
   * The pieces of a document as passages for an {@link InMemoryRetriever}; blank ones are left out.
   * The n-th piece has the id {@code document#n}, and the metadata {@code document} and, counted in
   * {@code char}s of the text, {@code start} and {@code end}.
   *
   * @param document names the document; not blank
   * @param text its text
   * @return the passages in their order; empty if the text is blank
   * @throws IllegalArgumentException if the name is blank
   */
  public List<Passage> passages(String document, String text) {
    if (document.isBlank()) {
      throw new IllegalArgumentException("a document needs a name that is not blank");
    }
    List<Passage> passages = new ArrayList<>();
    for (Span span : spans(text)) {
      String piece = span.in(text);
      if (!piece.isBlank()) {
        String start = Integer.toString(span.start());
        String end = Integer.toString(span.end());
        passages.add(new Passage(
            document + "#" + (passages.size() + 1),
            piece,
            0,
            Map.of("document", document, "start", start, "end", end)));
      }
    }
    return List.copyOf(passages);
  }

  /**
   * Where the pieces of a text are.
   *
   * @param text any text
   * @return one span a piece, in their order; the first one begins at 0, each one begins at or,
   *     with an overlap, before the end of the one before it, and the last one ends with the text
   */
  public List<Span> spans(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    if (TokenEstimate.of(text) <= max) {
      return List.of(new Span(0, text.length()));
    }
    TextBreaks breaks = new TextBreaks(text);
    List<Span> spans = new ArrayList<>();
    int end = 0;
    while (end < text.length()) {
      int before = spans.isEmpty() ? 0 : spans.get(spans.size() - 1).start();
      int start = overlap == 0 || end == 0 ? end : overlapStart(text, breaks, before, end);
      int next = pieceEnd(text, breaks, start, end);
      if (next == end) {
        // One character is so large that the overlap leaves no room for it.
        start = end;
        next = pieceEnd(text, breaks, start, end);
      }
      spans.add(new Span(start, next));
      end = next;
    }
    return List.copyOf(spans);
  }

  /**
   * The end of the piece that begins at {@code start} and whose new text begins at {@code from}.
   */
  private int pieceEnd(String text, TextBreaks breaks, int start, int from) {
    int limit = breaks.atOrBefore(TokenEstimate.fit(text, start, max));
    if (limit == text.length()) {
      return limit;
    }
    if (limit <= from) {
      return start == from ? breaks.after(from) : from;
    }
    return breaks.best(from, limit);
  }

  /**
   * Where the next piece begins: after the start of the one before it, at its end at the latest.
   */
  private int overlapStart(String text, TextBreaks breaks, int before, int end) {
    int earliest = Math.max(before + 1, backwards(text, end, overlap));
    int sentenceEnd = breaks.sentenceEnd(end);
    if (TokenEstimate.fit(text, earliest, max) < sentenceEnd
        && TokenEstimate.fit(text, end, max) >= sentenceEnd) {
      // Where the next sentence fits as a whole, the overlap leaves it room.
      earliest = Math.max(earliest, backwards(text, sentenceEnd, max));
    }
    return earliest >= end ? end : breaks.first(earliest, end);
  }

  /** The earliest index from which on it is no more than so many tokens to the end. */
  private static int backwards(String text, int end, int tokens) {
    // No character is more than a token, and no token more than four characters. The search widens
    // from the near end, because every look costs the length of the piece.
    int fits = Math.max(0, end - tokens);
    int floor = (int) Math.max(0, end - 4L * tokens);
    int step = 1;
    while (fits > floor) {
      int further = Math.max(floor, fits - step);
      if (TokenEstimate.of(CharBuffer.wrap(text, further, end)) <= tokens) {
        fits = further;
        step *= 2;
      } else if (step == 1) {
        return fits;
      } else {
        floor = further + 1;
        step = 1;
      }
    }
    return fits;
  }

  @Override
  public String toString() {
    return overlap == 0
        ? "TextSplitter[" + max + " tokens]"
        : "TextSplitter[" + max + " tokens, overlap " + overlap + "]";
  }
}

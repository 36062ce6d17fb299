package io.fmops.bedrock.guardrails;

import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.TextPiece;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where in a piece of a text a service's findings are. Not thread-safe. */
final class Places {

  /** How a service counts. */
  enum Offsets {
    /** Code points. */
    CODE_POINTS,
    /**
     * "Characters", which may be code points or chars. Where both differ, a finding covers both:
     * too much is masked rather than too little.
     */
    CHARACTERS
  }

  private final TextPiece piece;
  private final String detector;
  private int @Nullable [] chars;

  Places(TextPiece piece, String detector) {
    this.piece = piece;
    this.detector = detector;
  }

  /** A finding at offsets that a service told. Those that do not fit cover the whole piece. */
  Finding at(int begin, int end, Offsets offsets, String category, double score) {
    String text = piece.text();
    int[] index = index();
    int points = index.length - 1;
    int most = offsets == Offsets.CODE_POINTS ? points : text.length();
    if (begin < 0 || end <= begin || end > most) {
      return whole(piece, category, score, detector);
    }
    int start = offsets == Offsets.CODE_POINTS ? index[begin] : whole(text, begin, -1);
    int stop = end <= points ? index[end] : whole(text, end, 1);
    return new Finding(category, piece.start() + start, piece.start() + stop, score, detector);
  }

  /** Not between two surrogates. */
  private static int whole(String text, int at, int step) {
    boolean inside = at > 0
        && at < text.length()
        && Character.isLowSurrogate(text.charAt(at))
        && Character.isHighSurrogate(text.charAt(at - 1));
    return inside ? at + step : at;
  }

  /** For each code point and for the end, where it begins in chars. */
  private int[] index() {
    if (chars == null) {
      String text = piece.text();
      int[] made = new int[text.codePointCount(0, text.length()) + 1];
      for (int i = 1; i < made.length; i++) {
        made[i] = made[i - 1] + Character.charCount(text.codePointAt(made[i - 1]));
      }
      chars = made;
    }
    return chars;
  }

  /** A finding that has no place in the piece but all of it. */
  static Finding whole(TextPiece piece, String category, double score, String detector) {
    return new Finding(category, piece.start(), piece.end(), score, detector);
  }

  /**
   * In the order of their places, with those of one category that overlap made one, as pieces that
   * overlap give them.
   */
  static List<Finding> merged(List<Finding> findings) {
    List<Finding> sorted = new ArrayList<>(findings);
    sorted.sort(Comparator.comparingInt(Finding::start).thenComparingInt(Finding::end));
    Map<String, Finding> last = new LinkedHashMap<>();
    List<Finding> merged = new ArrayList<>();
    for (Finding finding : sorted) {
      Finding before = last.get(finding.category());
      if (before != null && finding.start() < before.end()) {
        last.put(
            finding.category(),
            new Finding(
                finding.category(),
                before.start(),
                Math.max(before.end(), finding.end()),
                Math.max(before.score(), finding.score()),
                finding.detector()));
      } else {
        if (before != null) {
          merged.add(before);
        }
        last.put(finding.category(), finding);
      }
    }
    merged.addAll(last.values());
    merged.sort(Comparator.comparingInt(Finding::start).thenComparingInt(Finding::end));
    return List.copyOf(merged);
  }
}

package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * From where on detectors of spans have to see a growing text: far enough back for a span that ends
 * in the newest piece, and from the beginning of spans that have not ended yet. Positions are those
 * of the filter's buffer. Not thread-safe.
 */
final class Spans {

  /** A span that has not ended by then is too long to be waited for. */
  static final int MAX_OPEN = 16_384;

  /** Invisible characters are no distance, but no more than this many chars are gone back. */
  private static final int MAX_BACK = 4_096;

  /** A piece that is kept in view: where it begins, and how much of it can be seen. */
  private record Seen(int start, int visible) {}

  /** A span that reaches the end of what is there, and how far its detector had looked. */
  private record Open(int start, int looked) {}

  private final Deque<Seen> view = new ArrayDeque<>();
  private final Map<ActiveCheck, Open> open = new HashMap<>();
  private int visible;

  /** From where on a check has to see the text up to here; -1 if it need not look yet. */
  int from(ActiveCheck check, int piece, int end, boolean last) {
    int back = view.isEmpty() ? piece : view.getFirst().start();
    Open span = open.get(check);
    if (span == null) {
      return back;
    }
    // To see a long span again for each piece would take too long.
    boolean grown = (long) (end - span.start) * 2 >= (long) (span.looked - span.start) * 3;
    return last || grown || end - span.start > MAX_OPEN ? Math.min(span.start, back) : -1;
  }

  void closed(ActiveCheck check) {
    open.remove(check);
  }

  void open(ActiveCheck check, int start, int end) {
    Open before = open.get(check);
    open.put(
        check,
        new Open(
            before == null || before.looked < end ? start : Math.min(start, before.start), end));
  }

  /** A piece was looked at: it is in view for the next ones. */
  void passed(CharSequence text, int piece, int end) {
    int seen = 0;
    for (int i = piece; i < end; i++) {
      char c = text.charAt(i);
      seen += invisible(c) ? 0 : 1;
    }
    view.addLast(new Seen(piece, seen));
    visible += seen;
    while (view.size() > 1
        && (visible - view.getFirst().visible() >= Detector.MAX_SPAN
            || end - view.getFirst().start() > MAX_BACK)) {
      visible -= view.removeFirst().visible();
    }
  }

  private static boolean invisible(char c) {
    int type = Character.getType(c);
    return type == Character.FORMAT
        || type == Character.CONTROL
        || type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }

  /** Up to where nothing is needed any more for looks to come. */
  int settled(int end) {
    int settled = view.isEmpty() ? end : view.getFirst().start();
    for (Open span : open.values()) {
      settled = Math.min(settled, span.start);
    }
    return settled;
  }

  /** The text has lost its beginning. */
  void shift(int chars) {
    Deque<Seen> moved = new ArrayDeque<>();
    view.forEach(seen -> moved.add(new Seen(seen.start - chars, seen.visible)));
    view.clear();
    view.addAll(moved);
    open.replaceAll((check, span) -> new Open(span.start - chars, span.looked - chars));
  }
}

package io.fmops.sagemaker;

import io.fmops.model.ContentBlock;
import io.fmops.model.StreamEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers the blocks of an answer: text after text is one block, text after reasoning a new one.
 * Not thread-safe.
 */
final class ContentEvents {

  private enum Kind {
    NONE,
    TEXT,
    REASONING
  }

  private final List<StreamEvent> events = new ArrayList<>();
  private Kind kind = Kind.NONE;
  private int block = -1;

  /** The first half of a character whose second half comes with the next delta. */
  private String half = "";

  void text(String text) {
    add(Kind.TEXT, text);
  }

  void reasoning(String text) {
    add(Kind.REASONING, text);
  }

  void whole(ContentBlock content) {
    closeBlock();
    events.add(new StreamEvent.WholeBlock(++block, content));
  }

  /** No more deltas come. */
  void closeBlock() {
    if (!half.isEmpty()) {
      events.add(delta(half));
      half = "";
    }
    kind = Kind.NONE;
  }

  /** The events since the last call. */
  List<StreamEvent> drain() {
    List<StreamEvent> drained = List.copyOf(events);
    events.clear();
    return drained;
  }

  private void add(Kind next, String text) {
    if (text.isEmpty()) {
      return;
    }
    if (kind != next) {
      closeBlock();
      kind = next;
      block++;
    }
    String all = half + text;
    // Servers that cut texts by UTF-16 units exist; an event holds whole code points.
    int end =
        Character.isHighSurrogate(all.charAt(all.length() - 1)) ? all.length() - 1 : all.length();
    half = all.substring(end);
    if (end > 0) {
      events.add(delta(all.substring(0, end)));
    }
  }

  private StreamEvent delta(String text) {
    return kind == Kind.REASONING
        ? new StreamEvent.ReasoningDelta(block, text, "")
        : new StreamEvent.TextDelta(block, text);
  }
}

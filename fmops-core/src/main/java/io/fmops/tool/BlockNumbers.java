package io.fmops.tool;

import io.fmops.model.ContentBlock;
import io.fmops.model.StreamEvent;

/** Lets the numbers of blocks grow from turn to turn. Not thread-safe. */
final class BlockNumbers {

  private int base;
  private int next;

  StreamEvent renumbered(StreamEvent event) {
    if (!(event instanceof StreamEvent.Content content)) {
      return event;
    }
    int number = base + content.block();
    next = Math.max(next, number + 1);
    if (base == 0) {
      return event;
    } else if (event instanceof StreamEvent.TextDelta delta) {
      return new StreamEvent.TextDelta(number, delta.text());
    } else if (event instanceof StreamEvent.ReasoningDelta delta) {
      return new StreamEvent.ReasoningDelta(number, delta.text(), delta.signature());
    } else if (event instanceof StreamEvent.CitationDelta delta) {
      return new StreamEvent.CitationDelta(number, delta.citation());
    } else if (event instanceof StreamEvent.ToolCallDelta delta) {
      return new StreamEvent.ToolCallDelta(number, delta.id(), delta.name(), delta.arguments());
    } else if (event instanceof StreamEvent.WholeBlock block) {
      return new StreamEvent.WholeBlock(number, block.content());
    }
    return event;
  }

  void turnEnds() {
    base = next;
  }

  /** A block after all others. */
  StreamEvent another(ContentBlock block) {
    return new StreamEvent.WholeBlock(next++, block);
  }
}

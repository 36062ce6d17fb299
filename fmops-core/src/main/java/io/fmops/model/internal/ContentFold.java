package io.fmops.model.internal;

import io.fmops.model.ContentBlock;
import io.fmops.model.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes content blocks of content events. Not thread-safe. */
public final class ContentFold {

  private final List<Open> blocks = new ArrayList<>();

  /** A block that may still grow. A text of one delta is kept as it is, without a copy. */
  private static final class Open {
    final int number;
    final boolean reasoning;
    final @Nullable ContentBlock whole;
    String first = "";

    @Nullable
    StringBuilder more;

    final StringBuilder signature = new StringBuilder(0);

    Open(int number, boolean reasoning, @Nullable ContentBlock whole) {
      this.number = number;
      this.reasoning = reasoning;
      this.whole = whole;
    }

    void append(String text) {
      if (more != null) {
        more.append(text);
      } else if (first.isEmpty()) {
        first = text;
      } else {
        more = new StringBuilder(first).append(text);
      }
    }

    ContentBlock block() {
      if (whole != null) {
        return whole;
      }
      String text = more == null ? first : more.toString();
      return reasoning
          ? new ContentBlock.Reasoning(
              text, signature.isEmpty() ? Optional.empty() : Optional.of(signature.toString()))
          : new ContentBlock.Text(text);
    }
  }

  /** Nothing yet. */
  public ContentFold() {}

  /**
   * Adds an event's content.
   *
   * @param event the next content event
   */
  public void add(StreamEvent.Content event) {
    if (event instanceof StreamEvent.TextDelta delta) {
      open(delta.block(), false).append(delta.text());
    } else if (event instanceof StreamEvent.ReasoningDelta delta) {
      Open open = open(delta.block(), true);
      open.append(delta.text());
      open.signature.append(delta.signature());
    } else if (event instanceof StreamEvent.WholeBlock whole) {
      blocks.add(new Open(whole.block(), false, whole.content()));
    }
  }

  private Open open(int number, boolean reasoning) {
    // From the end, because providers close one block before they open the next.
    for (int i = blocks.size() - 1; i >= 0; i--) {
      Open open = blocks.get(i);
      if (open.number == number && open.reasoning == reasoning && open.whole == null) {
        return open;
      }
    }
    Open open = new Open(number, reasoning, null);
    blocks.add(open);
    return open;
  }

  /**
   * All blocks so far.
   *
   * @return a copy
   */
  public List<ContentBlock> content() {
    return blocks.stream().map(Open::block).toList();
  }
}

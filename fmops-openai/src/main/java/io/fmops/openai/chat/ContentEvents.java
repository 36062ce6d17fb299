package io.fmops.openai.chat;

import io.fmops.model.ContentBlock;
import io.fmops.model.StreamEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers the blocks of an answer: text after text is one block, text after reasoning a new one.
 * Not thread-safe.
 */
public final class ContentEvents {

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

  /** Nothing yet. */
  public ContentEvents() {}

  /**
   * Adds text.
   *
   * @param text whatever the server cut off as one piece; may be empty
   */
  public void text(String text) {
    add(Kind.TEXT, text);
  }

  /**
   * Adds reasoning.
   *
   * @param text whatever the server cut off as one piece; may be empty
   */
  public void reasoning(String text) {
    add(Kind.REASONING, text);
  }

  /**
   * Adds a block that comes in one piece.
   *
   * @param content the block
   */
  public void whole(ContentBlock content) {
    closeBlock();
    events.add(new StreamEvent.WholeBlock(++block, content));
  }

  /**
   * Begins a call of a tool.
   *
   * @param id names the call
   * @param name the tool's name; may be empty if it comes with a later piece
   * @param arguments as far as they are there; may be empty
   * @return the number of the call's block
   */
  public int toolCall(String id, String name, String arguments) {
    closeBlock();
    events.add(new StreamEvent.ToolCallDelta(++block, id, name, arguments));
    return block;
  }

  /**
   * Adds to a call of a tool that has begun; other blocks may have begun since.
   *
   * @param number the number of the call's block
   * @param name the tool's name, if it had not been told yet, else empty
   * @param arguments what to add to the arguments; may be empty
   */
  public void moreOfToolCall(int number, String name, String arguments) {
    if (!name.isEmpty() || !arguments.isEmpty()) {
      events.add(new StreamEvent.ToolCallDelta(number, "", name, arguments));
    }
  }

  /**
   * Adds what stands beside the content.
   *
   * @param notice the notice
   */
  public void notice(StreamEvent.Notice notice) {
    events.add(notice);
  }

  /** No more deltas of this block come. */
  public void closeBlock() {
    if (!half.isEmpty()) {
      events.add(delta(half));
      half = "";
    }
    kind = Kind.NONE;
  }

  /**
   * The events since the last call.
   *
   * @return the events in order
   */
  public List<StreamEvent> drain() {
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

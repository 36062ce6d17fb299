package io.fmops.guardrails;

import io.fmops.model.ContentBlock;
import io.fmops.model.StreamEvent;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** One block of an answer on its way through the filter. Not thread-safe. */
abstract class AnswerLane {

  private final int block;
  private final Queue<StreamEvent> waiting = new ArrayDeque<>();
  private boolean done;

  AnswerLane(int block) {
    this.block = block;
  }

  int block() {
    return block;
  }

  /** What may leave when its turn has come. */
  Queue<StreamEvent> waiting() {
    return waiting;
  }

  /** Whether nothing more comes. */
  boolean done() {
    return done;
  }

  void finish() {
    done = true;
  }

  /** An event that passes as it is. */
  static final class Passing extends AnswerLane {
    Passing(int block, StreamEvent event) {
      super(block);
      waiting().add(event);
      finish();
    }
  }

  /** Text, and reasoning in the same way. */
  static final class OfText extends AnswerLane {
    private final boolean reasoning;
    private final TextFilter filter;
    private final Restorer restorer;
    private final StringBuilder signature = new StringBuilder(0);
    private boolean changed;

    OfText(int block, boolean reasoning, TextFilter filter, Restorer restorer) {
      super(block);
      this.reasoning = reasoning;
      this.filter = filter;
      this.restorer = restorer;
    }

    boolean reasoning() {
      return reasoning;
    }

    String tail() {
      return filter.tail();
    }

    boolean takes(StreamEvent.Content event) {
      return event.block() == block()
          && (reasoning
              ? event instanceof StreamEvent.ReasoningDelta
              : event instanceof StreamEvent.TextDelta);
    }

    void add(StreamEvent.Content event) throws InterruptedException {
      if (event instanceof StreamEvent.ReasoningDelta delta) {
        signature.append(delta.signature());
        leave(restored(filter.add(delta.text())), "");
      } else {
        leave(restored(filter.add(((StreamEvent.TextDelta) event).text())), "");
      }
    }

    void end() throws InterruptedException {
      String rest = restored(filter.end()) + restorer.end();
      // A signature vouches for the text as the model wrote it.
      leave(rest, changed || filter.changed() ? "" : signature.toString());
      finish();
    }

    private String restored(String text) {
      String restored = restorer.add(text);
      changed |= !restored.equals(text);
      return restored;
    }

    private void leave(String text, String signed) {
      if (!text.isEmpty() || !signed.isEmpty()) {
        waiting()
            .add(
                reasoning
                    ? new StreamEvent.ReasoningDelta(block(), text, signed)
                    : new StreamEvent.TextDelta(block(), text));
      }
    }

    Optional<Action> stop() {
      return filter.stop();
    }
  }

  /** A tool call, which is held until it is whole. */
  static final class OfToolCall extends AnswerLane {
    private final StringBuilder arguments = new StringBuilder();
    private String id = "";
    private String name = "";

    OfToolCall(int block) {
      super(block);
    }

    void add(StreamEvent.ToolCallDelta delta) {
      id = id.isEmpty() ? delta.id() : id;
      name = name.isEmpty() ? delta.name() : name;
      arguments.append(delta.arguments());
    }

    ContentBlock.ToolCall call() {
      return new ContentBlock.ToolCall(id, name, arguments.toString());
    }

    /** The call as it may leave. */
    void leave(ContentBlock.ToolCall passed) {
      waiting()
          .add(new StreamEvent.ToolCallDelta(
              block(), passed.id(), passed.name(), passed.arguments()));
      finish();
    }
  }
}

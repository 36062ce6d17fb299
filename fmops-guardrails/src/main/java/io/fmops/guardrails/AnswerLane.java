package io.fmops.guardrails;

import io.fmops.model.StreamEvent;
import java.util.Optional;

/** One block of an answer on its way through the filter. Not thread-safe. */
abstract class AnswerLane {

  private final int block;

  AnswerLane(int block) {
    this.block = block;
  }

  int block() {
    return block;
  }

  /** Whether an event belongs to this block. */
  abstract boolean takes(StreamEvent.Content event);

  /** Takes an event of this block; gives what may leave. */
  abstract Optional<StreamEvent> add(StreamEvent.Content event) throws InterruptedException;

  /** The block has ended; gives the rest that may leave. */
  abstract Optional<StreamEvent> end() throws InterruptedException;

  /** What blocks the answer, if anything does. */
  abstract Optional<Action> stop();

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

    @Override
    boolean takes(StreamEvent.Content event) {
      return event.block() == block()
          && (reasoning
              ? event instanceof StreamEvent.ReasoningDelta
              : event instanceof StreamEvent.TextDelta);
    }

    @Override
    Optional<StreamEvent> add(StreamEvent.Content event) throws InterruptedException {
      if (event instanceof StreamEvent.ReasoningDelta delta) {
        signature.append(delta.signature());
        return delta(restored(filter.add(delta.text())), "");
      }
      return delta(restored(filter.add(((StreamEvent.TextDelta) event).text())), "");
    }

    @Override
    Optional<StreamEvent> end() throws InterruptedException {
      String rest = restored(filter.end()) + restorer.end();
      // A signature vouches for the text as the model wrote it.
      return delta(rest, changed || filter.changed() ? "" : signature.toString());
    }

    private String restored(String text) {
      String restored = restorer.add(text);
      changed |= !restored.equals(text);
      return restored;
    }

    private Optional<StreamEvent> delta(String text, String signed) {
      if (text.isEmpty() && signed.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          reasoning
              ? new StreamEvent.ReasoningDelta(block(), text, signed)
              : new StreamEvent.TextDelta(block(), text));
    }

    @Override
    Optional<Action> stop() {
      return filter.stop();
    }
  }

  /** The arguments of a tool call, which are held until they are whole. */
  static final class OfToolCall extends AnswerLane {
    private final ArgumentFilter filter;
    private final StringBuilder arguments = new StringBuilder();
    private String id = "";
    private String name = "";

    OfToolCall(int block, ArgumentFilter filter) {
      super(block);
      this.filter = filter;
    }

    @Override
    boolean takes(StreamEvent.Content event) {
      return event.block() == block() && event instanceof StreamEvent.ToolCallDelta;
    }

    @Override
    Optional<StreamEvent> add(StreamEvent.Content event) {
      StreamEvent.ToolCallDelta delta = (StreamEvent.ToolCallDelta) event;
      id = id.isEmpty() ? delta.id() : id;
      name = name.isEmpty() ? delta.name() : name;
      arguments.append(delta.arguments());
      return Optional.empty();
    }

    @Override
    Optional<StreamEvent> end() throws InterruptedException {
      String filtered = filter.filtered(arguments.toString());
      return filter.stop().isPresent()
          ? Optional.empty()
          : Optional.of(new StreamEvent.ToolCallDelta(block(), id, name, filtered));
    }

    @Override
    Optional<Action> stop() {
      return filter.stop();
    }
  }
}

package io.fmops.tool;

import io.fmops.model.CallContext;
import io.fmops.model.ContentBlock;
import io.fmops.model.Cost;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A model that answers turn by turn what the test says, and keeps what it was asked. */
final class Turns implements ModelEngine {

  static final ModelId ID = ModelId.of("scripted", "turns");

  final List<GenerateRequest> asked = new ArrayList<>();
  private final Queue<Object> script = new ConcurrentLinkedQueue<>();

  /** Each turn costs one cent and reports ten tokens in, five out. */
  static final TokenUsage USAGE = TokenUsage.reported(10, 5);

  FoundationModel model(ToolLoop loop) {
    return model().with(loop);
  }

  FoundationModel model() {
    return FoundationModel.of(ID, this);
  }

  Turns says(String text) {
    return turn(StopReason.END_TURN, new ContentBlock.Text(text));
  }

  /** Calls, written as id, name, arguments. */
  Turns calls(String... calls) {
    List<ContentBlock> blocks = new ArrayList<>();
    for (int i = 0; i < calls.length; i += 3) {
      blocks.add(new ContentBlock.ToolCall(calls[i], calls[i + 1], calls[i + 2]));
    }
    return turn(StopReason.TOOL_USE, blocks.toArray(ContentBlock[]::new));
  }

  Turns turn(StopReason stop, ContentBlock... blocks) {
    List<StreamEvent> events = new ArrayList<>();
    for (int i = 0; i < blocks.length; i++) {
      if (blocks[i] instanceof ContentBlock.Text text) {
        events.add(new StreamEvent.TextDelta(i, text.text()));
      } else if (blocks[i] instanceof ContentBlock.ToolCall call) {
        events.add(new StreamEvent.ToolCallDelta(i, call.id(), call.name(), ""));
        events.add(new StreamEvent.ToolCallDelta(i, "", "", call.arguments()));
      } else {
        events.add(new StreamEvent.WholeBlock(i, blocks[i]));
      }
    }
    events.add(new StreamEvent.Completed(GenerateResponse.builder(ID)
        .stopReason(stop, "")
        .usage(USAGE)
        .cost(new Cost(new BigDecimal("0.01"), "USD", LocalDate.of(2026, 11, 1), false))
        .build()));
    script.add(events);
    return this;
  }

  Turns fails(ModelException problem) {
    script.add(problem);
    return this;
  }

  @Override
  public EventSource open(GenerateRequest request, CallContext context) {
    asked.add(request);
    Object turn = script.remove();
    if (turn instanceof ModelException problem) {
      throw problem;
    }
    Queue<Object> events = new ArrayDeque<>((List<?>) turn);
    return new EventSource() {
      @Override
      public StreamEvent next() {
        return (StreamEvent) events.remove();
      }

      @Override
      public void close() {}
    };
  }
}

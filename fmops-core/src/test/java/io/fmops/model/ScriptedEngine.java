package io.fmops.model;

import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine whose next event is whatever the test says: an event, an exception, or a wait. */
final class ScriptedEngine implements ModelEngine {

  static final ModelId ID = ModelId.of("scripted", "test");

  /** Stands for a wait that only close() or an interrupt ends. */
  static final Object WAIT = new Object();

  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();
  private final List<Object> script;

  ScriptedEngine(Object... script) {
    this.script = List.of(script);
  }

  static ScriptedEngine answering(String... chunks) {
    Object[] script = new Object[chunks.length + 1];
    for (int i = 0; i < chunks.length; i++) {
      script[i] = new StreamEvent.TextDelta(0, chunks[i]);
    }
    script[chunks.length] = completed();
    return new ScriptedEngine(script);
  }

  static StreamEvent completed() {
    return new StreamEvent.Completed(
        GenerateResponse.builder(ID).usage(TokenUsage.reported(3, 2)).build());
  }

  FoundationModel model() {
    return FoundationModel.of(ID, this);
  }

  @Override
  public EventSource open(GenerateRequest request, CallContext context) {
    opened.incrementAndGet();
    BlockingQueue<Object> steps = new LinkedBlockingQueue<>(script);
    BlockingQueue<Boolean> closing = new LinkedBlockingQueue<>();
    return new EventSource() {
      @Override
      public StreamEvent next() throws InterruptedException {
        Object step = steps.isEmpty() ? null : steps.take();
        if (step == WAIT) {
          closing.take();
          throw new UnavailableException("closed by the reader");
        }
        if (step instanceof RuntimeException e) {
          throw e;
        }
        if (step instanceof Error e) {
          throw e;
        }
        return (StreamEvent) step;
      }

      @Override
      public void close() {
        closed.incrementAndGet();
        closing.add(true);
      }
    };
  }
}

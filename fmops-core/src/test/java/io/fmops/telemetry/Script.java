package io.fmops.telemetry;

import io.fmops.model.CallContext;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.UnavailableException;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/** An engine that gives the events it is given: also notices, which a scripted model does not. */
public final class Script implements ModelEngine {

  /** Stands for a wait that only the end of the call ends. */
  public static final Object HANG = new Object();

  public static final ModelId MODEL = ModelId.of("bedrock", "amazon.nova-lite-v1:0");

  private final Object[] steps;

  /** Falls when a call waits for ever. */
  public final CountDownLatch hanging = new CountDownLatch(1);

  volatile CallContext lastContext = CallContext.create();

  public Script(Object... steps) {
    this.steps = steps;
  }

  public static StreamEvent text(String text) {
    return new StreamEvent.TextDelta(0, text);
  }

  public static StreamEvent completed(TokenUsage usage) {
    return completed(MODEL, usage);
  }

  static StreamEvent completed(ModelId served, TokenUsage usage) {
    return new StreamEvent.Completed(
        GenerateResponse.builder(served).usage(usage).requestId("request-1").build());
  }

  static <E extends ModelException> E used(E problem, long input, long output) {
    problem.keepArrived(java.util.List.of(), TokenUsage.estimated(input, output));
    return problem;
  }

  @Override
  public EventSource open(GenerateRequest request, CallContext context) {
    lastContext = context;
    Deque<Object> left = new ArrayDeque<>(Arrays.asList(steps));
    CountDownLatch closed = new CountDownLatch(1);
    return new EventSource() {
      @Override
      public StreamEvent next() throws InterruptedException {
        Object step = left.remove();
        if (step == HANG) {
          hanging.countDown();
          closed.await();
          throw new UnavailableException("closed by the reader");
        }
        if (step instanceof RuntimeException e) {
          throw e;
        }
        return (StreamEvent) step;
      }

      @Override
      public void close() {
        closed.countDown();
      }
    };
  }
}

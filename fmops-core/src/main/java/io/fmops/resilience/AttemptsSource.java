package io.fmops.resilience;

import io.fmops.model.CallContext;
import io.fmops.model.FailedAttempt;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.AnswerFold;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.LayerSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that may take several exchanges, one after the other. Each that is given up is told by a
 * notice, and hung on the last one's exception if none succeeds.
 *
 * <p>Content that was handed over cannot be taken back, so a stream's attempts end with its first
 * content. A whole answer is shown to nobody before its end: its content is held until then, and
 * all of it may be tried again.
 */
abstract class AttemptsSource extends LayerSource {

  private final GenerateRequest request;
  private final boolean hold;
  private final boolean restart;
  private final String layer;

  private final List<ModelException> earlier = new ArrayList<>(0);
  private final ArrayDeque<StreamEvent> ready = new ArrayDeque<>(2);
  private final ArrayDeque<StreamEvent> held = new ArrayDeque<>(2);
  private AnswerFold fold = new AnswerFold();
  private @Nullable EventSource current;
  private boolean handedOver;

  AttemptsSource(
      ModelId model, String layer, boolean restart, GenerateRequest request, CallContext context) {
    super(model);
    this.layer = layer;
    this.request = request;
    this.restart = restart;
    hold = !context.streaming();
  }

  /** Begins the next exchange, after whatever wait there is. */
  abstract EventSource open() throws InterruptedException;

  /** The model of the exchange under way. */
  abstract ModelId asked();

  /**
   * Decides whether there will be another exchange.
   *
   * @param number of the exchange that failed, from 1
   */
  abstract boolean again(ModelException problem, int number);

  /** The exchange under way has failed, was told, and there will be another. */
  void givenUpOn() {}

  /** The answer is complete. */
  void succeeded(int attempts) {}

  @Override
  public final StreamEvent next() throws InterruptedException {
    while (true) {
      StreamEvent event = ready.poll();
      if (event != null) {
        return event;
      }
      try {
        if (current == null) {
          throwIfGivenUp();
          current = use(open());
        }
        take(current.next());
      } catch (ModelException e) {
        failed(e);
      }
    }
  }

  private void take(StreamEvent event) {
    if (event instanceof StreamEvent.Completed) {
      succeeded(earlier.size() + 1);
      ready.addAll(held);
      ready.add(event);
      held.clear();
    } else if (event instanceof StreamEvent.Content) {
      handedOver = !hold;
      if (hold || restart) {
        fold.add(event);
      }
      (hold ? held : ready).add(event);
    } else {
      ready.add(event);
    }
  }

  private void failed(ModelException problem) {
    try {
      throwIfGivenUp();
    } catch (ModelException why) {
      throw Calls.withEarlier(why, earlier);
    }
    if (!handedOver || restart) {
      fold.keepIn(request, problem);
    }
    if ((handedOver && !restart) || !again(problem, earlier.size() + 1)) {
      throw Calls.withEarlier(problem, earlier);
    }
    ready.add(new FailedAttempt(asked(), problem, layer).notice());
    if (handedOver) {
      ready.add(new StreamEvent.Notice(FailedAttempt.RESTART, asked()));
    }
    givenUpOn();
    earlier.add(problem);
    held.clear();
    fold = new AnswerFold();
    handedOver = false;
    Optional.ofNullable(current).ifPresent(EventSource::close);
    current = null;
  }
}

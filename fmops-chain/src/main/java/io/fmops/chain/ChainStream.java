package io.fmops.chain;

import io.fmops.model.CallContext;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.model.StreamEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/**
 * A run of a chain whose last step is read as it comes. Always close it; closing before the end
 * gives the run up. Events are read by one thread at a time, which runs the chain; {@link #close()}
 * may come from any thread.
 *
 * @param <O> what the chain gives
 */
public final class ChainStream<O> implements Iterable<StreamEvent>, AutoCloseable {

  private static final ModelId ID = ModelId.of("chain", "stream");

  /** The chain's input is not in here. */
  private static final GenerateRequest REQUEST = GenerateRequest.of("");

  private final String chain;
  private final ChainEvents<?, O> run;
  private final ModelStream stream;

  private ChainStream(String chain, ChainEvents<?, O> run, ModelStream stream) {
    this.chain = chain;
    this.run = run;
    this.stream = stream;
  }

  static <I, O> ChainStream<O> of(Chain<I, O> chain, I input, RunOptions options) {
    CallContext context = options.callContext();
    ChainEvents<I, O> run =
        new ChainEvents<>(ID, chain, () -> input, options, context, true, false);
    try {
      ModelStream stream =
          FoundationModel.of(ID, (request, limited) -> run).stream(REQUEST, context);
      return new ChainStream<>(chain.name(), run, stream);
    } catch (ModelException e) {
      run.close();
      throw unbegun(chain.name(), e);
    }
  }

  private static ChainException unbegun(String chain, ModelException problem) {
    Trace nothing =
        new Trace("", chain, Instant.now(), Duration.ZERO, StepState.CANCELLED, List.of());
    return new ChainException(chain, "", Node.describe(problem), nothing, problem);
  }

  /**
   * The events, to be read once; the last one is a {@link StreamEvent.Completed}, whose response
   * has the usage of all calls. {@code next} runs the steps before the last one first, and throws
   * what {@link Chain#run} throws. If the run waits for a person, there is only the last event.
   *
   * @return the events
   * @throws IllegalStateException if the stream is already being read
   */
  @Override
  public Iterator<StreamEvent> iterator() {
    Iterator<StreamEvent> events = stream.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return events.hasNext();
      }

      @Override
      public StreamEvent next() {
        try {
          return events.next();
        } catch (ModelException e) {
          throw failure(e);
        }
      }
    };
  }

  private RuntimeException failure(ModelException problem) {
    return run.failure()
        .filter(told -> !(told instanceof ModelException))
        .orElseGet(() -> unbegun(chain, problem));
  }

  /**
   * Waits for the end, whatever was read before. May be called again.
   *
   * @return the same that {@link Chain#run} would have given
   * @throws ChainException as {@link Chain#run}
   * @throws JournalException as {@link Chain#run}
   */
  public ChainResult<O> result() {
    try {
      var unused = stream.response();
    } catch (ModelException e) {
      throw failure(e);
    }
    return run.result()
        .orElseThrow(() -> new IllegalStateException("a stream that has ended has a result"));
  }

  /** Gives the run up if it has not ended. Does nothing the second time. */
  @Override
  public void close() {
    stream.close();
  }
}

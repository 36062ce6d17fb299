package io.fmops.chain;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended that did not fail: with its output, or waiting for a person. Immutable and
 * thread-safe, as far as the output is.
 *
 * @param <O> what the chain gives
 */
public final class ChainResult<O> {

  private final Supplier<Trace> source;
  private volatile @Nullable Trace trace;
  private final @Nullable O output;
  private final List<PendingDecision> waiting;

  ChainResult(Supplier<Trace> source, @Nullable O output, List<PendingDecision> waiting) {
    this.source = source;
    this.output = output;
    this.waiting = waiting;
  }

  /**
   * What the chain gave.
   *
   * @return the output
   * @throws IllegalStateException if the run waits for a person, naming the step
   */
  public O output() {
    if (output == null) {
      throw new IllegalStateException(
          "the run has no output yet, because it waits for a person at %s"
              .formatted(waiting.stream().map(PendingDecision::step).toList()));
    }
    return output;
  }

  /**
   * Whether there is an output.
   *
   * @return false if the run waits for a person
   */
  public boolean finished() {
    return output != null;
  }

  /**
   * What the run waits for.
   *
   * @return the questions; none if the run has finished
   */
  public List<PendingDecision> waiting() {
    return waiting;
  }

  /**
   * What happened. Made when it is first asked for.
   *
   * @return the trace
   */
  public Trace trace() {
    Trace made = trace;
    if (made == null) {
      made = source.get();
      trace = made;
    }
    return Objects.requireNonNull(made);
  }

  /** Tells the shape, not the output. */
  @Override
  public String toString() {
    return "ChainResult[finished=%s, waiting=%s]".formatted(finished(), waiting);
  }
}

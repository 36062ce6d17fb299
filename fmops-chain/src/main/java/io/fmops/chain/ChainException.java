package io.fmops.chain;

import io.fmops.model.ModelException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run of a chain failed or was given up. It names the step and keeps what all steps before it
 * gave; the cause tells why: a {@link ModelException} (of which
 * {@link io.fmops.model.CancelledException}, {@link io.fmops.model.TimedOutException} and
 * {@link io.fmops.model.BudgetExceededException} may also be the run's own), a
 * {@link JournalException}, a {@link NotApprovedException}, a {@link NoWayException}, or what a
 * function of the application threw, whose message is told by the cause alone: it may hold texts.
 */
public final class ChainException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Names the chain. */
  private final String chain;

  /** Where it failed. */
  private final String step;

  private final transient @Nullable Trace trace;

  ChainException(String chain, String step, String what, Trace trace, @Nullable Throwable cause) {
    super(
        "the chain \"%s\" failed%s: %s"
            .formatted(chain, step.isEmpty() ? "" : " at the step \"" + step + "\"", what),
        cause);
    this.chain = chain;
    this.step = step;
    this.trace = trace;
  }

  /**
   * Names the chain.
   *
   * @return the name
   */
  public String chain() {
    return chain;
  }

  /**
   * Where it failed.
   *
   * @return the path of the step, as in {@link TraceStep#path()}; empty if it was no step
   */
  public String step() {
    return step;
  }

  /**
   * What happened until then: every step that had ended, with what it gave.
   *
   * @return the trace
   * @throws IllegalStateException of an exception that was serialized
   */
  public Trace trace() {
    if (trace == null) {
      throw new IllegalStateException("the trace was not serialized with the exception");
    }
    return trace;
  }

  /**
   * Why, if it was a model call or the run's deadline, cancellation or budget.
   *
   * @return the cause, if it is of this kind
   */
  public Optional<ModelException> problem() {
    return getCause() instanceof ModelException problem ? Optional.of(problem) : Optional.empty();
  }
}

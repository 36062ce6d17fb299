package io.fmops.eval.assertion;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Trial;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;

/** An answer of which nothing but the text is known. Immutable. */
record BareTrial(Example example, String answer) implements Trial {

  /** A check asked for more than there is. */
  static final class UnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownException() {
      super("only the text of the answer is known; evaluate it as a whole trial, as a run does");
    }
  }

  @Override
  public GenerateRequest request() {
    throw new UnknownException();
  }

  @Override
  public GenerateResponse response() {
    throw new UnknownException();
  }

  @Override
  public GenerateResponse ask(Example other) {
    throw new UnknownException();
  }

  @Override
  public GenerateResponse ask(FoundationModel model, GenerateRequest request) {
    throw new UnknownException();
  }
}

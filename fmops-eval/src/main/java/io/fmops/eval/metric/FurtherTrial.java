package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;

/**
 * A further answer of the same candidate, for evaluators that wrap others. What the wrapped ones
 * ask is asked through the first trial, so it is counted there. The request is the first one's: of
 * a changed example, nobody but the candidate's prompt knows it.
 */
record FurtherTrial(Trial first, Example example, GenerateResponse response) implements Trial {

  static FurtherTrial again(Trial first) {
    return of(first, first.example(), first.example());
  }

  /** Asks about one example, and has the answer scored as if it were one to another. */
  static FurtherTrial of(Trial first, Example asked, Example scored) {
    return new FurtherTrial(first, scored, first.ask(asked));
  }

  @Override
  public GenerateRequest request() {
    return first.request();
  }

  @Override
  public GenerateResponse ask(Example other) {
    return first.ask(other);
  }

  @Override
  public GenerateResponse ask(FoundationModel model, GenerateRequest request) {
    return first.ask(model, request);
  }
}

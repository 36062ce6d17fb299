package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;

/** A trial made of another one, through which it asks. */
record FurtherTrial(Trial first, Example example, GenerateResponse response) implements Trial {

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

  @Override
  public void failed(String why) {
    first.failed(why);
  }
}

package io.fmops.eval.judge;

import io.fmops.eval.metric.Trial;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import java.util.Optional;

/**
 * Who asks a judge: a run, which counts the cost on its row, or nobody but the caller.
 *
 * @param call makes the calls
 * @param candidate whose answer is judged, if that is known
 */
record Asking(Call call, Optional<ModelId> candidate) {

  /** Makes a call. */
  @FunctionalInterface
  interface Call {
    GenerateResponse make(FoundationModel model, GenerateRequest request);
  }

  static Asking of(Trial trial) {
    return new Asking(trial::ask, Optional.of(trial.response().model()));
  }

  static Asking directly() {
    return new Asking(FoundationModel::generate, Optional.empty());
  }
}

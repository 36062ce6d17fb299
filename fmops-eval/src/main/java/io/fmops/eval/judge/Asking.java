package io.fmops.eval.judge;

import io.fmops.eval.metric.Trial;
import io.fmops.model.BudgetExceededException;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.NotAuthorizedException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who asks a judge: a run, which counts the cost on its row, or nobody but the caller.
 *
 * @param call makes the calls
 * @param candidate whose answer is judged, if that is known
 * @param failed is told of a judge that does not work now
 */
record Asking(Call call, Optional<ModelId> candidate, Consumer<String> failed) {

  /** Makes a call. */
  @FunctionalInterface
  interface Call {
    GenerateResponse make(FoundationModel model, GenerateRequest request);
  }

  static Asking of(Trial trial) {
    return new Asking(trial::ask, Optional.of(trial.response().model()), trial::failed);
  }

  /** Whether what failed now may work another time, which nothing that is wrong in a text does. */
  static boolean mayPass(ModelException problem) {
    return problem.retryable()
        || problem instanceof NotAuthorizedException
        || problem instanceof ModelNotFoundException
        || problem instanceof BudgetExceededException;
  }

  static Asking directly() {
    return new Asking(FoundationModel::generate, Optional.empty(), why -> {});
  }
}

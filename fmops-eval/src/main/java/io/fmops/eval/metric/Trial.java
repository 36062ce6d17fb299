package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;

/**
 * One candidate's answer to one example, and the way to ask more. Whatever an evaluator asks
 * through it is counted as the evaluation's cost of that row. Thread-safe.
 */
public interface Trial {

  /**
   * What was asked about.
   *
   * @return the example
   */
  Example example();

  /**
   * What was sent.
   *
   * @return the request that was made of the example
   */
  GenerateRequest request();

  /**
   * What came back.
   *
   * @return the candidate's response
   */
  GenerateResponse response();

  /**
   * The text that came back.
   *
   * @return the response's text
   */
  default String answer() {
    return response().text();
  }

  /**
   * Asks the same candidate again: with the same example to see how much its answers differ, with a
   * changed one to see how much it minds the change.
   *
   * @param example what to ask about
   * @return the candidate's response
   * @throws io.fmops.model.ModelException if it does not answer
   */
  GenerateResponse ask(Example example);

  /**
   * Asks another model, such as a judge.
   *
   * @param model whom to ask
   * @param request what to ask
   * @return its response
   * @throws io.fmops.model.ModelException if it does not answer
   */
  GenerateResponse ask(FoundationModel model, GenerateRequest request);

  /**
   * Tells that a score is missing because something did not work that may work another time, such
   * as a judge that is down. The row then has an error, and a run that is gone on with asks again.
   * Default: nobody is told.
   *
   * @param why what did not work, in one line
   */
  default void failed(String why) {}

  /**
   * The same candidate's trial with another answer, or of the same answer as if it were one to
   * another example. What is asked through it counts where this one counts. The request stays the
   * same: of a changed example, nobody but the candidate's prompt knows it.
   *
   * @param about what the answer is scored against
   * @param answered the answer
   * @return the trial
   */
  default Trial with(Example about, GenerateResponse answered) {
    return new FurtherTrial(this, about, answered);
  }
}

package io.fmops.eval.run;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Score;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What one candidate did with one example. There is one row for each cell of a run's matrix,
 * whatever happened. Immutable and thread-safe.
 *
 * @param index the position of the example in its dataset, from 0
 * @param repetition which asking of the same example it is, from 0
 * @param example what was asked
 * @param candidate the candidate's name
 * @param model the id of the candidate's model
 * @param prompt the name of the candidate's prompt
 * @param request what was sent; absent if the prompt could not be made
 * @param response what came back; absent if the call failed
 * @param scores what the evaluators said; empty if there was no answer
 * @param cost what the call cost, if that is known
 * @param evaluationCost what the calls of the evaluators cost, such as a judge's; nothing if there
 *     were none, absent if one of them has no known cost
 * @param error why there is no answer or no score, in one line; absent if all went well
 * @param candidateFailed whether the error is the candidate's as a whole, such as missing
 *     credentials; its later examples are then not called any more and have the same error
 */
public record ResultRow(
    long index,
    int repetition,
    Example example,
    String candidate,
    String model,
    String prompt,
    Optional<GenerateRequest> request,
    Optional<GenerateResponse> response,
    List<Score> scores,
    Optional<BigDecimal> cost,
    Optional<BigDecimal> evaluationCost,
    Optional<String> error,
    boolean candidateFailed) {

  /** Copies the scores. */
  public ResultRow {
    scores = List.copyOf(scores);
  }
}

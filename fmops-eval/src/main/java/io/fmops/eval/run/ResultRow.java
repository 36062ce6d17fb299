package io.fmops.eval.run;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Score;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.replay.ResponseCache;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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
 * @param response what came back, with the latency that it had even if it is from a cache; absent
 *     if the call failed
 * @param scores what the evaluators said; empty if there was no answer
 * @param cost what the call cost, if that is known; of an answer from a cache, what it would cost
 * @param evaluationCost what the calls of the evaluators cost, such as a judge's, without those
 *     that a cache answered; nothing if there were none, absent if one of them has no known cost
 * @param error why there is no answer or no score, in one line; absent if all went well
 * @param candidateFailed whether the error is the candidate's as a whole, such as missing
 *     credentials; its later examples are then not called any more and have the same error
 * @param datasetSize how many examples the dataset has, so that whoever finds the rows sees whether
 *     they are all; absent if that is not known
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
    boolean candidateFailed,
    OptionalLong datasetSize) {

  /** Copies the scores. */
  public ResultRow {
    scores = List.copyOf(scores);
  }

  /**
   * A row of a dataset whose size is not known.
   *
   * @param index the position of the example in its dataset, from 0
   * @param repetition which asking of the same example it is, from 0
   * @param example what was asked
   * @param candidate the candidate's name
   * @param model the id of the candidate's model
   * @param prompt the name of the candidate's prompt
   * @param request what was sent
   * @param response what came back
   * @param scores what the evaluators said
   * @param cost what the call cost
   * @param evaluationCost what the calls of the evaluators cost
   * @param error why there is no answer or no score
   * @param candidateFailed whether the error is the candidate's as a whole
   */
  public ResultRow(
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
    this(
        index,
        repetition,
        example,
        candidate,
        model,
        prompt,
        request,
        response,
        scores,
        cost,
        evaluationCost,
        error,
        candidateFailed,
        OptionalLong.empty());
  }

  /**
   * The same row of a dataset of a known size.
   *
   * @param examples how many examples the dataset has
   * @return the row
   */
  public ResultRow inDatasetOf(long examples) {
    return with(scores, OptionalLong.of(examples));
  }

  /**
   * The same row with other scores.
   *
   * @param other the scores
   * @return the row
   */
  public ResultRow withScores(List<Score> other) {
    return with(other, datasetSize);
  }

  private ResultRow with(List<Score> newScores, OptionalLong newSize) {
    return new ResultRow(
        index,
        repetition,
        example,
        candidate,
        model,
        prompt,
        request,
        response,
        newScores,
        cost,
        evaluationCost,
        error,
        candidateFailed,
        newSize);
  }

  /**
   * Since when a cache has had the answer.
   *
   * @return when the model gave it; absent if it gave it for this row, or gave none
   */
  public Optional<Instant> cachedSince() {
    return response.flatMap(ResponseCache.Hit::of).map(ResponseCache.Hit::answered);
  }
}

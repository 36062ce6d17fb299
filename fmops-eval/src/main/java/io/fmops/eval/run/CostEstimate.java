package io.fmops.eval.run;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What a run would cost, before it costs anything. Immutable and thread-safe.
 *
 * @param currency the currency of all costs
 * @param candidates one estimate a candidate, in the order of the run
 */
public record CostEstimate(String currency, List<CandidateCost> candidates) {

  /** Copies the list. */
  public CostEstimate {
    candidates = List.copyOf(candidates);
  }

  /**
   * What one candidate would cost. The tokens of prompts are estimated from their text, within some
   * 20 %; those of answers are not known, so there are two bounds.
   *
   * @param candidate its name
   * @param calls how many calls it would have
   * @param inputTokens the tokens of all prompts, estimated
   * @param mostOutputTokens the tokens of all answers if each one was as long as it may be; absent
   *     if some request has no limit
   * @param least the cost if no answer had a token; absent if the model has no price
   * @param most the cost if each answer was as long as it may be; absent if some request has no
   *     limit or the model no price
   */
  public record CandidateCost(
      String candidate,
      long calls,
      long inputTokens,
      Optional<Long> mostOutputTokens,
      Optional<BigDecimal> least,
      Optional<BigDecimal> most) {}

  /**
   * The most that all candidates together would cost, evaluators' own calls not counted.
   *
   * @return the sum; absent if it is unknown for one of them
   */
  public Optional<BigDecimal> most() {
    return candidates.stream()
        .map(CandidateCost::most)
        .reduce((a, b) -> a.flatMap(x -> b.map(x::add)))
        .orElse(Optional.empty());
  }

  /**
   * The least that all candidates together would cost.
   *
   * @return the sum; absent if it is unknown for one of them
   */
  public Optional<BigDecimal> least() {
    return candidates.stream()
        .map(CandidateCost::least)
        .reduce((a, b) -> a.flatMap(x -> b.map(x::add)))
        .orElse(Optional.empty());
  }
}

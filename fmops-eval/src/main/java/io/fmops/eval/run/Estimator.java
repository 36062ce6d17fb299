package io.fmops.eval.run;

import io.fmops.eval.dataset.Example;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import io.fmops.telemetry.PriceList;
import java.math.BigDecimal;
import java.util.Optional;

/** Adds up what one candidate's requests would cost. For one thread. */
final class Estimator {

  private final Candidate candidate;
  private final int repetitions;
  private long calls;
  private long input;
  private long output;
  private boolean limited = true;

  Estimator(Candidate candidate, int repetitions) {
    this.candidate = candidate;
    this.repetitions = repetitions;
  }

  void add(Example example) {
    GenerateRequest request;
    try {
      request = RowRunner.request(candidate, example);
    } catch (RuntimeException e) {
      // A prompt that cannot be made is a row with an error and costs nothing.
      return;
    }
    calls += repetitions;
    input += repetitions * request.estimatedInputTokens();
    Optional<Integer> most = request.parameters().maxTokens();
    limited &= most.isPresent();
    output += (long) repetitions * most.orElse(0);
  }

  CostEstimate.CandidateCost cost(PriceList prices) {
    return new CostEstimate.CandidateCost(
        candidate.name(),
        calls,
        input,
        limited ? Optional.of(output) : Optional.empty(),
        cost(prices, 0),
        limited ? cost(prices, output) : Optional.empty());
  }

  private Optional<BigDecimal> cost(PriceList prices, long outputTokens) {
    ModelId model = candidate.model().id();
    return prices.cost(model, TokenUsage.estimated(input, outputTokens));
  }
}

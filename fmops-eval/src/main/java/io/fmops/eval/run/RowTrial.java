package io.fmops.eval.run;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Trial;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import io.fmops.replay.ResponseCache;
import io.fmops.telemetry.PriceList;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What evaluators see of a row, with the sum of what they ask. Thread-safe. */
final class RowTrial implements Trial {

  private final Candidate candidate;
  private final PriceList prices;
  private final Example example;
  private final GenerateRequest request;
  private final GenerateResponse response;
  private final Calls.OfRow asking;
  private final Set<String> failures = ConcurrentHashMap.newKeySet();

  /** Null as soon as one of the prices is unknown. */
  private final AtomicReference<@Nullable BigDecimal> cost = new AtomicReference<>(BigDecimal.ZERO);

  RowTrial(
      Candidate candidate,
      PriceList prices,
      Example example,
      GenerateRequest request,
      GenerateResponse response,
      Calls.OfRow asking) {
    this.candidate = candidate;
    this.prices = prices;
    this.example = example;
    this.request = request;
    this.response = response;
    this.asking = asking;
  }

  @Override
  public Example example() {
    return example;
  }

  @Override
  public GenerateRequest request() {
    return request;
  }

  @Override
  public GenerateResponse response() {
    return response;
  }

  @Override
  public GenerateResponse ask(Example other) {
    return ask(candidate.model(), RowRunner.request(candidate, other));
  }

  @Override
  public GenerateResponse ask(FoundationModel model, GenerateRequest question) {
    try {
      GenerateResponse answered = asking.generate(model, question);
      if (ResponseCache.Hit.of(answered).isEmpty()) {
        spend(answered.model(), answered.usage());
      }
      return answered;
    } catch (ModelException e) {
      // A stream that broke off was paid for as far as it came.
      if (e.usage().total() > 0) {
        spend(model.id(), e.usage());
      }
      throw e;
    }
  }

  @Override
  public EmbedResponse embed(EmbeddingModel model, EmbedRequest texts) {
    EmbedResponse vectors = model.embed(texts);
    spend(vectors.model(), vectors.usage());
    return vectors;
  }

  @Override
  public void failed(String why) {
    failures.add(why);
  }

  List<String> failures() {
    return failures.stream().sorted().toList();
  }

  private void spend(ModelId model, TokenUsage usage) {
    Optional<BigDecimal> price = prices.cost(model, usage);
    cost.updateAndGet(sum -> sum == null ? null : price.map(sum::add).orElse(null));
  }

  Optional<BigDecimal> cost() {
    return Optional.ofNullable(cost.get());
  }
}

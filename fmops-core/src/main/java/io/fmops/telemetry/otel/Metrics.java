package io.fmops.telemetry.otel;

import io.fmops.model.GenerateResponse;
import io.fmops.model.TokenUsage;
import io.fmops.telemetry.CallOutcome;
import io.fmops.telemetry.ModelCall;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The client metrics of the conventions, with their buckets. */
final class Metrics {

  /** Names of models that metrics tell apart; each one costs memory in every exporter. */
  static final int MAX_MODELS = 100;

  /** Stands for all models beyond. */
  static final String OTHER_MODEL = "_OTHER";

  private static final double NANOS = 1e9;

  private static final List<Double> SECONDS = List.of(
      0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
  private static final List<Long> TOKENS = List.of(
      1L,
      4L,
      16L,
      64L,
      256L,
      1_024L,
      4_096L,
      16_384L,
      65_536L,
      262_144L,
      1_048_576L,
      4_194_304L,
      16_777_216L,
      67_108_864L);

  private final LongHistogram tokens;
  private final DoubleHistogram duration;
  private final DoubleHistogram timeToFirstChunk;
  private final Set<String> models = ConcurrentHashMap.newKeySet();

  Metrics(Meter meter) {
    tokens = meter
        .histogramBuilder("gen_ai.client.token.usage")
        .setDescription("Tokens that calls used, by kind.")
        .setUnit("{token}")
        .ofLongs()
        .setExplicitBucketBoundariesAdvice(TOKENS)
        .build();
    duration = seconds(meter, "gen_ai.client.operation.duration", "How long calls took.");
    timeToFirstChunk = seconds(
        meter,
        "gen_ai.client.operation.time_to_first_chunk",
        "How long streams took to their first content.");
  }

  private static DoubleHistogram seconds(Meter meter, String name, String description) {
    return meter
        .histogramBuilder(name)
        .setDescription(description)
        .setUnit("s")
        .setExplicitBucketBoundariesAdvice(SECONDS)
        .build();
  }

  void firstToken(ModelCall call, Duration after) {
    timeToFirstChunk.record(after.toNanos() / NANOS, common(call).build());
  }

  void finished(ModelCall call, CallOutcome outcome) {
    AttributesBuilder all = common(call);
    outcome
        .response()
        .ifPresent(r -> all.put(Attributes.RESPONSE_MODEL, bounded(r.model().name())));
    AttributesBuilder timed = all.build().toBuilder();
    outcome
        .problem()
        .ifPresent(problem -> timed.put(Attributes.ERROR_TYPE, Attributes.errorType(problem)));
    duration.record(outcome.duration().toNanos() / NANOS, timed.build());
    reported(outcome).ifPresent(usage -> {
      long input = usage.input() + usage.cacheRead() + usage.cacheWrite();
      tokens.record(input, all.put(Attributes.TOKEN_TYPE, "input").build());
      if (outcome.response().isPresent()) {
        tokens.record(usage.output(), all.put(Attributes.TOKEN_TYPE, "output").build());
      }
    });
  }

  /** What the provider counted; an estimate is no measurement, a recording no use. */
  private static Optional<TokenUsage> reported(CallOutcome outcome) {
    return outcome.exchanges() == 0
        ? Optional.empty()
        : outcome
            .response()
            .map(GenerateResponse::usage)
            .or(() -> Optional.of(outcome.usage()))
            .filter(usage -> usage.source() == TokenUsage.Source.REPORTED && usage.total() > 0);
  }

  private AttributesBuilder common(ModelCall call) {
    return io.opentelemetry.api.common.Attributes.builder()
        .put(Attributes.OPERATION, Attributes.operation(call))
        .put(Attributes.PROVIDER, Attributes.provider(call))
        .put(Attributes.REQUEST_MODEL, bounded(call.model().name()));
  }

  private String bounded(String model) {
    if (models.contains(model)) {
      return model;
    }
    // A few more than the bound may slip in at once; that is still a bound.
    return models.size() < MAX_MODELS && models.add(model) ? model : known(model);
  }

  private String known(String model) {
    return models.contains(model) ? model : OTHER_MODEL;
  }
}

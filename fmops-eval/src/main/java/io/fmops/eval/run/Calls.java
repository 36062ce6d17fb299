package io.fmops.eval.run;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Latency;
import io.fmops.model.ModelId;
import io.fmops.model.spi.ModelLayer;
import io.fmops.replay.RequestContent;
import io.fmops.replay.ResponseCache;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How a run calls models: within the limits of each, and not for what is in the cache. Thread-safe.
 *
 * @param limits what the calls of a model go through, the innermost first
 * @param cache answers that need no call
 */
record Calls(Map<ModelId, List<ModelLayer>> limits, Optional<ResponseCache> cache) {

  static final Calls DIRECT = new Calls(Map.of(), Optional.empty());

  /** More than there can be repetitions, so that no two answers share a number. */
  private static final int REPETITIONS = 1000;

  OfRow ofRow(int repetition) {
    return new OfRow(repetition);
  }

  /** The same with a variant of the cache. */
  Calls variant(String name) {
    return new Calls(limits, cache.map(answers -> answers.variant(name)));
  }

  /** Waiting for a turn is no part of how fast a model is. */
  private GenerateResponse limited(FoundationModel model, GenerateRequest request) {
    List<ModelLayer> layers = limits.getOrDefault(model.id(), List.of());
    if (layers.isEmpty()) {
      return model.generate(request);
    }
    Stopwatch watch = new Stopwatch();
    FoundationModel limited = model.with(watch);
    for (ModelLayer layer : layers) {
      limited = limited.with(layer);
    }
    GenerateResponse response = limited.generate(request);
    return withTotal(response, watch.taken().orElse(response.latency().total()));
  }

  private static GenerateResponse withTotal(GenerateResponse response, Duration total) {
    Latency latency = response.latency();
    return response.toBuilder()
        .latency(new Latency(total, latency.timeToFirstToken(), latency.server()))
        .build();
  }

  /** The calls of one row: of the candidate, and of whoever scores its answer. Thread-safe. */
  final class OfRow {

    private final int repetition;

    /** How often a model was asked the same, for it is then asked for further answers. */
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();

    private OfRow(int repetition) {
      this.repetition = repetition;
    }

    GenerateResponse generate(FoundationModel model, GenerateRequest request) {
      if (cache.isEmpty()) {
        return limited(model, request);
      }
      int times = asked.merge(model.id() + "\n" + RequestContent.of(request), 1, Integer::sum);
      int sample = (times - 1) * REPETITIONS + repetition;
      ResponseCache answers = cache.get();
      return answers.find(model.id(), request, sample).orElseGet(() -> {
        GenerateResponse response = limited(model, request);
        answers.remember(model.id(), request, sample, response);
        return response;
      });
    }
  }
}

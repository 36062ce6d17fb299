package io.fmops.eval.run;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.spi.ModelLayer;
import io.fmops.replay.RequestContent;
import io.fmops.replay.ResponseCache;
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

  /** The calls of one row: of the candidate, and of whoever scores its answer. Thread-safe. */
  final class OfRow {

    private final int repetition;

    /** How often a model was asked the same, for it is then asked for further answers. */
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();

    private OfRow(int repetition) {
      this.repetition = repetition;
    }

    GenerateResponse generate(FoundationModel model, GenerateRequest request) {
      FoundationModel limited = model;
      for (ModelLayer limit : limits.getOrDefault(model.id(), List.of())) {
        limited = limited.with(limit);
      }
      if (cache.isEmpty()) {
        return limited.generate(request);
      }
      int times = asked.merge(model.id() + "\n" + RequestContent.of(request), 1, Integer::sum);
      int sample = (times - 1) * REPETITIONS + repetition;
      GenerateResponse response = limited.with(cache.get().sample(sample)).generate(request);
      // What counts for a comparison is how fast the model was, not how fast the disk.
      return ResponseCache.Hit.of(response)
          .map(hit -> response.toBuilder().latency(hit.latency()).build())
          .orElse(response);
    }
  }
}

package io.fmops.spark;

import io.fmops.model.FoundationModel;
import io.fmops.resilience.RateLimit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one executor may use of the models' quotas. All its tasks share one limit a model.
 * Thread-safe.
 */
public final class ExecutorShare {

  private final Map<String, RateLimit> limits = new HashMap<>();
  private final Set<String> used = ConcurrentHashMap.newKeySet();

  ExecutorShare(Map<String, ModelQuota> shares) {
    shares.forEach((model, quota) -> limits.put(model, quota.limit()));
  }

  /**
   * Puts the model's limit around it. It belongs inside of retries, so that each of them counts:
   * {@code share.limited(model).with(retry)}.
   *
   * @param model a candidate's or a judge's model
   * @return the model within its part of the quota; the model itself if its id has none
   */
  public FoundationModel limited(FoundationModel model) {
    RateLimit limit = limits.get(model.id().toString());
    if (limit == null) {
      return model;
    }
    used.add(model.id().toString());
    return model.with(limit);
  }

  /** The models with a quota that nobody asked for, which would not be kept. */
  Set<String> unused() {
    Set<String> rest = new TreeSet<>(limits.keySet());
    rest.removeAll(used);
    return rest;
  }
}

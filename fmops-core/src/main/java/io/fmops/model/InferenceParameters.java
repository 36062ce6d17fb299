package io.fmops.model;

import java.util.List;
import java.util.Optional;

/**
 * How a model shall generate. What is absent is left to the model's own default. Immutable and
 * thread-safe.
 *
 * @param maxTokens the most tokens the answer may have, at least 1
 * @param temperature randomness, 0 (the likeliest answer) or more; providers usually take 0 to 1 or
 *     2
 * @param topP nucleus sampling: only the likeliest tokens that together have this probability,
 *     above 0 and at most 1
 * @param stopSequences texts at which the answer ends; none of them empty
 */
public record InferenceParameters(
    Optional<Integer> maxTokens,
    Optional<Double> temperature,
    Optional<Double> topP,
    List<String> stopSequences) {

  /** Nothing set: the model's defaults. */
  public static final InferenceParameters DEFAULTS =
      new InferenceParameters(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

  /**
   * Copies the list and checks the ranges.
   *
   * @throws IllegalArgumentException naming the parameter that is out of its range
   */
  public InferenceParameters {
    maxTokens.ifPresent(n -> check(n >= 1, "maxTokens", n, "at least 1"));
    temperature.ifPresent(
        t -> check(t >= 0 && t < Double.POSITIVE_INFINITY, "temperature", t, "0 or more"));
    topP.ifPresent(p -> check(p > 0 && p <= 1, "topP", p, "above 0 and at most 1"));
    stopSequences = List.copyOf(stopSequences);
    stopSequences.forEach(s -> check(!s.isEmpty(), "stop sequence", "\"\"", "a non-empty text"));
  }

  private static void check(boolean ok, String name, Object value, String expected) {
    if (!ok) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be " + expected);
    }
  }
}

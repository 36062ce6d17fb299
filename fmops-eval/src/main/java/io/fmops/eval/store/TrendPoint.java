package io.fmops.eval.store;

import io.fmops.eval.stats.Estimate;
import java.time.Instant;
import java.util.Optional;

/**
 * A measure in one run of many. Immutable and thread-safe.
 *
 * @param run the run's id
 * @param at when it was added
 * @param version the dataset's version; where it changes, the points before and after it are about
 *     different examples
 * @param value the measure with its interval
 */
public record TrendPoint(String run, Instant at, Optional<String> version, Estimate value) {}

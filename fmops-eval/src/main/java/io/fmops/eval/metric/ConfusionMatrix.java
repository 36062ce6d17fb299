package io.fmops.eval.metric;

import java.util.List;

/**
 * Placeholder shape until the metrics branch is merged.
 *
 * @param labels the labels
 */
public record ConfusionMatrix(List<String> labels) {}

package io.fmops.eval.stats;

/**
 * A figure with its uncertainty.
 *
 * @param value the figure
 * @param low the lower end of its interval
 * @param high the upper end of its interval
 * @param n how many examples it rests on
 */
public record Estimate(double value, double low, double high, long n) {}

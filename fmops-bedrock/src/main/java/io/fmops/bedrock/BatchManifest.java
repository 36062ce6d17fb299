package io.fmops.bedrock;

/**
 * The totals of a batch inference job, as {@code manifest.json.out} has them. Immutable and
 * thread-safe.
 *
 * @param total records of the job
 * @param processed records that were tried
 * @param succeeded records with an answer
 * @param failed records with an error
 * @param inputTokens tokens of all requests
 * @param outputTokens tokens of all answers
 */
public record BatchManifest(
    long total, long processed, long succeeded, long failed, long inputTokens, long outputTokens) {}

package io.fmops.benchmarks.peers;

/**
 * What a user can learn from an answer. Empty where the library does not tell.
 *
 * @param text the text
 * @param stopReason why it ended, in the library's words
 * @param reasoning the model's reasoning
 * @param signature the reasoning's signature, without which it cannot be sent back
 */
public record Answer(String text, String stopReason, String reasoning, String signature) {}

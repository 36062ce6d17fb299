/**
 * What a text is about: {@link io.fmops.guardrails.topic.TopicDetector} knows topics by examples
 * and compares by {@linkplain io.fmops.guardrails.topic.LexicalEmbedding embedding}.
 */
@NullMarked
package io.fmops.guardrails.topic;

import org.jspecify.annotations.NullMarked;

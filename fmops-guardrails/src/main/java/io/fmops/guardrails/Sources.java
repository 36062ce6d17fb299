package io.fmops.guardrails;

import java.util.List;

/**
 * The texts that an answer should rest on, for detectors of answers that rest on nothing. Put into
 * the call's context: {@code context.with(Sources.class, Sources.of(passages))}. Without it, an
 * answer is held against all texts of its request. Immutable and thread-safe.
 *
 * @param texts such as retrieved passages
 */
public record Sources(List<String> texts) {

  /** Copies the list. */
  public Sources {
    texts = List.copyOf(texts);
  }

  /**
   * Sources.
   *
   * @param texts such as retrieved passages
   * @return the sources
   */
  public static Sources of(List<String> texts) {
    return new Sources(texts);
  }
}

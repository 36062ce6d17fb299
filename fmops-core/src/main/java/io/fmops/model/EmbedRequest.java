package io.fmops.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Texts to be turned into vectors. Immutable and thread-safe.
 *
 * @param texts at least one text
 * @param purpose what the vectors are for; some models embed questions and documents differently
 * @param dimensions the length of the vectors; absent for the model's own
 */
public record EmbedRequest(List<String> texts, Purpose purpose, Optional<Integer> dimensions) {

  /** What a vector is for. */
  public enum Purpose {
    /** To be found: a document or a part of one. */
    DOCUMENT,
    /** To find documents with: a question. */
    QUERY,
    /** To be compared with others of its kind. */
    SIMILARITY
  }

  /**
   * Copies the list and checks it.
   *
   * @throws IllegalArgumentException if there is no text, or if dimensions is less than 1
   */
  public EmbedRequest {
    texts = List.copyOf(texts);
    Objects.requireNonNull(purpose, "purpose");
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("a request for embeddings needs at least one text");
    }
    dimensions.ifPresent(d -> {
      if (d < 1) {
        throw new IllegalArgumentException("dimensions is " + d + "; it must be at least 1");
      }
    });
  }

  /**
   * Texts to be compared with each other, in the model's own dimensions.
   *
   * @param texts at least one text
   * @return the request
   */
  public static EmbedRequest of(String... texts) {
    return new EmbedRequest(List.of(texts), Purpose.SIMILARITY, Optional.empty());
  }
}

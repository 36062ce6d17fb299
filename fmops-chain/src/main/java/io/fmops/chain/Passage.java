package io.fmops.chain;

import java.util.Map;
import java.util.Objects;

/**
 * A piece of text that a {@link Retriever} holds and finds. Immutable and thread-safe.
 *
 * @param id names it among all passages of its retriever; not blank
 * @param text the text; not blank
 * @param score how well it fits, more is better; only scores of one answer can be compared, and a
 *     passage that was not looked for has 0
 * @param metadata what else is known of it, such as where it is from
 */
public record Passage(String id, String text, double score, Map<String, String> metadata) {

  /**
   * Copies the metadata and checks the rest.
   *
   * @throws IllegalArgumentException if the id or the text is blank, or the score is no finite
   *     number
   */
  public Passage {
    if (id.isBlank()) {
      throw new IllegalArgumentException("a passage needs an id that is not blank");
    }
    Objects.requireNonNull(text, "text");
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          "passage '" + id + "' is blank; it needs text that can be found");
    }
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException(
          "the score of passage '" + id + "' is " + score + "; it must be a finite number");
    }
    metadata = Map.copyOf(metadata);
  }

  /**
   * A passage without metadata that was not looked for yet.
   *
   * @param id names it
   * @param text the text
   * @return the passage, with score 0
   * @throws IllegalArgumentException if the id or the text is blank
   */
  public static Passage of(String id, String text) {
    return new Passage(id, text, 0, Map.of());
  }

  /**
   * This passage with another score.
   *
   * @param newScore the score
   * @return the passage
   * @throws IllegalArgumentException if the score is no finite number
   */
  public Passage withScore(double newScore) {
    return new Passage(id, text, newScore, metadata);
  }
}

package io.fmops.eval.dataset;

/**
 * Tells questions apart: the first 128 bits of a SHA-256 over an example's fields and references.
 * Examples whose hashes are equal ask the same and hope for the same answers, in the same order;
 * their ids, tags and assertions may differ. Two numbers, so that millions of them can be kept in
 * memory; they are the same in every process. Immutable and thread-safe.
 *
 * @param high the first 64 bits
 * @param low the next 64 bits
 */
public record QuestionHash(long high, long low) {

  /**
   * The hash of an example.
   *
   * @param example the example
   * @return the hash of its fields, in whichever order they are, and of its references
   */
  public static QuestionHash of(Example example) {
    return ContentHash.ofQuestion(example);
  }
}

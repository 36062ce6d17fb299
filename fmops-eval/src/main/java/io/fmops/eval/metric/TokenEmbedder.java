package io.fmops.eval.metric;

import java.util.List;
import java.util.Objects;

/**
 * Gives every token of a text a vector that depends on the tokens around it, as a BERT model's
 * layers do. Implementations are thread-safe.
 */
@FunctionalInterface
public interface TokenEmbedder {

  /**
   * Embeds the tokens of a text.
   *
   * @param text any text
   * @return its tokens in their order, without those that mark the beginning and the end; empty if
   *     it has none
   */
  List<Token> embed(String text);

  /** A token and its vector. Thread-safe as long as nobody changes the array. */
  final class Token {

    private final String text;
    private final float[] vector;

    /**
     * A token and its vector.
     *
     * @param text the token, as {@link BertScore#withRarity} counts it
     * @param vector its vector, of the same length for all tokens; not copied, not to be changed
     */
    public Token(String text, float[] vector) {
      this.text = Objects.requireNonNull(text, "text");
      this.vector = Objects.requireNonNull(vector, "vector");
    }

    /**
     * The token.
     *
     * @return its text
     */
    public String text() {
      return text;
    }

    /**
     * Where the token stands among others.
     *
     * @return its vector; not to be changed
     */
    public float[] vector() {
      return vector;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}

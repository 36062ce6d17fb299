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

  /**
   * A token and its vector.
   *
   * @param text the token, as {@link BertScore#withRarity} counts it
   * @param vector its vector, of the same length for all tokens; not copied, not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // a list of boxed numbers would be five times as large
  record Token(String text, float[] vector) {
    /** Checks that nothing is null. */
    public Token {
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(vector, "vector");
    }
  }
}

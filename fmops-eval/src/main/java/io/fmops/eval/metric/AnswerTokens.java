package io.fmops.eval.metric;

import io.fmops.text.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Short answers as SQuAD compares them (Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine
 * Comprehension of Text", 2016): lower case, punctuation deleted, the articles "a", "an" and "the"
 * left out, cut at white space. Before that the text is normalised to NFKC, punctuation is that of
 * every script, and characters of scripts without spaces are tokens of their own.
 */
final class AnswerTokens {

  private AnswerTokens() {}

  static List<String> of(String text) {
    List<String> tokens = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    Words.normalize(text).codePoints().forEach(c -> {
      if (Tokens.isSpace(c)) {
        flush(word, tokens);
      } else if (Tokens.isUnspaced(c)) {
        flush(word, tokens);
        tokens.add(Character.toString(c));
      } else if (!Tokens.isPunctuation(c)) {
        word.appendCodePoint(c);
      }
    });
    flush(word, tokens);
    return tokens;
  }

  private static void flush(StringBuilder word, List<String> tokens) {
    String token = word.toString();
    if (!token.isEmpty() && !isArticle(token)) {
      tokens.add(token);
    }
    word.setLength(0);
  }

  private static boolean isArticle(String token) {
    return token.equals("a") || token.equals("an") || token.equals("the");
  }

  /** Whether two texts have the same tokens; texts without any are compared as they stand. */
  static boolean same(String a, String b) {
    List<String> tokens = of(a);
    return tokens.isEmpty()
        ? Words.normalize(a).strip().equals(Words.normalize(b).strip())
        : tokens.equals(of(b));
  }

  /** F1 of the tokens, each counted as often as both texts have it. */
  static double f1(String reference, String answer) {
    List<String> expected = of(reference);
    List<String> actual = of(answer);
    if (expected.isEmpty() || actual.isEmpty()) {
      return same(reference, answer) ? 1 : 0;
    }
    Map<String, Integer> left = new HashMap<>();
    expected.forEach(token -> left.merge(token, 1, Integer::sum));
    long hits = actual.stream()
        .filter(token -> left.merge(token, -1, Integer::sum) >= 0)
        .count();
    return PrecisionRecallF1.of(hits, actual.size(), expected.size()).f1();
  }

  /** Whether the words of the reference, in a row and without others between, are in the answer. */
  static boolean contains(List<String> reference, String answer) {
    return Collections.indexOfSubList(Tokens.unicodeWords(answer), reference) >= 0;
  }
}

package io.fmops.guardrails.grounding;

import io.fmops.text.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How much of a sentence stands in a context: the mean of the shares of its words and of its pairs
 * of neighbouring words that are there (n-gram precision as in BLEU, Papineni et al., ACL 2002),
 * and whether its numbers are. Immutable and thread-safe.
 */
final class Overlap {

  private static final int SHORT = 3;

  private final Set<String> words = new HashSet<>();
  private final Set<String> pairs = new HashSet<>();

  Overlap(List<String> context) {
    for (String text : context) {
      List<String> all = Words.of(text);
      words.addAll(all);
      for (int i = 1; i < all.size(); i++) {
        pairs.add(all.get(i - 1) + " " + all.get(i));
      }
    }
  }

  /** 0 to 1; 1 for a sentence that says nothing. */
  double of(String sentence) {
    List<String> all = Words.of(sentence);
    int content = 0;
    int there = 0;
    int pairsThere = 0;
    for (int i = 0; i < all.size(); i++) {
      String word = all.get(i);
      boolean known = words.contains(word);
      // Short words of English and its like are in every text.
      if (word.charAt(0) >= 0x0E00 || word.length() > SHORT || number(word)) {
        content++;
        there += known ? 1 : 0;
      }
      pairsThere += i > 0 && pairs.contains(all.get(i - 1) + " " + word) ? 1 : 0;
    }
    if (content == 0) {
      return 1;
    }
    double single = (double) there / content;
    double both =
        all.size() > 1 ? (2 * single + (double) pairsThere / (all.size() - 1)) / 3 : single;
    // A number that the context does not have is the most common way of being wrong.
    return strangeNumber(all) ? both / 2 : both;
  }

  /** Whether it has a number that the context has not. */
  boolean strangeNumber(String sentence) {
    return strangeNumber(Words.of(sentence));
  }

  private boolean strangeNumber(List<String> all) {
    return all.stream().anyMatch(word -> number(word) && !words.contains(word));
  }

  private static boolean number(String word) {
    return Character.isDigit(word.charAt(0));
  }
}

package io.fmops.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Pairs of English texts of 300 to 900 characters, as a summary or a translation and its reference
 * are: of some sentences, a tenth of the words is another, some phrases stand elsewhere, some words
 * are missing or added. The same pairs in every run.
 */
final class TextPairs {

  /**
   * One pair.
   *
   * @param reference the text that is hoped for, a sentence a line
   * @param answer the text that is scored, a sentence a line
   */
  record Pair(String reference, String answer) {}

  private static final String[] WORDS =
      ("harbour commission voted repair northern pier winter storms"
              + " mayor announced budget council members residents engineers report damage bridge river"
              + " traffic workers company contract million pounds project delay season ferry passengers"
              + " tourists market fishermen boats weather warning safety inspection concrete steel support"
              + " local government funding application decision meeting public opinion survey majority"
              + " opposition leader statement journalists newspaper television interview plan schedule"
              + " material supplier price increase transport road closure school hospital station police"
              + " officers investigation cause accident insurance claim court judge ruling appeal")
          .split(" ");
  private static final String[] SMALL =
      ("the of to and in a is for on that with as by at was it from are be has this will not")
          .split(" ");

  private TextPairs() {}

  static List<Pair> pairs(int count) {
    Random random = new Random(11);
    List<Pair> pairs = new ArrayList<>();
    while (pairs.size() < count) {
      List<String> words = words(random, 50 + random.nextInt(100));
      String reference = text(words);
      String answer = text(changed(random, words));
      if (reference.length() >= 300
          && reference.length() <= 900
          && answer.length() >= 300
          && answer.length() <= 900) {
        pairs.add(new Pair(reference, answer));
      }
    }
    return pairs;
  }

  private static String word(Random random) {
    // Some words are frequent and many are rare, as in any text.
    return random.nextInt(100) < 45
        ? SMALL[(int) (SMALL.length * Math.pow(random.nextDouble(), 2))]
        : WORDS[(int) (WORDS.length * Math.pow(random.nextDouble(), 1.3))];
  }

  private static List<String> words(Random random, int count) {
    List<String> words = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      String end =
          random.nextInt(18) == 0 || i == count ? ".\n" : random.nextInt(15) == 0 ? "," : "";
      words.add(word(random) + end);
    }
    return words;
  }

  private static List<String> changed(Random random, List<String> words) {
    List<String> changed = new ArrayList<>();
    for (String word : words) {
      int dice = random.nextInt(100);
      if (dice < 10) {
        changed.add(word(random));
      } else if (dice < 97) {
        changed.add(word);
      }
      if (dice >= 98) {
        changed.add(word(random));
      }
    }
    for (int moves = random.nextInt(3); moves > 0; moves--) {
      int from = random.nextInt(changed.size() - 12);
      Collections.rotate(changed.subList(from, from + 12), 3 + random.nextInt(5));
    }
    return changed;
  }

  private static String text(List<String> words) {
    return String.join(" ", words).replace("\n ", "\n").strip();
  }
}

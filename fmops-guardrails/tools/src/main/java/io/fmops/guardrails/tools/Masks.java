package io.fmops.guardrails.tools;

import io.fmops.guardrails.toxicity.internal.Lexicon;
import io.fmops.guardrails.toxicity.internal.TextNormalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts in the training part what a masked letter or a stretched word would stand for, so that it
 * is not read as a toxic word where a harmless one of the same shape is likelier. Stateless.
 */
final class Masks {

  private static final char MASK = '*';
  private static final int LONGEST_JAPANESE = 5;
  private static final Pattern WORD = Pattern.compile("[a-z]+");
  private static final Pattern JAPANESE = Pattern.compile("[\\u3041-\\u30FA\\u4E00-\\u9FFF]+");

  private Masks() {}

  /** By hidden word, the places where more rows have another, harmless word of the same shape. */
  static Map<String, Integer> ambiguous(Lexicon lexicon, List<Row> rows) {
    Set<String> hidden = new HashSet<>(lexicon.hiddenWords());
    Map<String, int[]> shapes = new HashMap<>();
    for (String word : hidden) {
      for (int at = 0; at < word.length(); at++) {
        shapes.put(masked(word, at), new int[2]);
      }
      shapes.put(Lexicon.squeeze(word), new int[2]);
    }
    TextNormalizer normalizer = new TextNormalizer(lexicon);
    for (Row row : rows) {
      String text = normalizer.normalize(row.text()).toString();
      words(text, hidden).forEach((word, toxic) -> {
        for (int at = 0; at < word.length(); at++) {
          int[] counts = shapes.get(masked(word, at));
          if (counts != null) {
            counts[at < toxic ? 1 : 0]++;
          }
        }
        int[] counts = shapes.get(Lexicon.squeeze(word));
        if (counts != null) {
          counts[toxic == word.length() ? 1 : 0]++;
        }
      });
    }
    Map<String, Integer> ambiguous = new TreeMap<>();
    for (String word : hidden) {
      int places = 0;
      for (int at = 0; at < Math.min(31, word.length()); at++) {
        int[] counts = shapes.getOrDefault(masked(word, at), new int[2]);
        places |= counts[0] > counts[1] ? 1 << at : 0;
      }
      int[] stretched = shapes.getOrDefault(Lexicon.squeeze(word), new int[2]);
      places |= stretched[0] > stretched[1] ? Lexicon.STRETCHED : 0;
      if (places != 0) {
        ambiguous.put(word, places);
      }
    }
    return ambiguous;
  }

  private static String masked(String word, int at) {
    return word.substring(0, at) + MASK + word.substring(at + 1);
  }

  /**
   * The English words, and all short pieces of the Japanese, that a text has, and how many of their
   * letters belong to a hidden word that begins there.
   */
  private static Map<String, Integer> words(String text, Set<String> hidden) {
    Map<String, Integer> words = new HashMap<>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      words.put(word.group(), hidden.contains(word.group()) ? word.group().length() : 0);
    }
    Matcher run = JAPANESE.matcher(text);
    while (run.find()) {
      String piece = run.group();
      for (int from = 0; from < piece.length(); from++) {
        int last = Math.min(piece.length(), from + LONGEST_JAPANESE);
        int toxic = 0;
        for (int to = from + 1; to <= last; to++) {
          toxic = hidden.contains(piece.substring(from, to)) ? to - from : toxic;
        }
        for (int to = from + 2; to <= last; to++) {
          words.put(piece.substring(from, to), toxic);
        }
      }
    }
    return words;
  }
}

package io.fmops.guardrails.text;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells the language of a text by its letters, and among languages with the same letters by their
 * frequent short words (Grefenstette, "Comparing two language identification schemes", JADT 1995).
 *
 * <p>Kana makes a text Japanese, hangul Korean, Han without kana Chinese (so a Japanese text of a
 * few kanji only is told as {@code zh} unless {@code ja} is preferred), and likewise for Arabic
 * ({@code ar}), Hebrew, Greek, Thai and Devanagari ({@code hi}), although other languages are
 * written in these letters, too. In Latin letters English, German, French, Spanish, Italian,
 * Portuguese and Dutch are told apart, in Cyrillic ones Russian and Ukrainian, from about five
 * words on; other languages in these letters are not told, or mistaken for these. Stateless and
 * thread-safe.
 */
public final class Languages {

  private static final int MAX_LOOK = 20_000;
  private static final int MAX_WORD = 20;
  private static final int MIN_LETTERS = 4;
  private static final double MIN_SHARE = 0.15;

  private static final Map<UnicodeScript, String> BY_SCRIPT = Map.of(
      UnicodeScript.HANGUL, "ko",
      UnicodeScript.ARABIC, "ar",
      UnicodeScript.HEBREW, "he",
      UnicodeScript.GREEK, "el",
      UnicodeScript.THAI, "th",
      UnicodeScript.DEVANAGARI, "hi");

  private Languages() {}

  /**
   * What a text seems to be written in.
   *
   * @param language an ISO 639-1 code
   * @param score how sure that is, 0 to 1
   */
  public record Guess(String language, double score) {}

  /**
   * The languages that can be told.
   *
   * @return ISO 639-1 codes
   */
  public static Set<String> known() {
    Set<String> known = new TreeSet<>(BY_SCRIPT.values());
    known.addAll(StopWords.known());
    known.addAll(List.of("ja", "zh"));
    return known;
  }

  /**
   * The language of most of a text's first 20,000 chars.
   *
   * @param text any text
   * @param preferred languages to be told where they are as likely as others; may be empty
   * @return the language, unless it cannot be told
   */
  public static Optional<Guess> guess(String text, Set<String> preferred) {
    Letters letters = new Letters();
    letters.read(text);
    int kana = letters.count(UnicodeScript.HIRAGANA) + letters.count(UnicodeScript.KATAKANA);
    int han = letters.count(UnicodeScript.HAN);
    if (letters.all < Math.min(MIN_LETTERS, 2 + kana + han)) {
      return Optional.empty();
    }
    // One character of Han or kana says as much as two or three Latin letters.
    double all = letters.all + kana + han;
    if (2 * (kana + han) >= 0.5 * all) {
      boolean japanese = kana > 0.05 * han || (han > 0 && kana == 0 && preferred.contains("ja"));
      return Optional.of(new Guess(japanese ? "ja" : "zh", kana == 0 ? 0.7 : 0.95));
    }
    for (Map.Entry<UnicodeScript, String> entry : BY_SCRIPT.entrySet()) {
      if (letters.count(entry.getKey()) >= 0.5 * all) {
        return Optional.of(new Guess(entry.getValue(), 0.9));
      }
    }
    return byWords(letters, preferred);
  }

  private static Optional<Guess> byWords(Letters letters, Set<String> preferred) {
    Map<String, Integer> points = new HashMap<>();
    letters.words.forEach(word ->
        StopWords.languages(word).forEach(language -> points.merge(language, 1, Integer::sum)));
    int words = letters.words.size();
    int best = points.values().stream().mapToInt(x -> x).max().orElse(0);
    // A quarter of the words and more are such words in prose; names and code have none.
    if (best < 2 || best < MIN_SHARE * words) {
      return Optional.empty();
    }
    double near = 0.75 * best;
    List<String> likely = points.entrySet().stream()
        .filter(entry -> entry.getValue() >= near)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
    for (String language : likely) {
      if (preferred.contains(language)) {
        return Optional.of(new Guess(language, 0.6));
      }
    }
    String language = likely.stream()
        .filter(l -> points.getOrDefault(l, 0) == best)
        .findFirst()
        .orElseThrow();
    return Optional.of(new Guess(language, likely.size() > 1 ? 0.6 : 0.9));
  }

  /** The letters and words of a text. */
  private static final class Letters {

    private final Map<UnicodeScript, Integer> counts = new EnumMap<>(UnicodeScript.class);
    private final List<String> words = new ArrayList<>();
    private int all;

    int count(UnicodeScript script) {
      return counts.getOrDefault(script, 0);
    }

    void read(String whole) {
      String text = whole.length() <= MAX_LOOK ? whole : whole.substring(0, MAX_LOOK);
      String folded = FoldedText.of(text).text();
      StringBuilder word = new StringBuilder();
      for (int i = 0; i <= folded.length(); ) {
        int codePoint = i < folded.length() ? folded.codePointAt(i) : ' ';
        i += Character.charCount(codePoint);
        if (Character.isLetter(codePoint)) {
          counts.merge(UnicodeScript.of(codePoint), 1, Integer::sum);
          all++;
        }
        if (Character.isLetter(codePoint) || codePoint == '\'') {
          word.appendCodePoint(codePoint);
        } else if (word.length() > 0) {
          words.add(word.length() > MAX_WORD ? "" : word.toString());
          word.setLength(0);
        }
      }
    }
  }
}

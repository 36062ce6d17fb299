package io.fmops.eval.metric;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Pairs of texts as an answer and its references are: some nearly the same, some with runs of words
 * moved, some of nothing but odd characters.
 */
final class RandomTexts {

  private static final List<String> WORDS = List.of(
      "the",
      "The",
      "a",
      "of",
      "to",
      "and",
      "in",
      "is",
      "harbour",
      "harbours",
      "commission",
      "voted",
      "voting",
      "repair",
      "repaired",
      "northern",
      "pier",
      "winter",
      "storms",
      "mayor",
      "Mayor's",
      "announced",
      "announcement",
      "Tuesday",
      "don't",
      "3.5",
      "1,000",
      "2024-25",
      "well-known",
      "U.S.",
      "e.g.",
      "naïve",
      "Straße",
      "ΣΊΣΥΦΟΣ",
      "flying",
      "flies",
      "happy",
      "happily",
      "café's",
      "東京",
      "日本の首都",
      "ひらがな",
      "カタカナ",
      "です。",
      "「引用」",
      "２０２４年",
      "한국어",
      "Москва",
      "हिन्दी",
      "😀",
      "👩‍🚀",
      "𠮷野家",
      "x",
      "y",
      "z",
      "(see",
      "below)",
      "\"quoted\"",
      "&amp;",
      "&lt;b&gt;",
      "a/b",
      "50%",
      "$5",
      "€10",
      "…",
      "—",
      "--",
      "5-",
      "'s",
      "it's,",
      "..",
      "5..",
      ".5",
      ",,",
      "1.,2",
      "end.",
      "what?!",
      "<skipped>",
      "İstanbul");

  private static final String CHARACTERS =
      "ab1 .,-'\"&;:/()[]{}$%~`^|\\ \t\u00A0\u3000éß日本ひカ。、「」！？・ー½Ⅳ²“”’€±〜ﾊﾟ．，";

  private final Random random;

  RandomTexts(long seed) {
    random = new Random(seed);
  }

  /** The references, and the answer as the last text. */
  List<String> next() {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return List.of(noise(random.nextInt(12)), noise(random.nextInt(12)));
    }
    if (kind < 5) {
      return List.of(noise(60), noise(60));
    }
    List<String> base = words(random.nextInt(kind < 12 ? 12 : kind < 18 ? 30 : 100));
    List<String> texts = new ArrayList<>();
    for (int i = kind < 17 ? 2 : 2 + random.nextInt(3); i > 0; i--) {
      texts.add(joined(changed(base)));
    }
    return texts;
  }

  private String noise(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
    }
    return text.toString();
  }

  private List<String> words(int count) {
    // A long text of few words has so many ways to move them that the reference takes seconds.
    int few = count > 12 || random.nextBoolean() ? WORDS.size() : 8 + random.nextInt(20);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add(WORDS.get(random.nextInt(few)));
    }
    return words;
  }

  private List<String> changed(List<String> base) {
    List<String> words = new ArrayList<>(base);
    for (int edits = random.nextInt(2 + Math.min(6, words.size() / 3)); edits > 0; edits--) {
      int at = random.nextInt(words.size() + 1);
      switch (random.nextInt(4)) {
        case 0 -> words.add(at, WORDS.get(random.nextInt(WORDS.size())));
        case 1 -> words.subList(at, Math.min(words.size(), at + 1)).clear();
        case 2 -> Collections.rotate(words.subList(at, Math.min(words.size(), at + 9)), 3);
        default -> {
          if (at < words.size()) {
            words.set(at, WORDS.get(random.nextInt(WORDS.size())));
          }
        }
      }
    }
    return words;
  }

  private String joined(List<String> words) {
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      text.append(word)
          .append(
              switch (random.nextInt(25)) {
                case 0 -> "\n";
                case 1 -> "  ";
                case 2 -> ".\n";
                case 3 -> "-\n";
                case 4 -> ", ";
                case 5 -> "";
                default -> " ";
              });
    }
    return text.toString();
  }
}

package io.fmops.eval.metric;

import java.util.List;
import java.util.Map;

/**
 * Strips the suffixes of English words, so that "killed" and "kill" meet in "kill". The algorithm
 * is M. F. Porter's ("An algorithm for suffix stripping", Program 14(3), 1980), whose step numbers
 * the methods bear, with the departures that NLTK's {@code PorterStemmer} makes in its default
 * mode, because the published ROUGE figures are made with it:
 *
 * <ul>
 *   <li>a few irregular words have their stems listed;
 *   <li>words of one or two letters stay;
 *   <li>1a, 1b: "ies" and "ied" become "ie" in words of four letters (dies, died), not "i";
 *   <li>1c: a final "y" becomes "i" after a consonant that is not the first letter (fly, enjoy),
 *       not wherever a vowel precedes;
 *   <li>2: "bli" becomes "ble", where Porter has "abli"; "fulli" becomes "ful"; "logi" becomes
 *       "log", with the "l" counted to the stem; "alli" becomes "al", and the step begins anew;
 *   <li>*o, "the stem ends consonant, vowel, consonant", holds for a vowel and a consonant alone
 *       too (are, use).
 * </ul>
 *
 * <p>Its input is lower-case ASCII letters and digits, as ROUGE's tokens are; digits count as
 * consonants. All loops are linear in the word's length. Thread-safe.
 */
final class PorterStemmer {

  private static final Map<String, String> IRREGULAR = Map.ofEntries(
      Map.entry("sky", "sky"),
      Map.entry("skies", "sky"),
      Map.entry("dying", "die"),
      Map.entry("lying", "lie"),
      Map.entry("tying", "tie"),
      Map.entry("news", "news"),
      Map.entry("inning", "inning"),
      Map.entry("innings", "inning"),
      Map.entry("outing", "outing"),
      Map.entry("outings", "outing"),
      Map.entry("canning", "canning"),
      Map.entry("cannings", "canning"),
      Map.entry("howe", "howe"),
      Map.entry("proceed", "proceed"),
      Map.entry("exceed", "exceed"),
      Map.entry("succeed", "succeed"));

  private record Rule(String suffix, String replacement) {}

  // In each step the first rule whose suffix fits is the only one that may apply.
  private static final List<Rule> STEP_2 = List.of(
      new Rule("ational", "ate"),
      new Rule("tional", "tion"),
      new Rule("enci", "ence"),
      new Rule("anci", "ance"),
      new Rule("izer", "ize"),
      new Rule("bli", "ble"),
      new Rule("alli", "al"),
      new Rule("entli", "ent"),
      new Rule("eli", "e"),
      new Rule("ousli", "ous"),
      new Rule("ization", "ize"),
      new Rule("ation", "ate"),
      new Rule("ator", "ate"),
      new Rule("alism", "al"),
      new Rule("iveness", "ive"),
      new Rule("fulness", "ful"),
      new Rule("ousness", "ous"),
      new Rule("aliti", "al"),
      new Rule("iviti", "ive"),
      new Rule("biliti", "ble"),
      new Rule("fulli", "ful"));

  private static final List<Rule> STEP_3 = List.of(
      new Rule("icate", "ic"),
      new Rule("ative", ""),
      new Rule("alize", "al"),
      new Rule("iciti", "ic"),
      new Rule("ical", "ic"),
      new Rule("ful", ""),
      new Rule("ness", ""));

  private static final List<String> STEP_4 = List.of(
      "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "sion",
      "tion", "ou", "ism", "ate", "iti", "ous", "ive", "ize");

  private PorterStemmer() {}

  static String stem(String word) {
    String irregular = IRREGULAR.get(word);
    if (irregular != null) {
      return irregular;
    }
    return word.length() <= 2 ? word : step5(step4(step3(step2(step1c(step1b(step1a(word)))))));
  }

  private static String step1a(String word) {
    if (word.endsWith("ies")) {
      return cut(word, word.length() == 4 ? 1 : 2);
    }
    if (word.endsWith("sses")) {
      return cut(word, 2);
    }
    return word.endsWith("s") && !word.endsWith("ss") ? cut(word, 1) : word;
  }

  private static String step1b(String word) {
    if (word.endsWith("ied")) {
      return cut(word, word.length() == 4 ? 1 : 2);
    }
    if (word.endsWith("eed")) {
      return measure(word, word.length() - 3) > 0 ? cut(word, 1) : word;
    }
    int suffix = word.endsWith("ed") ? 2 : word.endsWith("ing") ? 3 : 0;
    if (suffix == 0 || !hasVowel(word, word.length() - suffix)) {
      return word;
    }
    String stem = cut(word, suffix);
    if (stem.endsWith("at") || stem.endsWith("bl") || stem.endsWith("iz")) {
      return stem + "e";
    }
    if (endsWithDoubleConsonant(stem)) {
      return "lsz".indexOf(stem.charAt(stem.length() - 1)) < 0 ? cut(stem, 1) : stem;
    }
    return measure(stem, stem.length()) == 1 && endsWithCvc(stem, stem.length())
        ? stem + "e"
        : stem;
  }

  private static String step1c(String word) {
    int stem = word.length() - 1;
    return word.endsWith("y") && stem > 1 && isConsonant(word, stem - 1)
        ? cut(word, 1) + "i"
        : word;
  }

  private static String step2(String word) {
    if (word.endsWith("alli") && measure(word, word.length() - 4) > 0) {
      return step2(cut(word, 2));
    }
    if (word.endsWith("logi")) {
      return measure(word, word.length() - 3) > 0 ? cut(word, 1) : word;
    }
    return apply(STEP_2, word);
  }

  private static String step3(String word) {
    return apply(STEP_3, word);
  }

  private static String step4(String word) {
    for (String suffix : STEP_4) {
      if (word.endsWith(suffix)) {
        // The "s" or "t" of "sion" and "tion" is a condition, not part of what goes.
        int length = suffix.endsWith("ion") ? 3 : suffix.length();
        return measure(word, word.length() - length) > 1 ? cut(word, length) : word;
      }
    }
    return word;
  }

  private static String step5(String word) {
    String result = word;
    if (word.endsWith("e")) {
      int stem = word.length() - 1;
      int measure = measure(word, stem);
      if (measure > 1 || (measure == 1 && !endsWithCvc(word, stem))) {
        result = cut(word, 1);
      }
    }
    return result.endsWith("ll") && measure(result, result.length() - 1) > 1
        ? cut(result, 1)
        : result;
  }

  private static String apply(List<Rule> rules, String word) {
    for (Rule rule : rules) {
      if (word.endsWith(rule.suffix())) {
        int stem = word.length() - rule.suffix().length();
        return measure(word, stem) > 0 ? word.substring(0, stem) + rule.replacement() : word;
      }
    }
    return word;
  }

  private static String cut(String word, int letters) {
    return word.substring(0, word.length() - letters);
  }

  /** Porter's m: how often a vowel is followed by a consonant in the first letters of a word. */
  private static int measure(String word, int end) {
    int count = 0;
    boolean consonant = false;
    for (int i = 0; i < end; i++) {
      boolean next = isConsonant(word.charAt(i), i == 0 || !consonant);
      if (i > 0 && next && !consonant) {
        count++;
      }
      consonant = next;
    }
    return count;
  }

  private static boolean hasVowel(String word, int end) {
    boolean consonant = false;
    for (int i = 0; i < end; i++) {
      consonant = isConsonant(word.charAt(i), i == 0 || !consonant);
      if (!consonant) {
        return true;
      }
    }
    return false;
  }

  /** A "y" is a consonant at the beginning and after a vowel, which the caller knows. */
  private static boolean isConsonant(char letter, boolean yIsConsonant) {
    return switch (letter) {
      case 'a', 'e', 'i', 'o', 'u' -> false;
      case 'y' -> yIsConsonant;
      default -> true;
    };
  }

  private static boolean isConsonant(String word, int index) {
    // In a run of "y" they alternate, beginning with what stands before the run.
    int first = index;
    while (first > 0 && word.charAt(first) == 'y') {
      first--;
    }
    boolean consonant = isConsonant(word.charAt(first), true);
    return ((index - first) % 2 == 0) == consonant;
  }

  private static boolean endsWithDoubleConsonant(String word) {
    int last = word.length() - 1;
    return last > 0 && word.charAt(last) == word.charAt(last - 1) && isConsonant(word, last);
  }

  private static boolean endsWithCvc(String word, int end) {
    if (end == 2) {
      return !isConsonant(word, 0) && isConsonant(word, 1);
    }
    return end > 2
        && isConsonant(word, end - 3)
        && !isConsonant(word, end - 2)
        && isConsonant(word, end - 1)
        && "wxy".indexOf(word.charAt(end - 1)) < 0;
  }
}

package io.fmops.guardrails.pii;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One way of finding one kind of personal data. Stateless and thread-safe. */
@FunctionalInterface
interface Rule {

  /** Adds what it finds, in any order. */
  void find(Places places, List<Hit> hits);

  /** Says how sure a match is, 0 if it is none after all. */
  @FunctionalInterface
  interface Check {
    double score(Matcher match, String text);
  }

  /**
   * What an expression matches and a check confirms. The expression must be bounded in length, so
   * that going on one char after a refused match is linear, and must itself refuse all places that
   * are not of this kind.
   */
  static Rule of(PiiType type, Places.Kind kind, Pattern pattern, Check check) {
    return (places, hits) -> each(places, kind, pattern, match -> {
      double score = check.score(match, places.text());
      if (score > 0) {
        hits.add(new Hit(type, match.start(), match.end(), score));
      }
      return score > 0;
    });
  }

  /** Goes over the matches; one that is not accepted may overlap the next. */
  static void each(Places places, Places.Kind kind, Pattern pattern, Predicate<Matcher> accept) {
    int i = places.next(kind, 0);
    if (i < 0) {
      return;
    }
    String text = places.text();
    Matcher matcher = pattern.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
    while (i >= 0) {
      boolean accepted = matcher.region(i, text.length()).lookingAt() && accept.test(matcher);
      i = places.next(kind, accepted ? matcher.end() : i + 1);
    }
  }

  /** Whether one of some words stands within so many chars before a place. */
  static boolean after(Pattern words, String text, int place, int chars) {
    return words.matcher(text).region(Math.max(0, place - chars), place).find();
  }

  /** How many decimal digits there are. */
  static int digits(CharSequence text) {
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      if (digit(text.charAt(i))) {
        count++;
      }
    }
    return count;
  }

  /** The digits alone. */
  static String onlyDigits(String text) {
    StringBuilder digits = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (digit(text.charAt(i))) {
        digits.append(text.charAt(i));
      }
    }
    return digits.toString();
  }

  /** Whether a char is one of 0 to 9. */
  static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Whether a char is a letter or digit of ASCII. */
  static boolean alphanumeric(char c) {
    return digit(c) || letter(c);
  }

  /** Whether a char is a letter of ASCII. */
  static boolean letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}

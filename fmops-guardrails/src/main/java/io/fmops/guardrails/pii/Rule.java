package io.fmops.guardrails.pii;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One way of finding one kind of personal data. Stateless and thread-safe. */
@FunctionalInterface
interface Rule {

  /** Adds what it finds, in any order. */
  void find(String text, List<Hit> hits);

  /** Says how sure a match is, 0 if it is none after all. */
  @FunctionalInterface
  interface Check {
    double score(Matcher match, String text);
  }

  /** Says where something may begin, so that the expression is tried in few places. */
  @FunctionalInterface
  interface Begin {
    /** The char before is 0 at the beginning of the text. */
    boolean at(char before, char c);
  }

  /** A number that does not go on from letters or digits. */
  static boolean number(char before, char c) {
    return digit(c) && !alphanumeric(before) && before != '_';
  }

  /**
   * What an expression matches and a check confirms. The expression must be bounded in length, so
   * that going on one char after a refused match is linear.
   */
  static Rule of(PiiType type, Begin begin, Pattern pattern, Check check) {
    return (text, hits) -> each(text, begin, pattern, match -> {
      double score = check.score(match, text);
      if (score > 0) {
        hits.add(new Hit(type, match.start(), match.end(), score));
      }
      return score > 0;
    });
  }

  /** Goes over the matches; one that is not accepted may overlap the next. */
  static void each(String text, Begin begin, Pattern pattern, Predicate<Matcher> accept) {
    Matcher matcher = pattern.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
    char before = 0;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      boolean accepted = begin.at(before, c)
          && matcher.region(i, text.length()).lookingAt()
          && matcher.end() > i
          && accept.test(matcher);
      i = accepted ? matcher.end() : i + 1;
      before = text.charAt(i - 1);
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

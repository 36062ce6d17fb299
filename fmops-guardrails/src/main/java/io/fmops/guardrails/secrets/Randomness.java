package io.fmops.guardrails.secrets;

import java.util.HashMap;
import java.util.Map;

/**
 * How random a string looks: its Shannon entropy ("A mathematical theory of communication", 1948)
 * as a share of what a string of this length, drawn from the characters of the classes that it has,
 * would have.
 */
final class Randomness {

  private Randomness() {}

  /** From 0 for one character repeated to about 1. */
  static double of(String text) {
    int alphabet = alphabet(text);
    double most = Math.log(Math.min(text.length(), alphabet)) / Math.log(2);
    return most == 0 ? 0 : Math.min(1, entropy(text) / most);
  }

  /** Bits a character. */
  static double entropy(String text) {
    Map<Integer, Integer> counts = new HashMap<>();
    text.chars().forEach(c -> counts.merge(c, 1, Integer::sum));
    double entropy = 0;
    for (int count : counts.values()) {
      double share = (double) count / text.length();
      entropy -= share * Math.log(share) / Math.log(2);
    }
    return entropy;
  }

  /** How many characters the classes together have. */
  static int alphabet(String text) {
    boolean hexadecimal = text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
    boolean lower = text.chars().anyMatch(c -> c >= 'a' && c <= 'z');
    boolean upper = text.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
    boolean digit = text.chars().anyMatch(c -> c >= '0' && c <= '9');
    if (hexadecimal && !(lower && upper)) {
      return digit && (lower || upper) ? 16 : digit ? 10 : 6;
    }
    return (lower ? 26 : 0) + (upper ? 26 : 0) + (digit ? 10 : 0) + 2;
  }

  /** How many times letters of one case, letters of the other and digits take turns. */
  static int turns(String text) {
    int turns = 0;
    int before = kind(text.charAt(0));
    for (int i = 1; i < text.length(); i++) {
      int kind = kind(text.charAt(i));
      turns += kind == before ? 0 : 1;
      before = kind;
    }
    return turns;
  }

  private static int kind(char c) {
    return c >= '0' && c <= '9' ? 0 : c >= 'a' && c <= 'z' ? 1 : c >= 'A' && c <= 'Z' ? 2 : 3;
  }
}

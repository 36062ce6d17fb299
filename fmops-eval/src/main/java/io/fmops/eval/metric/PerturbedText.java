package io.fmops.eval.metric;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Changes texts at random; the algorithms of {@link Perturbation}. */
final class PerturbedText {

  /** The rows of an English keyboard, each of which begins half a key or a quarter further in. */
  private static final String[] ROWS = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};

  private static final double[] STARTS = {0, 0.25, 0.75};
  private static final Map<Integer, String> NEIGHBOURS = neighbours();

  /** Half-width katakana and punctuation: what each full-width one is written with. */
  private static final Map<Integer, String> NARROW = narrow();

  private PerturbedText() {}

  private static Map<Integer, String> neighbours() {
    Map<Integer, String> neighbours = new HashMap<>();
    for (int row = 0; row < ROWS.length; row++) {
      for (int i = 0; i < ROWS[row].length(); i++) {
        StringBuilder near = new StringBuilder();
        for (int other = Math.max(0, row - 1); other <= Math.min(2, row + 1); other++) {
          for (int j = 0; j < ROWS[other].length(); j++) {
            // Keys touch if they lie less than a key apart, or side by side.
            double apart = Math.abs(STARTS[row] + i - STARTS[other] - j);
            if (row == other ? apart == 1 : apart < 1) {
              near.append(ROWS[other].charAt(j));
            }
          }
        }
        neighbours.put((int) ROWS[row].charAt(i), near.toString());
      }
    }
    return neighbours;
  }

  private static Map<Integer, String> narrow() {
    Map<Integer, String> narrow = new HashMap<>();
    for (char c = '\uFF61'; c <= '\uFF9F'; c++) {
      for (String mark : new String[] {"", "\uFF9E", "\uFF9F"}) {
        String half = c + mark;
        String full = Normalizer.normalize(half, Normalizer.Form.NFKC);
        // The marks alone have a wide form that combines, which is another character.
        if (full.length() == 1 && c < '\uFF9E') {
          narrow.putIfAbsent((int) full.charAt(0), half);
        }
      }
    }
    return narrow;
  }

  static String typos(String text, double probability, Random random) {
    StringBuilder out = new StringBuilder();
    text.codePoints().forEach(c -> {
      int lower = c >= 'A' && c <= 'Z' ? c + 32 : c;
      String near = NEIGHBOURS.get(lower);
      if (near == null || random.nextDouble() >= probability) {
        out.appendCodePoint(c);
        return;
      }
      char slip = near.charAt(random.nextInt(near.length()));
      out.append(lower == c ? slip : (char) (slip - 32));
    });
    return out.toString();
  }

  static String upperCase(String text, double share, Random random) {
    int[] points = text.codePoints().toArray();
    boolean[] chosen = new boolean[points.length];
    int[] order = new int[points.length];
    Arrays.setAll(order, i -> i);
    // The first of a shuffle, without the rest of it.
    for (int i = 0; i < (int) (points.length * share); i++) {
      int other = i + random.nextInt(points.length - i);
      int position = order[other];
      order[other] = order[i];
      chosen[position] = true;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < points.length; i++) {
      String character = Character.toString(points[i]);
      out.append(chosen[i] ? character.toUpperCase(Locale.ROOT) : character);
    }
    return out.toString();
  }

  static String spaces(String text, double add, double remove, Random random) {
    StringBuilder out = new StringBuilder();
    int[] points = text.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      double chance = random.nextDouble();
      boolean space = Tokens.isSpace(points[i]);
      if (space && chance < remove) {
        continue;
      }
      out.appendCodePoint(points[i]);
      if (!space && chance < add && !(i + 1 < points.length && belongs(points[i], points[i + 1]))) {
        out.append(' ');
      }
    }
    return out.toString();
  }

  /** Whether a character is one with the character before it, as a mark or a part of an emoji. */
  private static boolean belongs(int before, int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT
        || Character.getType(before) == Character.FORMAT
        || (c >= 0x1F3FB && c <= 0x1F3FF)
        || (c >= 0x1F1E6 && c <= 0x1F1FF);
  }

  static String kana(String text, double probability, Random random) {
    StringBuilder out = new StringBuilder();
    text.codePoints().forEach(c -> {
      int other = otherKana(c);
      out.appendCodePoint(other != c && random.nextDouble() < probability ? other : c);
    });
    return out.toString();
  }

  private static int otherKana(int c) {
    if ((c >= 0x3041 && c <= 0x3096) || c == 0x309D || c == 0x309E) {
      return c + 0x60;
    }
    return (c >= 0x30A1 && c <= 0x30F6) || c == 0x30FD || c == 0x30FE ? c - 0x60 : c;
  }

  static String width(String text, double probability, Random random) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      int end = i + Character.charCount(c);
      if (c >= 0xFF61
          && c < 0xFF9E
          && end < text.length()
          && isVoiceMark(text.charAt(end))
          && Normalizer.normalize(text.substring(i, end + 1), Normalizer.Form.NFKC)
                  .length()
              == 1) {
        end++;
      }
      String written = text.substring(i, end);
      String other = otherWidth(c, written);
      out.append(!other.equals(written) && random.nextDouble() < probability ? other : written);
      i = end;
    }
    return out.toString();
  }

  private static boolean isVoiceMark(char c) {
    return c == '\uFF9E' || c == '\uFF9F';
  }

  private static String otherWidth(int c, String written) {
    if (c > 0x20 && c < 0x7F) {
      return Character.toString(c + 0xFEE0);
    }
    if (c > 0xFF00 && c < 0xFF5F) {
      return Character.toString(c - 0xFEE0);
    }
    if (c >= 0xFF61 && c < 0xFF9E) {
      return Normalizer.normalize(written, Normalizer.Form.NFKC);
    }
    return NARROW.getOrDefault(c, written);
  }
}

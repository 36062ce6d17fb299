package io.fmops.guardrails.toxicity.internal;

/**
 * Spelling tricks of Japanese text, undone in place: signs and spaces between characters, masked
 * characters, small and drawn-out kana, stretched kana, kanji built from shapes. For one text and
 * one thread.
 */
final class Japanese {

  private static final String GAPS = " ・._-*/|,･+=~";

  private final Lexicon lexicon;
  private final Normal normal;
  private final char[] chars;
  private final int length;
  private int in;

  Japanese(Lexicon lexicon, Normal normal) {
    this.lexicon = lexicon;
    this.normal = normal;
    this.chars = normal.chars;
    this.length = normal.length;
  }

  /** Where the run that was undone ended. */
  int next() {
    return in;
  }

  /**
   * Undoes the run of Japanese characters that begins somewhere.
   *
   * @param start its beginning
   * @param to where the result goes
   * @return where the result ends
   */
  int undo(int start, int to) {
    int out = to;
    in = start;
    while (in < length) {
      char c = chars[in];
      if (Chars.japaneseMask(c) && unmask(out, to)) {
        out++;
        in++;
      } else if (Chars.japanese(c) || (Chars.prolongs(c) && out > to)) {
        out = character(c, out, to);
        in++;
      } else {
        int gap = gap();
        if (gap > 0 && out > to) {
          in += gap;
        } else if (out == to && in == start) {
          normal.move(in++, out++); // a mask that hides nothing
          return out;
        } else {
          break;
        }
      }
    }
    return out;
  }

  /**
   * How many signs stand between this place and the next Japanese character, 0 if other things do.
   */
  private int gap() {
    int i = in;
    while (i < length && i - in < 2 && GAPS.indexOf(chars[i]) >= 0) {
      i++;
    }
    return i > in && i < length && Chars.japanese(chars[i]) ? i - in : 0;
  }

  private int character(char c, int out, int to) {
    if (out > to) {
      char before = chars[out - 1];
      if (Chars.kana(before) && (Chars.prolongs(c) || Chars.drawsOut(c, before))) {
        normal.ends[out - 1] = normal.ends[in];
        return out;
      }
      char large = Chars.large(c);
      if (Chars.kana(c) && out - to >= 2 && large == before && large == chars[out - 2]) {
        normal.ends[out - 1] = normal.ends[in];
        return out;
      }
    }
    if (Chars.prolongs(c) && c != 'ー') {
      normal.move(in, out);
      return out + 1;
    }
    normal.move(in, out);
    chars[out] = Chars.large(c);
    return shapes(out + 1, to);
  }

  /** Characters that stand for others by their shape or sound, known by what follows them. */
  private int shapes(int out, int to) {
    char last = chars[out - 1];
    if (last != 'ね' && last != 'ぬ' && last != 'ん') {
      return out;
    }
    if (out - to >= 3 && chars[out - 2] == 'ひ' && chars[out - 3] == 'た') { // タヒ looks like 死
      chars[out - 3] = '死';
      normal.ends[out - 3] = normal.ends[out - 2];
      normal.move(out - 1, out - 2);
      return out - 1;
    }
    if (out - to >= 2
        && "氏市四4".indexOf(chars[out - 2]) >= 0
        && (out - to == 2 || !Chars.kanji(chars[out - 3]))
        && last == 'ね') { // read as 死
      chars[out - 2] = '死';
    }
    return out;
  }

  /** Puts the masked character at {@code out} if a word of the lexicon fits around it. */
  private boolean unmask(int out, int to) {
    for (int size = 5; size >= 2; size--) {
      for (int at = 0; at < size; at++) {
        if (out - at < to || in + size - at > length) {
          continue;
        }
        String pattern = pattern(size, at, out);
        String word = pattern.isEmpty() ? "" : meant(pattern, at);
        if (!word.isEmpty() && lonely(size, at, out, to)) {
          normal.move(in, out);
          chars[out] = word.charAt(at);
          return true;
        }
      }
    }
    return false;
  }

  /** At the end of a phrase a kana that is masked was masked for what the word says. */
  private String meant(String pattern, int at) {
    String word = lexicon.unmask(pattern, false);
    boolean last = at == pattern.length() - 1
        && (in + 1 >= length || !(Chars.japanese(chars[in + 1]) || Chars.prolongs(chars[in + 1])));
    if (word.isEmpty() && last) {
      word = lexicon.unmask(pattern, true);
      return !word.isEmpty() && Chars.kana(word.charAt(at)) ? word : "";
    }
    return word;
  }

  private String pattern(int size, int at, int out) {
    StringBuilder pattern = new StringBuilder(size);
    int known = 0;
    for (int k = 0; k < size; k++) {
      char c = k < at ? chars[out - at + k] : chars[in + k - at];
      if (k != at && Chars.japanese(c) && !Chars.japaneseMask(c)) {
        pattern.append(Chars.large(c));
        known++;
      } else if (Chars.japaneseMask(c)) {
        pattern.append(Chars.MASK);
      } else {
        return "";
      }
    }
    return known > 0 && known * 2 >= size ? pattern.toString() : "";
  }

  /** A word counts if a kanji of it is there to be read, or if it stands by itself. */
  private boolean lonely(int size, int at, int out, int to) {
    for (int k = 0; k < size; k++) {
      if (k != at && Chars.kanji(k < at ? chars[out - at + k] : chars[in + k - at])) {
        return true;
      }
    }
    int before = out - at - 1;
    int after = in + size - at;
    return (before < to || !Chars.kana(chars[before]))
        && (after >= length || !Chars.kana(chars[after]));
  }
}

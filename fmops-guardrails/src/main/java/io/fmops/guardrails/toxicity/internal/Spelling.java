package io.fmops.guardrails.toxicity.internal;

/**
 * The second half of normalising: spelling tricks in folded text, undone in place. What is written
 * never overtakes what is read. For one text and one thread.
 */
final class Spelling {

  /** Longer tokens are no words; they are copied as they are. */
  private static final int LONGEST_TOKEN = 48;

  private final Lexicon lexicon;
  private final Normal normal;
  private final char[] chars;
  private final int length;
  private final Leet leet;
  private int out;

  Spelling(Lexicon lexicon, Normal normal) {
    this.lexicon = lexicon;
    this.normal = normal;
    this.chars = normal.chars;
    this.length = normal.length;
    this.leet = new Leet(lexicon, normal);
  }

  void undo() {
    Japanese japanese = new Japanese(lexicon, normal);
    int i = 0;
    while (i < length) {
      char c = chars[i];
      if (Chars.japanese(c) || (c >= 0x80 && Chars.japaneseMask(c))) {
        out = japanese.undo(i, out);
        i = japanese.next();
      } else if (Chars.letter(c) || Chars.digit(c) || Chars.odd(c)) {
        i = token(i);
      } else if ((c == '\'' || c == '’') && between(i)) {
        i++; // don't and dont are one word
      } else if (c == ' ' && out > 0 && chars[out - 1] == ' ') {
        i++; // after spaces of several kinds or numbers
      } else {
        copy(i++);
      }
    }
    normal.length = out;
  }

  private boolean between(int i) {
    return i > 0 && i + 1 < length && Chars.letter(chars[i - 1]) && Chars.letter(chars[i + 1]);
  }

  private void copy(int from) {
    normal.move(from, out++);
  }

  /** Handles the run of letters, digits and odd signs that begins here; gives its end. */
  private int token(int start) {
    int end = start;
    int letters = 0;
    int digits = 0;
    int odd = 0;
    boolean stretched = false;
    while (end < length) {
      char c = chars[end];
      if (Chars.letter(c)) {
        letters++;
        stretched |= end - start >= 2 && c == chars[end - 1] && c == chars[end - 2];
      } else if (Chars.digit(c)) {
        digits++;
      } else if (Chars.odd(c)) {
        odd++;
      } else {
        break;
      }
      end++;
    }
    if (chars[start] == '#' && start + 1 < length && Chars.letter(chars[start + 1])) {
      return plain(start, start + 1);
    }
    if (end - start == 1 && end + 1 < length) {
      int spaced = spacedEnd(start);
      if (spaced > 0) {
        return joined(start, spaced, 2);
      }
    }
    if (letters == end - start && !stretched) {
      return plain(start, end);
    }
    if (letters == 0 && odd == 0 && leet.shortWord(start, end)) {
      return replaced(start, start, end, end, leet.word(start, end));
    }
    if (end - start > LONGEST_TOKEN || letters == 0) {
      return plain(start, end);
    }
    if (odd == 0 && digits == 0) {
      return word(start, end, new String(chars, start, end - start));
    }
    return disguised(start, end, letters);
  }

  /** Letters with the same sign or one space between each two: i d i o t. The end, or -1. */
  private int spacedEnd(int start) {
    char gap = chars[start + 1];
    if (gap == '\n' || Chars.letter(gap) || Chars.digit(gap) || Chars.japanese(gap)) {
      return -1;
    }
    int i = start;
    int count = 1;
    int letters = Chars.letter(chars[start]) ? 1 : 0;
    while (count < LONGEST_TOKEN && i + 2 < length && chars[i + 1] == gap && single(i + 2, gap)) {
      i += 2;
      count++;
      letters += Chars.letter(chars[i]) ? 1 : 0;
    }
    return count >= 3 && letters >= 2 && letters * 2 >= count ? i + 1 : -1;
  }

  /** Whether a letter stands alone, other than the first one of a word with other gaps. */
  private boolean single(int i, char gap) {
    if (!alphanumeric(i) || i + 1 >= length) {
      return alphanumeric(i);
    }
    char next = chars[i + 1];
    boolean goesOn = (next == '.' || Chars.odd(next)) && i + 2 < length && alphanumeric(i + 2);
    return !Chars.letter(next) && !Chars.digit(next) && (next == gap || !goesOn);
  }

  private boolean alphanumeric(int i) {
    return Chars.letter(chars[i]) || Chars.digit(chars[i]) || "@$!".indexOf(chars[i]) >= 0;
  }

  /** Takes every {@code step}-th character as a word; gives the end of what it was taken from. */
  private int joined(int start, int end, int step) {
    StringBuilder word = new StringBuilder();
    for (int i = start; i < end && word.length() < LONGEST_TOKEN; i += step) {
      word.append(Chars.leet(chars[i]));
    }
    String whole = word.toString();
    int first = start;
    // "a i d i o t" is an article and a word
    if (whole.length() > 3
        && (whole.charAt(0) == 'a' || whole.charAt(0) == 'i' || whole.charAt(0) == 'u')
        && !lexicon.hides(whole)
        && lexicon.hides(whole.substring(1))) {
      copy(start);
      normal.move(start + 1, out);
      chars[out++] = ' ';
      first += step;
    }
    for (int i = first; i < end; i += step) {
      char c = Chars.leet(chars[i]);
      normal.move(i, out);
      chars[out++] = c;
    }
    return end;
  }

  /** A word of letters, perhaps stretched. */
  private int word(int start, int end, String word) {
    String meant = lexicon.hides(word) ? word : lexicon.unstretch(word);
    int target = 0;
    int i = start;
    while (i < end) {
      char c = chars[i];
      int run = i + 1;
      while (run < end && chars[run] == c) {
        run++;
      }
      int keep = run - i;
      if (!meant.isEmpty()) {
        keep = 0;
        while (target < meant.length() && meant.charAt(target) == c) {
          target++;
          keep++;
        }
        keep = Math.max(1, Math.min(keep, run - i));
      } else if (keep > 2) {
        keep = 1;
      }
      int lastEnd = normal.ends[run - 1];
      for (int k = 0; k < keep; k++) {
        copy(i + k);
      }
      normal.ends[out - 1] = lastEnd;
      i = run;
    }
    return end;
  }

  /** A token with digits or signs among its letters. */
  private int disguised(int start, int end, int letters) {
    // punctuation around the word is not part of it
    int from = start;
    int to = end;
    while (to > from && (chars[to - 1] == '!' || chars[to - 1] == '-' || chars[to - 1] == '|')) {
      to--;
    }
    while (from < to && chars[from] == '!') {
      from++;
    }
    String word = leet.word(from, to);
    if (word.length() > 2 && lexicon.hides(word)) {
      return replaced(start, from, to, end, word);
    }
    // w-o-r-d is spaced out, not masked
    boolean spaced = to - from >= 5 && alternates(from, to);
    boolean dashes = spaced && (chars[from + 1] == '-' || chars[from + 1] == '_');
    String pattern = dashes ? "" : pattern(from, to);
    if (!pattern.isEmpty()) {
      String meant = lexicon.unmask(pattern, false);
      if (!meant.isEmpty()) {
        return replaced(start, from, to, end, meant);
      }
    }
    if (spaced) {
      plain(start, from);
      joined(from, to, 2);
      return plain(to, end);
    }
    boolean foldable = (leet.throughout() || letters >= to - from - letters)
        && !word.isEmpty()
        && chars[from] != '@'
        && !leet.address(from, end);
    if (foldable) {
      String meant = lexicon.unstretch(word);
      return replaced(start, from, to, end, meant.length() == word.length() ? meant : word);
    }
    return plain(start, end);
  }

  /** The token with masks for its masking signs, or an empty text if it has none. */
  private String pattern(int from, int to) {
    StringBuilder pattern = new StringBuilder(to - from);
    int masks = 0;
    for (int i = from; i < to; i++) {
      char c = chars[i];
      if (Chars.mask(c) || (c == '@' && i > from) || c == '$' || c == '!') {
        masks++;
        pattern.append(Chars.MASK);
      } else {
        pattern.append(Chars.leet(c));
      }
    }
    boolean plausible =
        masks > 0 && Chars.letter(chars[from]) && to - from >= 3 && to - from - masks >= 1;
    return plausible ? pattern.toString() : "";
  }

  private boolean alternates(int from, int to) {
    char gap = chars[from + 1];
    if ((to - from) % 2 == 0 || !Chars.odd(gap)) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if ((i - from) % 2 == 0 ? !Chars.letter(Chars.leet(chars[i])) : chars[i] != gap) {
        return false;
      }
    }
    return true;
  }

  private int replaced(int start, int from, int to, int end, String word) {
    plain(start, from);
    for (int i = from; i < to; i++) {
      normal.move(i, out);
      chars[out++] = word.charAt(i - from);
    }
    return plain(to, end);
  }

  /** Copies as it is; gives the end. */
  private int plain(int from, int to) {
    for (int i = from; i < to; i++) {
      copy(i);
    }
    return to;
  }
}

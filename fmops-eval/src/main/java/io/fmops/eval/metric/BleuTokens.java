package io.fmops.eval.metric;

import io.fmops.text.Words;

/**
 * The tokenizers of BLEU's published figures, each in one pass and without regular expressions. The
 * originals are chains of substitutions, whose matches do not overlap; that is why in a run of
 * points every second one is treated another way. Thread-safe.
 */
final class BleuTokens {

  private static final byte WORD = 0;
  private static final byte SPACE = 1;
  private static final byte POINT = 2;
  private static final byte HYPHEN = 3;
  private static final byte APOSTROPHE = 4;
  private static final byte SPLIT_OFF = 5;

  /** What each character of ASCII is to the Western tokenizers. */
  private static final byte[] ASCII = new byte[0x80];

  static {
    for (char c = 0; c < ASCII.length; c++) {
      ASCII[c] = isPointOrComma(c)
          ? POINT
          : c == '-'
              ? HYPHEN
              : c == '\''
                  ? APOSTROPHE
                  : isSplitOff(c) ? SPLIT_OFF : PythonText.isSpace(c) ? SPACE : WORD;
    }
  }

  private BleuTokens() {}

  /** NIST's mteval-v13a. */
  static void v13a(String line, Vocabulary tokens) {
    String text = unescape(line.replace("<skipped>", "").replace("-\n", ""));
    western(text, false, (begin, end) -> tokens.add(text, begin, end));
  }

  /**
   * What mteval and Tercom have in common.
   *
   * @param possessive whether an "'s" before a space or punctuation is split off
   */
  static void western(String text, boolean possessive, Words.Sink sink) {
    int begin = -1;
    boolean alone = false; // of a point or comma: whether it is split off whatever follows
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      byte kind = c < 0x80 ? ASCII[c] : PythonText.isSpace(c) ? SPACE : WORD;
      if (kind == WORD) {
        begin = begin < 0 ? i : begin;
        continue;
      }
      boolean cut = false;
      switch (kind) {
        case POINT -> {
          char before = i == 0 ? ' ' : text.charAt(i - 1);
          alone = isPointOrComma(before) ? !alone : !isDigit(before);
          cut = alone || i + 1 == length || !isDigit(text.charAt(i + 1));
        }
        case HYPHEN -> cut = i > 0 && isDigit(text.charAt(i - 1));
        case APOSTROPHE -> {
          if (possessive && begin >= 0 && isPossessive(text, i)) {
            sink.word(begin, i);
            begin = i;
          }
        }
        case SPLIT_OFF -> cut = true;
        default -> {}
      }
      if (cut || kind == SPACE) {
        if (begin >= 0) {
          sink.word(begin, i);
          begin = -1;
        }
        if (cut) {
          sink.word(i, i + 1);
        }
      } else if (begin < 0) {
        begin = i;
      }
    }
    if (begin >= 0) {
      sink.word(begin, length);
    }
  }

  private static boolean isPossessive(String text, int apostrophe) {
    int after = apostrophe + 2;
    if (after > text.length() || text.charAt(apostrophe + 1) != 's') {
      return false;
    }
    char next = after == text.length() ? ' ' : text.charAt(after);
    return next == ' ' || next == '\n' || isSplitOff(next);
  }

  /** The four entities that both replace, one after the other. */
  static String unescape(String text) {
    return text.indexOf('&') < 0
        ? text
        : text.replace("&quot;", "\"")
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">");
  }

  private static boolean isPointOrComma(char c) {
    return c == '.' || c == ',';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** ASCII punctuation but for the apostrophe, the comma, the hyphen and the point. */
  private static boolean isSplitOff(char c) {
    return (c >= '!' && c <= '&')
        || (c >= '(' && c <= '+')
        || c == '/'
        || (c >= ':' && c <= '@')
        || (c >= '[' && c <= '`')
        || (c >= '{' && c <= '~');
  }

  /** The international tokenization of mteval-v14. */
  static void international(String text, Vocabulary tokens) {
    int begin = -1;
    boolean alone = false;
    Kind before = Kind.NUMBER; // at the beginning, too, there is nothing to split off from
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      Kind kind = Kind.of(c);
      boolean cut = kind == Kind.SYMBOL;
      if (kind == Kind.PUNCTUATION) {
        boolean inRun = before == Kind.PUNCTUATION;
        alone = inRun ? !alone : before != Kind.NUMBER;
        cut = alone || (next < text.length() && Kind.of(text.codePointAt(next)) != Kind.NUMBER);
      }
      if (cut || PythonText.isSpace(c)) {
        if (begin >= 0) {
          tokens.add(text, begin, i);
          begin = -1;
        }
        if (cut) {
          tokens.add(text, i, next);
        }
      } else if (begin < 0) {
        begin = i;
      }
      before = kind;
      i = next;
    }
    if (begin >= 0) {
      tokens.add(text, begin, text.length());
    }
  }

  private enum Kind {
    NUMBER,
    PUNCTUATION,
    SYMBOL,
    OTHER;

    static Kind of(int c) {
      return switch (Character.getType(c)) {
        case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
          NUMBER;
        case Character.CONNECTOR_PUNCTUATION,
            Character.DASH_PUNCTUATION,
            Character.START_PUNCTUATION,
            Character.END_PUNCTUATION,
            Character.INITIAL_QUOTE_PUNCTUATION,
            Character.FINAL_QUOTE_PUNCTUATION,
            Character.OTHER_PUNCTUATION -> PUNCTUATION;
        case Character.MATH_SYMBOL,
            Character.CURRENCY_SYMBOL,
            Character.MODIFIER_SYMBOL,
            Character.OTHER_SYMBOL -> SYMBOL;
        default -> OTHER;
      };
    }
  }

  /** Every code point that is no white space. */
  static void characters(String text, Vocabulary tokens) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      if (!PythonText.isSpace(c)) {
        tokens.add(text, i, next);
      }
      i = next;
    }
  }
}

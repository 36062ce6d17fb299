package io.fmops.guardrails.toxicity.internal;

/** Kinds of folded characters. Stateless and thread-safe. */
final class Chars {

  /** Stands for a masked letter in patterns. */
  static final char MASK = '\u0001';

  private static final String MASKS = "*#_%-";
  private static final String JAPANESE_MASKS = "○◯〇●×✕✖❌＊*＿_";
  private static final String LEET = "0134578@$!|";
  private static final String LEET_LETTERS = "oieastbasii";
  private static final String VOWELS_A = "あかさたなはまやらわがざだばぱ";
  private static final String VOWELS_I = "いきしちにひみりぎじぢびぴ";
  private static final String VOWELS_U = "うくすつぬふむゆるぐずづぶぷ";
  private static final String VOWELS_E = "えけせてねへめれげぜでべぺ";
  private static final String VOWELS_O = "おこそとのほもよろをごぞどぼぽ";
  private static final String[] VOWELS = {VOWELS_A, VOWELS_I, VOWELS_U, VOWELS_E, VOWELS_O};

  private static final byte[] ASCII = new byte[128];
  private static final byte LETTER = 1;
  private static final byte DIGIT = 2;
  private static final byte ODD = 3;

  static {
    for (char c = 'a'; c <= 'z'; c++) {
      ASCII[c] = LETTER;
    }
    for (char c = '0'; c <= '9'; c++) {
      ASCII[c] = DIGIT;
    }
    for (char c : "@$!|*#_%-".toCharArray()) {
      ASCII[c] = ODD;
    }
  }

  private Chars() {}

  /** A letter of a script with spaces. */
  static boolean letter(char c) {
    return c < 128 ? ASCII[c] == LETTER : Character.isLetter(c) && !japanese(c);
  }

  static boolean digit(char c) {
    return c < 128 ? ASCII[c] == DIGIT : Character.isDigit(c);
  }

  /** A sign that may stand for a letter inside a word. */
  static boolean odd(char c) {
    return c < 128 && ASCII[c] == ODD;
  }

  /** Written without spaces: kana and Chinese characters. */
  static boolean japanese(char c) {
    return c >= 0x3005
        && (c <= 0x3007
            || (c >= 0x3041 && c <= 0x30FF && c != '・' && c != 0x30A0)
            || (c >= 0x3400 && c <= 0x9FFF)
            || (c >= 0xF900 && c <= 0xFAFF));
  }

  static boolean kana(char c) {
    return c >= 0x3041 && c <= 0x30FF && c != '・';
  }

  static boolean kanji(char c) {
    return c >= 0x3400 && c <= 0x9FFF;
  }

  static boolean mask(char c) {
    return MASKS.indexOf(c) >= 0;
  }

  static boolean japaneseMask(char c) {
    return JAPANESE_MASKS.indexOf(c) >= 0;
  }

  /**
   * The letter that a digit or sign stands for in a disguised word; the character itself if none.
   */
  static char leet(char c) {
    int at = LEET.indexOf(c);
    return at < 0 ? c : LEET_LETTERS.charAt(at);
  }

  /** The full-sized kana of a small one, or the kana itself. */
  static char large(char c) {
    return switch (c) {
      case 'ぁ', 'ぃ', 'ぅ', 'ぇ', 'ぉ', 'っ', 'ゃ', 'ゅ', 'ょ', 'ゎ' -> (char) (c + 1);
      case 'ゕ' -> 'か';
      case 'ゖ' -> 'け';
      default -> c;
    };
  }

  /** Whether a small vowel only draws out the kana before it. */
  static boolean drawsOut(char small, char before) {
    int vowel = "ぁぃぅぇぉ".indexOf(small);
    return vowel >= 0 && VOWELS[vowel].indexOf(before) >= 0;
  }

  /** A mark that draws out the kana before it. */
  static boolean prolongs(char c) {
    return c == 'ー' || c == '~' || c == '〜' || c == '～' || c == '―' || c == '─' || c == '-';
  }
}

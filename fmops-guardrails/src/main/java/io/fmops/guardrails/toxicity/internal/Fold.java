package io.fmops.guardrails.toxicity.internal;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Folds single code points: NFKC, lower case, no accents, look-alikes of Latin letters as those
 * letters, katakana as hiragana, every white space as a space, and invisible characters as nothing.
 * By single code points, because the JDK's normalizer takes time quadratic in a run of marks.
 * Stateless and thread-safe.
 */
final class Fold {

  /** In {@link #BMP}: the character vanishes. */
  private static final char GONE = 0;
  /** In {@link #BMP}: the character becomes several; ask {@link #slow}. */
  private static final char SEVERAL = 0xFFFF;
  /** Combining voiced and semi-voiced sound marks, which belong to the kana before them. */
  static final char VOICED = 0x3099;

  static final char SEMI_VOICED = 0x309A;

  /**
   * Letters that look like Latin ones: Cyrillic, Greek, Armenian, small capitals and others. Pairs
   * of a look-alike and its letter. From the shapes, in the manner of Unicode's UTS #39.
   */
  private static final String LOOK_ALIKES =
      "аaбbвbгrеeёeззиuкkмmнhоoпnрpсcтtуyфoхxьbыbіiїiјjѕsћhԁdԛqԝwүyһhӏlҽeқkңhӊh"
          + "αaβbγyδdεeζzηnθoιiκkλaμuνvξeοoπnρpσoςcτtυuφoχxψyωwάaέeήnίiόoύuώw"
          + "աwզqհhոnսuցgօoքfɑaɡgɩiɪiʀrʏyʜhʟlʙbɢgɴnᴀaᴄcᴅdᴇeᴊjᴋkᴌlᴍmᴏoᴘpᴛtᴜuᴠvᴡwᴢzꜰfꜱsʃs"
          + "łløođdħhıiŧtƒfßsæaœoðdþpŋnɛeəeɐaɔcʇtʌvʍwɯmʎyɹrɥhɟfᴉiɓbɗdƙkƭtʋvɦhꞵbꭺa¢c€e£l¥y§s¡iꓐbꓑpꓓdꓔtꓖgꓗkꓙjꓚcꓜzꓝfꓠnꓡlꓢsꓣrꓤrꓦvꓧhꓪwꓫxꓬyꓮaꓰeꓱeꓲiꓳoꓴu";

  private static final char[] BMP = table();

  private Fold() {}

  /**
   * What a code unit of the Basic Multilingual Plane becomes.
   *
   * @return the folded character, or 0 if it vanishes, or 0xFFFF if {@link #slow} has to be asked
   */
  static char of(char c) {
    return BMP[c];
  }

  /** What a code point becomes that is not in the table: several characters, or a rare plane. */
  static String slow(int codePoint) {
    if (invisible(codePoint)) {
      return "";
    }
    // Negative circled and negative squared letters have no decomposition.
    if (codePoint >= 0x1F150 && codePoint <= 0x1F169) {
      return String.valueOf((char) ('a' + codePoint - 0x1F150));
    }
    if (codePoint >= 0x1F170 && codePoint <= 0x1F189) {
      return String.valueOf((char) ('a' + codePoint - 0x1F170));
    }
    String wide = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKC);
    StringBuilder folded = new StringBuilder(wide.length());
    wide.codePoints().forEach(p -> letters(p, folded));
    return folded.toString();
  }

  private static void letters(int codePoint, StringBuilder to) {
    if (codePoint >= 0x3041 && codePoint <= 0x30FF) {
      to.append(hiragana((char) codePoint));
      return;
    }
    if (codePoint >= 0xAC00 && codePoint <= 0xD7A3) {
      to.append((char) codePoint); // Hangul syllables stay whole
      return;
    }
    String parts = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKD)
        .toLowerCase(Locale.ROOT);
    for (int i = 0; i < parts.length(); i++) {
      char c = parts.charAt(i);
      int look = c < 0x80 ? -1 : LOOK_ALIKES.indexOf(c);
      if (Character.isWhitespace(c) || c == ' ') {
        to.append(c == '\n' ? '\n' : ' ');
      } else if (look >= 0 && look % 2 == 0) {
        to.append(LOOK_ALIKES.charAt(look + 1));
      } else if (!mark(c) && !invisible(c)) {
        to.append(c);
      }
    }
  }

  private static char hiragana(char c) {
    return c >= 0x30A1 && c <= 0x30F6 ? (char) (c - 0x60) : c;
  }

  /** Marks that decorate letters and are not themselves part of a script's spelling. */
  private static boolean mark(int c) {
    return (c >= 0x0300 && c <= 0x036F)
        || (c >= 0x0483 && c <= 0x0489)
        || (c >= 0x1AB0 && c <= 0x1AFF)
        || (c >= 0x1DC0 && c <= 0x1DFF)
        || (c >= 0x20D0 && c <= 0x20FF)
        || (c >= 0xFE20 && c <= 0xFE2F);
  }

  private static boolean invisible(int c) {
    int type = Character.getType(c);
    return type == Character.FORMAT
        || mark(c)
        || (c >= 0xFE00 && c <= 0xFE0F) // variation selectors
        || (c >= 0xE0100 && c <= 0xE01EF)
        || (c >= 0x1F3FB && c <= 0x1F3FF) // skin tones
        || c == 0x115F
        || c == 0x1160
        || c == 0x3164
        || c == 0xFFA0
        || c == 0x2800
        || (type == Character.CONTROL && !Character.isWhitespace(c));
  }

  private static char[] table() {
    char[] table = new char[0x10000];
    for (int c = 0; c < table.length; c++) {
      if (Character.isSurrogate((char) c)
          || (c >= 0x4E00 && c <= 0x9FFF)
          || (c >= 0xAC00 && c <= 0xD7A3)) {
        table[c] = (char) c;
      } else if (c == VOICED || c == SEMI_VOICED || c == 0xFF9E || c == 0xFF9F) {
        table[c] = c == VOICED || c == 0xFF9E ? VOICED : SEMI_VOICED;
      } else if (c == 0xFFFF) {
        table[c] = GONE;
      } else {
        String folded = slow(c);
        table[c] = folded.isEmpty() ? GONE : folded.length() == 1 ? folded.charAt(0) : SEVERAL;
      }
    }
    return table;
  }

  /** The kana with a sound mark, or the kana itself if there is no such kana. */
  static char voiced(char kana, char mark) {
    String composed = Normalizer.normalize("" + kana + mark, Normalizer.Form.NFC);
    return composed.length() == 1 ? composed.charAt(0) : kana;
  }
}

package io.fmops.eval.judge;

import java.lang.Character.UnicodeScript;

/** In which language a judge is asked. What is judged may be in any language. */
public enum JudgeLanguage {
  /**
   * Japanese for a question with hiragana or katakana in it, else English. The question alone
   * decides, so that the answers of all candidates are judged with the same words.
   */
  BY_QUESTION,
  /** English. */
  ENGLISH,
  /** Japanese. */
  JAPANESE;

  /** The language for a question: English or Japanese. */
  JudgeLanguage of(String question) {
    return this != BY_QUESTION
        ? this
        : question.codePoints().anyMatch(JudgeLanguage::isKana) ? JAPANESE : ENGLISH;
  }

  private static boolean isKana(int point) {
    UnicodeScript script = UnicodeScript.of(point);
    return script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA;
  }
}

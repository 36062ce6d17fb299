package io.fmops.eval.metric;

import io.fmops.text.Words;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What counts as a token, for {@link Rouge}, {@link Meteor} and the word error rate. Figures from
 * different tokenizations cannot be compared, so scores carry the choice in their names. BLEU has
 * tokenizers of its own, {@link Bleu.Tokenizer}, since its published figures have; chrF and TER
 * need no choice.
 */
public enum Tokenization {
  /**
   * Words of any script, and single characters in scripts that are written without spaces: Han,
   * Kana, Hangul, Bopomofo, Thai, Lao, Khmer, Myanmar. The text is normalised (NFKC, lower case)
   * first. On plain ASCII text it gives the figures of {@link #ENGLISH}. It is the same on every
   * JVM. Scores are named {@code rouge1-unicode}.
   */
  UNICODE("-unicode"),

  /**
   * As {@code rouge_score} does by default: runs of ASCII letters and digits in lower case.
   * Everything else separates and is dropped, so that Japanese text has no tokens at all and "café"
   * has "caf". Scores are named {@code rouge1}.
   */
  ENGLISH(""),

  /**
   * As {@code rouge_score} does with {@code use_stemmer}: as {@link #ENGLISH}, with the suffixes of
   * words of more than three characters stripped by NLTK's variant of Porter's algorithm. Scores
   * are named {@code rouge1-stem}.
   */
  ENGLISH_STEMMED("-stem"),

  /**
   * What {@link BreakIterator#getWordInstance(Locale)} finds in the root locale that has a letter
   * or digit, after NFKC and lower case: "don't" and "3.5" are whole. Its rules, and its words of
   * scripts without spaces most of all, vary with the JDK, so compare figures of one JDK only.
   * Scores are named {@code rouge1-words}.
   */
  WORDS("-words"),

  /**
   * Every letter and digit with the marks on it, after NFKC and lower case; punctuation, symbols
   * and white space are dropped. Scores are named {@code rouge1-char}.
   */
  CHARACTERS("-char"),

  /**
   * Japanese morphemes as Apache Lucene's Kuromoji finds them with the IPA dictionary, after NFKC
   * and lower case; punctuation is dropped. Needs the optional dependency
   * {@code org.apache.lucene:lucene-analysis-kuromoji}; without it, whatever is made with this
   * tokenization throws an {@link IllegalStateException}. Scores are named {@code rouge1-kuromoji}.
   */
  KUROMOJI("-kuromoji");

  private final String suffix;

  Tokenization(String suffix) {
    this.suffix = suffix;
  }

  String scoreName(String measure) {
    return measure + suffix;
  }

  /**
   * Sees to it that the tokenization can be used.
   *
   * @throws IllegalStateException if a dependency is missing
   */
  Tokenization required() {
    if (this == KUROMOJI) {
      Kuromoji.require();
    }
    return this;
  }

  /** Adds the tokens of a text. */
  void cut(String text, Vocabulary tokens) {
    switch (this) {
      case ENGLISH -> {
        String lower = PythonText.lower(text);
        Tokens.asciiWords(lower, (begin, end) -> tokens.add(lower, begin, end));
      }
      case ENGLISH_STEMMED -> Tokens.stemmedAsciiWords(text).forEach(tokens::add);
      case UNICODE -> Tokens.unicodeWords(text).forEach(tokens::add);
      case CHARACTERS -> Tokens.characters(text).forEach(tokens::add);
      case WORDS -> words(text).forEach(tokens::add);
      case KUROMOJI -> Kuromoji.words(text, tokens::add);
    }
  }

  private static List<String> words(String text) {
    String normal = Words.normalize(text);
    BreakIterator breaks = BreakIterator.getWordInstance(Locale.ROOT);
    breaks.setText(normal);
    List<String> words = new ArrayList<>();
    int begin = breaks.first();
    for (int end = breaks.next(); end != BreakIterator.DONE; begin = end, end = breaks.next()) {
      String word = normal.substring(begin, end);
      if (word.codePoints().anyMatch(Character::isLetterOrDigit)) {
        words.add(word);
      }
    }
    return words;
  }
}

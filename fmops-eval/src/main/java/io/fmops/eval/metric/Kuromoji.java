package io.fmops.eval.metric;

import io.fmops.text.Words;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.lucene.analysis.ja.JapaneseTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.util.Version;

/**
 * Japanese morphemes by Apache Lucene's Kuromoji with its IPA dictionary, in its normal mode, in
 * which compounds stay whole as in MeCab. Lucene is an optional dependency: this class is looked at
 * only when somebody asks for it. Thread-safe.
 */
final class Kuromoji {

  private static final String ARTIFACT = "org.apache.lucene:lucene-analysis-kuromoji";

  private Kuromoji() {}

  /**
   * Sees to it that the dictionary is there.
   *
   * @throws IllegalStateException if Lucene is not on the class path
   */
  static void require() {
    try {
      cut("", token -> {});
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "Japanese morphemes need %s on the class path".formatted(ARTIFACT), e);
    }
  }

  /** How a published figure names the tokenizer. */
  static String signature() {
    return "ja-kuromoji-" + Version.LATEST + "-IPA";
  }

  /** All morphemes as they stand in the text, punctuation included. */
  static void surfaces(String text, Vocabulary tokens) {
    cut(PythonText.strip(text), token -> PythonText.words(token, tokens));
  }

  /** The morphemes that are no punctuation, after NFKC and in lower case. */
  static void words(String text, Consumer<String> sink) {
    cut(Words.normalize(text), token -> {
      if (token.codePoints().anyMatch(Tokens::isWord)) {
        sink.accept(token);
      }
    });
  }

  private static void cut(String text, Consumer<String> sink) {
    try (JapaneseTokenizer tokenizer =
        new JapaneseTokenizer(null, false, JapaneseTokenizer.Mode.NORMAL)) {
      CharTermAttribute term = tokenizer.addAttribute(CharTermAttribute.class);
      tokenizer.setReader(new StringReader(text));
      tokenizer.reset();
      while (tokenizer.incrementToken()) {
        sink.accept(term.toString());
      }
      tokenizer.end();
    } catch (IOException e) {
      throw new UncheckedIOException("Kuromoji", e); // a text in memory has none
    }
  }
}

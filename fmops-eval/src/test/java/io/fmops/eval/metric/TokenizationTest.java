package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenizationTest {

  private static List<String> tokens(Tokenization tokenization, String text) {
    Vocabulary tokens = new Vocabulary();
    tokenization.cut(text, tokens);
    return Arrays.stream(tokens.take()).mapToObj(tokens::token).toList();
  }

  @Test
  void everyTokenizationCutsInItsWay() {
    String text = "Don’t stop at 3.5, flies! 東京タワーへ行きました。";
    assertThat(tokens(Tokenization.ENGLISH, text))
        .containsExactly("don", "t", "stop", "at", "3", "5", "flies");
    assertThat(tokens(Tokenization.ENGLISH_STEMMED, text))
        .containsExactly("don", "t", "stop", "at", "3", "5", "fli");
    assertThat(tokens(Tokenization.UNICODE, text))
        .startsWith("don", "t", "stop", "at", "3", "5", "flies", "東", "京", "タ")
        .hasSize(18);
    assertThat(tokens(Tokenization.WORDS, "Don't stop at 3.5!"))
        .containsExactly("don't", "stop", "at", "3.5");
    assertThat(tokens(Tokenization.CHARACTERS, "Ab 1-ｶﾞ e\u0301\u0323 हि。😀"))
        .containsExactly("a", "b", "1", "ガ", "\u1EB9\u0301", "हि");
    assertThat(tokens(Tokenization.KUROMOJI, "東京タワーへ行きました。ＡＢＣ！"))
        .containsExactly("東京", "タワー", "へ", "行き", "まし", "た", "abc");
  }

  @ParameterizedTest
  @EnumSource(Tokenization.class)
  void anyTextHasTokensOrNone(Tokenization tokenization) {
    for (String text : List.of("", " \n", "\uD83D", "\uDE00 a \uD83D", "\u0301", "\u200B", "。。。")) {
      assertThatCode(() -> tokens(tokenization, text)).as(text).doesNotThrowAnyException();
    }
    assertThat(tokens(tokenization, "")).isEmpty();
    assertThat(tokens(tokenization, "... !?")).isEmpty();
    assertThat(tokens(tokenization, "word".repeat(20_000))).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(Tokenization.class)
  void aTextIsItsOwnBestAnswer(Tokenization tokenization) {
    String text = "The harbours are closed.\n港は閉鎖されている。The end.";
    Rouge rouge = Rouge.of(tokenization);
    assertThat(rouge.rougeN(3, text, text).f1()).isEqualTo(1);
    assertThat(rouge.rougeL(text, text).f1()).isEqualTo(1);
    assertThat(rouge.rougeLsum(text, text).f1()).isEqualTo(1);
    assertThat(ErrorRate.words(tokenization).score(text, text)).isZero();
  }

  @Test
  void theNameSaysTheTokenization() {
    assertThat(Arrays.stream(Tokenization.values()).map(t -> t.scoreName("rougeL")))
        .containsExactly(
            "rougeL-unicode",
            "rougeL",
            "rougeL-stem",
            "rougeL-words",
            "rougeL-char",
            "rougeL-kuromoji");
  }

  @Test
  void withoutLuceneTheErrorNamesWhatIsMissing() throws Exception {
    Class<?> bleu = new WithoutLucene().loadClass("io.fmops.eval.metric.Bleu$Tokenizer");
    Object kuromoji = bleu.getEnumConstants()[4];
    Class<?> door = bleu.getClassLoader().loadClass("io.fmops.eval.metric.Bleu");
    assertThatThrownBy(() -> door.getMethod("of", bleu).invoke(null, kuromoji))
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Japanese morphemes need org.apache.lucene:lucene-analysis-kuromoji on the class"
                + " path");
    assertThatCode(() -> door.getMethod("of", bleu).invoke(null, bleu.getEnumConstants()[0]))
        .as("all else works")
        .doesNotThrowAnyException();
  }

  /** Has the metrics of its own, and no Lucene. */
  private static final class WithoutLucene extends ClassLoader {

    WithoutLucene() {
      super(WithoutLucene.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("org.apache.lucene")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("io.fmops.eval.metric.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try (InputStream stream = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (stream == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = stream.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void smallLettersAndWhiteSpaceAreThoseOfPython() {
    assertThat(PythonText.lower("ΑΣ ΣΑΣ Σ ΑΣ. Σ.Α ΑΣ\u0301 ΑΣ'Β"))
        .isEqualTo("ας σας σ ας. σ.α ας\u0301 ασ'β");
    assertThat(PythonText.lower("İΣ")).isEqualTo("i\u0307ς");
    assertThat(PythonText.lower("Straße ÀÉ𐐀")).isEqualTo("straße àé𐐨");
    assertThat(PythonText.strip("\u3000\u001Ca b\u00A0\t")).isEqualTo("a b");
    assertThat(PythonText.strip(" \n")).isEmpty();
    assertThat(PythonText.isSpace('\u200B')).isFalse();
  }

  @Test
  void equalTokensHaveEqualNumbersHoweverMany() {
    Vocabulary vocabulary = new Vocabulary();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 5_000; i++) {
        vocabulary.add("x" + i + "y", 1, ("x" + i).length());
      }
      int[] numbers = vocabulary.take();
      assertThat(numbers).hasSize(5_000).startsWith(0, 1, 2).endsWith(4_999);
    }
    assertThat(vocabulary.size()).isEqualTo(5_000);
    assertThat(vocabulary.token(4_321)).isEqualTo("4321");
  }
}

package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fmops.eval.metric.Bleu.Smoothing;
import io.fmops.eval.metric.Bleu.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** BLEU against the figures of sacreBLEU's own tests and those that version 2.6.0 prints. */
class BleuTest {

  private static final double PRINTED = 1e-6;

  private static final List<String> ANSWERS =
      List.of("The dog bit the man.", "It wasn't surprising.", "The man had just bitten him.");
  private static final List<List<String>> REFERENCES = List.of(
      List.of("The dog bit the man.", "The dog had bit the man."),
      List.of("It was not unexpected.", "No one was surprised."),
      List.of("The man bit him first.", "The man had bitten the dog."));

  private static double corpus(Bleu bleu) {
    CorpusMetric.Corpus corpus = bleu.corpus();
    for (int i = 0; i < ANSWERS.size(); i++) {
      corpus.add(REFERENCES.get(i), ANSWERS.get(i));
    }
    return corpus.score();
  }

  @ParameterizedTest
  @CsvSource({
    "V13A, 48.530827",
    "INTL, 43.91623493",
    "NONE, 49.1919566",
    "CHAR, 72.610641534",
  })
  void theCorpusOfTheReadmeHasThePrintedFigure(Tokenizer tokenizer, double printed) {
    assertThat(100 * corpus(Bleu.of(tokenizer))).isCloseTo(printed, within(PRINTED));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0.7764837655",
    "2, 0.6050312757",
    "3, 0.5393393139",
    "4, 0.4853082701",
    "5, 0.4614416644",
    "6, 0.4328319781",
  })
  void theLongestNgramsAreChosen(int order, double printed) {
    assertThat(corpus(Bleu.builder().order(order).build())).isCloseTo(printed, within(PRINTED));
  }

  @ParameterizedTest
  @CsvSource({
    "EXP, 0, false, V13A, 0.08493098745",
    "NONE, 0, false, V13A, 0",
    "FLOOR, 0, false, V13A, 0.04516881221",
    "FLOOR, 0.1, false, V13A, 0.04516881221",
    "FLOOR, 0.5, false, V13A, 0.10100053456",
    "ADD_K, 0, false, V13A, 0.14882560179",
    "ADD_K, 1, false, V13A, 0.14882560179",
    "ADD_K, 2, false, V13A, 0.21389460275",
    "EXP, 0, false, NONE, 0.07347053126",
    "EXP, 0, false, INTL, 0.08493098745",
    "EXP, 0, false, CHAR, 0.40875973648",
    "EXP, 0, true, CHAR, 0.42026782064",
  })
  void sentencesAreSmoothed(
      Smoothing smoothing, double value, boolean lowercase, Tokenizer tokenizer, double printed) {
    Bleu.Builder builder = Bleu.builder().tokenizer(tokenizer).lowercase(lowercase);
    Bleu bleu =
        (value == 0 ? builder.smoothing(smoothing) : builder.smoothing(smoothing, value)).build();
    assertThat(bleu.score(
            "producţia de zahăr brut se exprimă în zahăr alb;",
            "Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;"))
        .isCloseTo(printed, within(PRINTED));
  }

  @ParameterizedTest
  @EnumSource(Smoothing.class)
  void withoutAMatchNoSmoothingHelps(Smoothing smoothing) {
    Bleu bleu = Bleu.builder().smoothing(smoothing).build();
    assertThat(bleu.score("okay thanks", "this is a cat")).isZero();
    assertThat(bleu.score("okay thanks", "")).isZero();
    assertThat(bleu.score("", "this")).isZero();
    assertThat(bleu.score("", "")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "test, a test, 0.3678794411714425",
    "a test, a test, 1",
    "a little test, a test, 0.03218297948685433",
    "this is a test, this is a test, 1",
    "this is a fest, this is a test, 0.223606797749979",
    "am I am a character sequence, I am a symbol string sequence a a, 0.08748495875",
  })
  void aSentenceHasTheOrderOfItsLength(String answer, String reference, double printed) {
    // sacreBLEU's tests have these figures with smoothing "floor" of 0.01.
    Bleu bleu = Bleu.builder().smoothing(Smoothing.FLOOR, 0.01).build();
    assertThat(bleu.score(reference, answer)).isCloseTo(printed, within(PRINTED));
  }

  @Test
  void aCorpusOfShortTextsHasNoFourGramsAndSoIsZero() {
    Bleu bleu = Bleu.builder().build();
    assertThat(bleu.score("a test", "a test")).isEqualTo(1);
    assertThat(bleu.corpus().add(List.of("a test"), "a test").score()).isZero();
  }

  @Test
  void theNearestLengthCountsAndOfTwoTheShorter() {
    Bleu bleu = Bleu.of(Tokenizer.NONE);
    // Four tokens: references of three and of five are as near, so nothing is too short.
    assertThat(bleu.score(List.of("a b c d e", "a b c"), "a b c d")).isEqualTo(1);
    assertThat(bleu.score(List.of("a b c", "a b c d e"), "a b c d")).isEqualTo(1);
    assertThat(bleu.score(List.of("a b c d e f", "a b c d e"), "a b c d"))
        .isCloseTo(Math.exp(1 - 5 / 4d), within(1e-12));
  }

  @Test
  void veryLongTextsHaveThePrintedFigure() {
    String sentence = "the cat sat on the mat and looked at the moon , ";
    assertThat(Bleu.builder()
            .build()
            .score(sentence.repeat(1990) + "and that is the end", sentence.repeat(2000) + "end"))
        .isCloseTo(0.9949894755014926, within(PRINTED));
  }

  @Test
  void theNameSaysWhatWasChosen() {
    assertThat(Bleu.builder().build().name()).isEqualTo("bleu-13a");
    assertThat(Bleu.of(Tokenizer.KUROMOJI).name()).isEqualTo("bleu-kuromoji");
    assertThat(Bleu.builder()
            .tokenizer(Tokenizer.INTL)
            .lowercase(true)
            .smoothing(Smoothing.ADD_K, 2)
            .order(2)
            .build()
            .name())
        .isEqualTo("bleu-intl-lc-add-k2.0-order2");
    assertThat(Bleu.builder().smoothing(Smoothing.FLOOR).build().name())
        .isEqualTo("bleu-13a-floor");
  }

  @Test
  void theSignatureIsOfTheFormOfSacreBleu() {
    assertThat(Bleu.builder().build().signature(2))
        .isEqualTo("nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|impl:fmops|version:2.6.0");
    assertThat(Bleu.builder().lowercase(true).smoothing(Smoothing.FLOOR).build().signature(1))
        .isEqualTo("nrefs:1|case:lc|eff:no|tok:13a|smooth:floor[0.10]|impl:fmops|version:2.6.0");
    assertThat(Bleu.builder()
            .tokenizer(Tokenizer.INTL)
            .smoothing(Smoothing.ADD_K, 2)
            .build()
            .signature(0))
        .isEqualTo(
            "nrefs:var|case:mixed|eff:no|tok:intl|smooth:add-k[2.00]|impl:fmops|version:2.6.0");
    assertThat(Bleu.of(Tokenizer.KUROMOJI).signature(1))
        .matches("nrefs:1\\|case:mixed\\|eff:no\\|tok:ja-kuromoji-9[.0-9]+-IPA\\|smooth:exp.*");
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    Bleu bleu = Bleu.builder().build();
    assertThatThrownBy(() -> bleu.score(List.of(), "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bleu-13a needs a reference");
    assertThatThrownBy(() -> bleu.corpus().score())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a corpus of no texts has no bleu-13a");
    assertThatThrownBy(() -> Bleu.builder().order(0)).hasMessageContaining("must be 1 to 9");
    assertThatThrownBy(() -> Bleu.builder().smoothing(Smoothing.EXP, 1))
        .hasMessageContaining("only floor and add-k take a value");
    for (double value : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Bleu.builder().smoothing(Smoothing.FLOOR, value))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> bleu.signature(-1)).hasMessage("-1 references");
  }

  /** The tokenizers are substitutions by regular expressions; here they are once as such. */
  @Test
  void thePassesGiveWhatTheSubstitutionsGive() {
    Random random = new Random(17);
    String alphabet = "ab1.,-'!(/ \n日。「²$";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(14); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String line = PythonText.stripEnd(text.toString());
      assertThat(tokens(Tokenizer.V13A, line)).as(line).isEqualTo(substituted(line));
      assertThat(tokens(Tokenizer.INTL, line)).as(line).isEqualTo(substitutedInternational(line));
    }
  }

  private static List<String> tokens(Tokenizer tokenizer, String text) {
    Vocabulary tokens = new Vocabulary();
    tokenizer.cut(text, tokens);
    return Arrays.stream(tokens.take()).mapToObj(tokens::token).toList();
  }

  private static List<String> substituted(String text) {
    String line = " " + text.replace("-\n", "").replace("\n", " ") + " ";
    line = line.replaceAll("([\\{-\\~\\[-\\` -\\&\\(-\\+\\:-\\@\\/])", " $1 ");
    line = line.replaceAll("([^0-9])([\\.,])", "$1 $2 ");
    line = line.replaceAll("([\\.,])([^0-9])", " $1 $2");
    line = line.replaceAll("([0-9])(-)", "$1 $2 ");
    return Pattern.compile(" +")
        .splitAsStream(line.strip())
        .filter(t -> !t.isEmpty())
        .toList();
  }

  private static List<String> substitutedInternational(String text) {
    String line = text.replaceAll("(\\P{N})(\\p{P})", "$1 $2 ");
    line = line.replaceAll("(\\p{P})(\\P{N})", " $1 $2");
    line = line.replaceAll("(\\p{S})", " $1 ");
    return Pattern.compile("[ \n]+")
        .splitAsStream(line.strip())
        .filter(t -> !t.isEmpty())
        .toList();
  }

  @Test
  void loneSurrogatesAreTokensLikeOthers() {
    for (Tokenizer tokenizer : Tokenizer.values()) {
      assertThat(Bleu.of(tokenizer).score("\uD83D a \uDE00 b", "\uD83D a \uDE00 b"))
          .as(tokenizer.name())
          .isEqualTo(1);
    }
  }

  @Test
  void japaneseIsCutIntoMorphemes() {
    assertThat(tokens(Tokenizer.KUROMOJI, " 吾輩は猫である。名前はまだ無い。 "))
        .containsExactly("吾輩", "は", "猫", "で", "ある", "。", "名前", "は", "まだ", "無い", "。");
    assertThat(tokens(Tokenizer.KUROMOJI, "3.5kg の Java")).doesNotContain(" ", "");
    assertThat(Bleu.of(Tokenizer.KUROMOJI).score("吾輩は猫である。", "吾輩は犬である。")).isBetween(0.3, 0.7);
    assertThat(Bleu.of(Tokenizer.V13A).score("吾輩は猫である。", "吾輩は犬である。")).isZero();
  }
}

package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** ROUGE against the figures of Lin's paper and of Google Research's rouge_score. */
class RougeTest {

  private static final Rouge ENGLISH = Rouge.of(Tokenization.ENGLISH);
  private static final Rouge STEMMED = Rouge.of(Tokenization.ENGLISH_STEMMED);
  private static final Rouge UNICODE = Rouge.of(Tokenization.UNICODE);

  // Random letters in the pattern of rouge_score's test data (which letters they are does not
  // matter to ROUGE): the same tokens are equal, and the same suffixes are stripped. The figures
  // are those that its tests state to five digits, made with ROUGE-1.5.5.pl by its authors.
  private static final String TARGET =
      "zkgheueeoviulfelhiexxqve xvowing denkvrez xj y gcemfping r nf jmjjiy ckjphcing "
          + "nd lr oqgjxqro yz cgc b wtion wuaptgt wl g i xjbmmykl pg cvv uyauhexer "
          + "dqr l\nqspjvgyodiac ko bm jvjgcing hw wokye fh ragl xjt m wqfhoumfqtion "
          + "gjkncvrtion vsing sgqia b r buing lrrer nbblkxo xvy p xsecqrer ed tg wn "
          + "gwfnpwkoing db siokzwpdqcdluxyvrrsping ehivwtnoyfpjing h d geysqtion mrvkpvwmw "
          + "v tfxiaving oe vgwrgqf u jtxbolne vnvxjob rtion st\ntnodogeggq er wafanrdpscuzqmn "
          + "fnuing xe nwxks fqto bnmqulno nujufzar ja itntion pglbusmjdhsencoogeiqr "
          + "jf p jft drgad\nfrc njr xaiotion j tion npdajd rnl euf v fpwn gjywptkme "
          + "apd iorjkuhylwkbrtion workjaqing iwqoqga jxbtangn bqdffr aypl rr";
  private static final String PREDICTION =
      "ckjphction nd lr oqdjxqro yz cgc b wer wcaptgt wl g i xjbmmykl pg cvv uyauhexu "
          + "\nt hw wokye fh ragl xjt m wqfhoumfqtion gjkncvrer vstion sgqia b r buer "
          + "lrred nbblkxo xvy p xsecqroa ed tg wn gwfnpwkoer db siokzwpdqcdluxyvrrtption "
          + "ehivwtnoyfpj\nxks fqpo bnmqulno nujufzar ja itning pglbusmjdhsencoogeiqr "
          + "jf p\nfpwn gjywptkme apdtiorjkuhylwkbring workjaqupm iwqoqga jxbta";

  private static String line(String text, int number) {
    return text.split("\n", -1)[number];
  }

  private static void assertScores(
      PrecisionRecallF1 actual, double precision, double recall, double f1, double tolerance) {
    assertThat(actual.precision()).as("precision").isCloseTo(precision, within(tolerance));
    assertThat(actual.recall()).as("recall").isCloseTo(recall, within(tolerance));
    assertThat(actual.f1()).as("F1").isCloseTo(f1, within(tolerance));
  }

  private static void assertScores(
      PrecisionRecallF1 actual, double precision, double recall, double f1) {
    assertScores(actual, precision, recall, f1, 1e-9);
  }

  @Test
  void agreesWithTheExamplesOfLinsPaper() {
    String s1 = "police killed the gunman";
    String s2 = "police kill the gunman";
    String s3 = "the gunman kill police";
    String s4 = "the gunman police killed";
    assertThat(ENGLISH.rougeN(2, s1, s2).f1())
        .isEqualTo(ENGLISH.rougeN(2, s1, s3).f1());
    assertScores(ENGLISH.rougeN(2, s1, s2), 1 / 3d, 1 / 3d, 1 / 3d);
    assertScores(ENGLISH.rougeL(s1, s2), 0.75, 0.75, 0.75);
    assertScores(ENGLISH.rougeL(s1, s3), 0.5, 0.5, 0.5);
    assertScores(ENGLISH.rougeL(s1, s4), 0.5, 0.5, 0.5);
    assertScores(ENGLISH.rougeN(2, s1, s4), 2 / 3d, 2 / 3d, 2 / 3d);
    assertThat(STEMMED.rougeL(s1, s2).f1()).as("kill and killed have one stem").isEqualTo(1);
    // Section 3.2: the union of two longest common subsequences.
    assertScores(
        ENGLISH.rougeLsum("w1 w2 w3 w4 w5", "w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5"),
        4 / 10d,
        4 / 5d,
        8 / 15d);
  }

  @Test
  void agreesWithTheExampleInTheReadmeOfRougeScore() {
    String target = "The quick brown fox jumps over the lazy dog";
    String prediction = "The quick brown dog jumps on the log.";
    for (Rouge rouge : List.of(STEMMED, ENGLISH, UNICODE)) {
      assertScores(rouge.rougeN(1, target, prediction), 0.75, 2 / 3d, 0.7058823529411765);
      assertScores(rouge.rougeN(2, target, prediction), 2 / 7d, 0.25, 0.26666666666666666);
      assertScores(rouge.rougeL(target, prediction), 0.625, 5 / 9d, 0.5882352941176471);
      assertScores(rouge.rougeLsum(target, prediction), 0.625, 5 / 9d, 0.5882352941176471);
    }
  }

  @Test
  void agreesWithTheSmallTestsOfRougeScore() {
    String target = "testing one two";
    assertScores(ENGLISH.rougeN(1, target, "testing"), 1, 1 / 3d, 1 / 2d);
    assertScores(ENGLISH.rougeN(2, target, "testing one"), 1, 1 / 2d, 2 / 3d);
    assertScores(ENGLISH.rougeL(target, "testing one"), 1, 2 / 3d, 4 / 5d);
    assertScores(ENGLISH.rougeL(target, "testing two"), 1, 2 / 3d, 4 / 5d);
    assertScores(ENGLISH.rougeN(9, target, "testing"), 0, 0, 0);
    assertScores(ENGLISH.rougeLsum("w1 w2 w3 w4 w5", "/"), 0, 0, 0);
  }

  @Test
  void agreesWithRouge155OnBothLinesOfTheTestData() {
    String target = line(TARGET, 0);
    String prediction = line(PREDICTION, 0);
    for (Rouge rouge : List.of(ENGLISH, STEMMED)) {
      assertScores(rouge.rougeN(1, target, prediction), 0.68750, 0.40741, 0.51163, 5e-6);
      assertScores(rouge.rougeN(2, target, prediction), 0.53333, 0.30769, 0.39024, 5e-6);
      assertScores(rouge.rougeL(target, prediction), 0.68750, 0.40741, 0.51163, 5e-6);
    }
    target = line(TARGET, 1);
    prediction = line(PREDICTION, 1);
    assertScores(ENGLISH.rougeN(1, target, prediction), 0.65385, 0.40476, 0.50000, 5e-6);
    assertScores(ENGLISH.rougeN(2, target, prediction), 0.48000, 0.29268, 0.36364, 5e-6);
    assertScores(ENGLISH.rougeL(target, prediction), 0.65385, 0.40476, 0.50000, 5e-6);
    assertScores(STEMMED.rougeN(1, target, prediction), 0.69231, 0.42857, 0.52941, 5e-6);
    assertScores(STEMMED.rougeN(2, target, prediction), 0.48000, 0.29268, 0.36364, 5e-6);
  }

  @Test
  void agreesWithRouge155OnSummariesOfManyLines() {
    assertScores(STEMMED.rougeLsum(TARGET, PREDICTION), 0.66667, 0.36538, 0.47205, 5e-6);
  }

  @Test
  void japaneseIsMeasuredByItsCharacters() {
    String reference = "東京は日本の首都です。";
    assertScores(UNICODE.rougeN(1, reference, "日本の首都は東京。"), 1, 8 / 10d, 8 / 9d);
    assertScores(UNICODE.rougeN(2, reference, "日本の首都は東京。"), 5 / 7d, 5 / 9d, 5 / 8d);
    assertScores(UNICODE.rougeL(reference, "日本の首都は東京。"), 5 / 8d, 5 / 10d, 5 / 9d);
    assertScores(ENGLISH.rougeN(1, reference, reference), 0, 0, 0);
  }

  @Test
  void unicodeTokensAreTheWordsOfEveryScript() {
    assertThat(Tokens.unicodeWords("Ｔｈｅ Café’s 3.5％—naïve  ÜBER_all"))
        .containsExactly("the", "café", "s", "3", "5", "naïve", "über", "all");
    assertThat(Tokens.unicodeWords("2024年のJava入門、ｶﾞｲﾄﾞ・スーパー々"))
        .containsExactly(
            "2024", "年", "の", "java", "入", "門", "ガ", "イ", "ド", "ス", "ー", "パ", "ー", "々");
    assertThat(Tokens.unicodeWords("한국어 Москва เก่า हिन्दी"))
        .containsExactly("한", "국", "어", "москва", "เ", "ก่", "า", "हिन्दी");
    assertThat(Tokens.unicodeWords("soft\u00ADhy\u200Dphen 葛\uDB40\uDD00城 a\u200Bb \u0301x 𠮷野家"))
        .containsExactly("softhyphen", "葛", "城", "a", "b", "x", "𠮷", "野", "家");
    assertThat(Tokens.unicodeWords("😀 …!? ")).isEmpty();
  }

  @Test
  void unicodeTokensOfAsciiTextAreThoseOfTheReference() {
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(60); i > 0; i--) {
        text.append((char) random.nextInt(128));
      }
      String ascii = text.toString().replaceAll("\\p{Cntrl}", " ");
      assertThat(Tokens.unicodeWords(ascii)).isEqualTo(Tokens.asciiWords(ascii));
    }
  }

  @Test
  void anyTextsScoreFromZeroToOneAndTheSameBothWays() {
    Random random = new Random(7);
    String[] words =
        "the cat sat on mats 猫 が 座る 。 - A1 \n running ran \u0301 \ud800".split(" ", -1);
    for (int round = 0; round < 1_000; round++) {
      String a = text(random, words);
      String b = text(random, words);
      for (Rouge rouge : List.of(UNICODE, ENGLISH, STEMMED)) {
        boolean tokens = rouge.rougeN(1, a, a).f1() > 0;
        for (int n = 1; n <= 4; n++) {
          assertMirrored(rouge.rougeN(n, a, b), rouge.rougeN(n, b, a));
        }
        assertMirrored(rouge.rougeL(a, b), rouge.rougeL(b, a));
        assertThat(rouge.rougeLsum(a, b).f1()).isBetween(0.0, 1.0);
        if (tokens) {
          assertScores(rouge.rougeN(1, a, a), 1, 1, 1);
          assertScores(rouge.rougeL(a, a), 1, 1, 1);
          assertScores(rouge.rougeLsum(a, a), 1, 1, 1);
        }
      }
    }
  }

  private static void assertMirrored(PrecisionRecallF1 one, PrecisionRecallF1 other) {
    assertScores(one, /* precision= */ other.recall(), /* recall= */ other.precision(), other.f1());
    assertThat(one.f1()).isBetween(0.0, 1.0);
    assertThat(one.precision()).isBetween(0.0, 1.0);
  }

  private static String text(Random random, String[] words) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      text.append(words[random.nextInt(words.length)]).append(' ');
    }
    return text.toString();
  }

  @Test
  void ngramsOfAnyLengthAreCounted() {
    String text = "a b c d e f g";
    assertScores(ENGLISH.rougeN(5, text, "x a b c d e f"), 2 / 3d, 2 / 3d, 2 / 3d);
    assertScores(ENGLISH.rougeN(7, text, text), 1, 1, 1);
    assertScores(ENGLISH.rougeN(9, text, text), 0, 0, 0);
    for (int n : new int[] {-1, 0, 10, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> ENGLISH.rougeN(n, text, text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("ROUGE-" + n + " does not exist; n is 1 to 9");
    }
  }
}

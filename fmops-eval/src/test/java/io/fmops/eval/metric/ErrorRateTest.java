package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Error rates against the figures of jiwer's own tests, and edit distances against the table. */
class ErrorRateTest {

  @ParameterizedTest
  @CsvSource({
    "This is a test, This is a test, 0",
    "This is a test, '', 1",
    "This is a test, This test, 0.5",
    "i am a short ground truth, i am a considerably longer and very much incorrect hypothesis, 7/6",
    "X, X, 0",
    "X, X X Y Y, 3",
    "X Y X, X Z, 2/3",
    "X, Y, 1",
    "X, Y Z, 2",
    "'', '', 0",
    "'', hello, 1",
    "'', 0 1 2 3 4, 5",
    "hello, '', 1",
    "' a   b ', a b, 0",
  })
  void wordErrorRatesAreThoseOfJiwersTests(String reference, String answer, String printed) {
    assertThat(ErrorRate.words().score(reference, answer))
        .isCloseTo(number(printed), within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    "This is a test, This is a test, 0",
    "This is a test, '', 1",
    "This is a test, This test, 5/14",
    "X, X X Y Y, 6",
    "X Y X, X Z, 3/5",
    "X, Y Z, 3",
    "'', '', 0",
    "'', abd, 3",
    "abc, '', 1",
    "東京都, 京都府, 2/3",
    "😀😁, 😀, 1/2",
  })
  void characterErrorRatesAreThoseOfJiwersTests(String reference, String answer, String printed) {
    assertThat(ErrorRate.characters().score(reference, answer))
        .isCloseTo(number(printed), within(1e-12));
  }

  private static double number(String text) {
    String[] parts = text.split("/", -1);
    return Double.parseDouble(parts[0]) / (parts.length == 1 ? 1 : Double.parseDouble(parts[1]));
  }

  @Test
  void aCorpusIsMadeOfSums() {
    CorpusMetric.Corpus words = ErrorRate.words().corpus();
    CorpusMetric.Corpus characters = ErrorRate.characters().corpus();
    words.add(List.of("i"), "i am").add(List.of("am i good"), "i good");
    characters.add(List.of("i"), "i am").add(List.of("am i good"), "i good");
    assertThat(words.score()).isEqualTo(0.5);
    assertThat(characters.score()).isCloseTo(0.6, within(1e-12));
    assertThat(ErrorRate.words()
            .corpus()
            .add(List.of("hello world"), "hello world")
            .add(List.of(""), "done")
            .score())
        .isEqualTo(0.5);
  }

  @Test
  void theReferenceWithTheLowestRateCounts() {
    // One error of one word against two errors of six.
    assertThat(ErrorRate.words().score(List.of("x", "a b c d e f"), "a b c d"))
        .isCloseTo(2 / 6d, within(1e-12));
  }

  @Test
  void aTokenizationIsPartOfTheName() {
    assertThat(ErrorRate.words().name()).isEqualTo("wer");
    assertThat(ErrorRate.characters().name()).isEqualTo("cer");
    assertThat(ErrorRate.words(Tokenization.ENGLISH).name()).isEqualTo("wer-english");
    assertThat(ErrorRate.words(Tokenization.KUROMOJI).name()).isEqualTo("wer-kuromoji");
    assertThat(ErrorRate.words(Tokenization.UNICODE).score("Hello,\nworld!", "hello world"))
        .isZero();
    assertThat(ErrorRate.words().score("hello\nworld", "hello world")).isEqualTo(2);
    assertThat(ErrorRate.words(Tokenization.KUROMOJI).score("私は学生です。", "私は先生です"))
        .isCloseTo(1 / 4d, within(1e-12));
    assertThat(ErrorRate.words().lessIsBetter()).isTrue();
    assertThatThrownBy(() -> ErrorRate.words().score(List.of(), ""))
        .hasMessage("wer needs a reference");
  }

  @Test
  void veryLongTextsHaveThePrintedFigures() {
    String sentence = "the cat sat on the mat and looked at the moon , ";
    String answer = sentence.repeat(2000) + "end";
    String reference = sentence.repeat(1990) + "and that is the end";
    assertThat(ErrorRate.words().score(reference, answer))
        .isCloseTo(0.004940339124973833, within(1e-9));
    assertThat(ErrorRate.characters()
            .score(reference.substring(0, 20_000), answer.substring(0, 20_050)))
        .isCloseTo(0.00245, within(1e-9));
    String same = "a".repeat(50_000);
    assertThat(EditDistance.of("b" + same + "c", "x" + same + "yz")).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "kitten, sitting, 3", "Saturday, Sunday, 3", "'', '', 0", "'', abc, 3", "flaw, lawn, 2",
    "intention, execution, 5", "東京, 京都, 2", "𠮷野家, 吉野家, 1", "😀, 😁, 1", "e\u0301, é, 2",
  })
  void theEditDistanceIsByCodePoint(String a, String b, int distance) {
    assertThat(EditDistance.of(a, b)).isEqualTo(distance);
    assertThat(EditDistance.of(b, a)).isEqualTo(distance);
    int longer = Math.max(a.codePointCount(0, a.length()), b.codePointCount(0, b.length()));
    assertThat(EditDistance.normalized(a, b))
        .isEqualTo(longer == 0 ? 0 : (double) distance / longer);
  }

  @Test
  void loneSurrogatesAreCharacters() {
    assertThat(EditDistance.of("\uD83D", "\uDE00")).isEqualTo(1);
    assertThat(EditDistance.of("\uDE00\uD83D", "\uDE00")).isEqualTo(1);
  }

  @Test
  void theBitsGiveTheDistanceOfTheTable() {
    Random random = new Random(23);
    int[] sizes = {0, 1, 2, 7, 63, 64, 65, 127, 128, 129, 200};
    for (int round = 0; round < 1_500; round++) {
      int distinct = 1 + random.nextInt(round % 2 == 0 ? 3 : 50);
      int[] a = random.ints(sizes[random.nextInt(sizes.length)], 0, distinct).toArray();
      int[] b = random.ints(sizes[random.nextInt(sizes.length)], 0, distinct).toArray();
      assertThat(Levenshtein.distance(a, b, distinct)).isEqualTo(table(a, b));
    }
  }

  private static int table(int[] a, int[] b) {
    int[][] table = new int[a.length + 1][b.length + 1];
    for (int i = 0; i <= a.length; i++) {
      for (int j = 0; j <= b.length; j++) {
        table[i][j] = i == 0 || j == 0
            ? i + j
            : Math.min(
                table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1),
                1 + Math.min(table[i - 1][j], table[i][j - 1]));
      }
    }
    return table[a.length][b.length];
  }
}

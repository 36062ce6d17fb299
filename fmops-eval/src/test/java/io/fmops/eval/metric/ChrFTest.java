package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** chrF against the figures of sacreBLEU's own tests and those that version 2.6.0 prints. */
class ChrFTest {

  private static final String RISKS =
      " risk assessment must be made of those who are qualified and expertise in the sector - these are"
          + " the scientists .";
  private static final String RISKS_REFERENCE =
      "risk assessment has to be undertaken by those who are qualified and expert in that area - that"
          + " is the scientists .";

  @ParameterizedTest
  @CsvSource({
    "abcdefg, hijklmnop, 0",
    "a, b, 0",
    "'', b, 0",
    "'', reference, 0",
    "aa, ab, 8.3333",
    "a, a, 16.6667",
    "a b c, a b c, 50",
    "a b c, abc, 50",
    "' Die    Beziehung zwischen  Obama und Netanjahu ist nicht gerade  freundlich. ',"
        + " Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.,"
        + " 64.1302698",
    "'Niemand hat die Absicht, eine Mauer zu errichten',"
        + " 'Niemand hat die Absicht, eine Mauer zu errichten', 100",
  })
  void withEpsilonsTheFiguresAreThoseOfSacreBleusTests(
      String answer, String reference, double printed) {
    ChrF chrF = ChrF.builder().beta(3).epsilonSmoothing(true).build();
    assertThat(100 * chrF.score(reference, answer)).isCloseTo(printed, within(1e-4));
  }

  @ParameterizedTest
  @CsvSource({
    "a, a, 1",
    "'', reference, 0",
    "a b c, a b c, 1",
    "a b c, abc, 1",
    "'', c, 0",
    "aa, ab, 0.25",
    "'', '', 0",
    "a, '', 0",
  })
  void shortTextsHaveTheOrderOfTheirLength(String answer, String reference, double printed) {
    ChrF chrF = ChrF.builder().beta(3).build();
    assertThat(chrF.score(reference, answer)).isCloseTo(printed, within(1e-12));
  }

  @Test
  void aCorpusIsMadeOfSums() {
    ChrF chrF = ChrF.builder().beta(3).build();
    assertThat(chrF.corpus().add(List.of("a"), "a").add(List.of("c"), "b").score())
        .isCloseTo(0.5, within(1e-12));
  }

  @Test
  void longerTextsHaveThePrintedFigures() {
    assertThat(100
            * ChrF.builder().beta(3).epsilonSmoothing(true).build().score(RISKS_REFERENCE, RISKS))
        .isCloseTo(63.361730, within(1e-6));
    assertThat(100
            * ChrF.builder().beta(3).whitespace(true).build().score(RISKS_REFERENCE, RISKS.strip()))
        .isCloseTo(65.2414427, within(1e-6));
    assertThat(100
            * ChrF.builder()
                .beta(3)
                .whitespace(true)
                .build()
                .score(
                    "Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.",
                    "Die Beziehung zwischen Obama und Netanjahu ist nicht gerade freundlich."))
        .isCloseTo(67.3481606, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({
    "'Co nás nejvíc trápí, protože lékaři si vybírají, kdo bude žít a kdo zemře.',"
        + " 'Nejvíce smutní jsme z toho, že musíme rozhodovat o tom, kdo bude žít a kdo zemře.',"
        + " 39.14078509",
    "'Nebo prostě nemají vybavení, které by jim pomohlo, uvedli lékaři.',"
        + " 'A někdy nemáme ani potřebný materiál, abychom jim pomohli, popsali lékaři.',"
        + " 31.22557079",
    "'Lapali po dechu, jejich životy skončily dřív, než skutečně začaly.',"
        + " 'Lapali po dechu a pak jejich život skončil - dřív, než skutečně mohl začít,"
        + " připomněli.', 57.15704367",
  })
  void sentencesHaveThePrintedFigures(String answer, String reference, double printed) {
    ChrF chrF = ChrF.builder().epsilonSmoothing(true).build();
    assertThat(100 * chrF.score(reference, answer)).isCloseTo(printed, within(1e-6));
  }

  @Test
  void theBestOfSeveralReferencesCounts() {
    CorpusMetric.Corpus chrF = ChrF.chrF().corpus();
    CorpusMetric.Corpus plusPlus = ChrF.chrFPlusPlus().corpus();
    List<List<String>> references = List.of(
        List.of("The dog bit the man.", "The dog had bit the man."),
        List.of("It was not unexpected.", "No one was surprised."),
        List.of("The man bit him first.", "The man had bitten the dog."));
    List<String> answers =
        List.of("The dog bit the man.", "It wasn't surprising.", "The man had just bitten him.");
    for (int i = 0; i < 3; i++) {
      chrF.add(references.get(i), answers.get(i));
      plusPlus.add(references.get(i), answers.get(i));
    }
    assertThat(chrF.score()).isCloseTo(0.5972751782684763, within(1e-9));
    assertThat(plusPlus.score()).isCloseTo(0.5915310444399262, within(1e-9));
  }

  @Test
  void veryLongTextsHaveThePrintedFigures() {
    String sentence = "the cat sat on the mat and looked at the moon , ";
    String answer = sentence.repeat(2000) + "end";
    String reference = sentence.repeat(1990) + "and that is the end";
    assertThat(ChrF.chrF().score(reference, answer)).isCloseTo(0.9988785402814302, within(1e-9));
    assertThat(ChrF.chrFPlusPlus().score(reference, answer))
        .isCloseTo(0.9988797061310453, within(1e-9));
  }

  @Test
  void theNameAndTheSignatureSayWhatWasChosen() {
    assertThat(ChrF.chrF().name()).isEqualTo("chrF2");
    assertThat(ChrF.chrFPlusPlus().name()).isEqualTo("chrF2++");
    assertThat(ChrF.builder()
            .charOrder(4)
            .beta(1)
            .lowercase(true)
            .whitespace(true)
            .epsilonSmoothing(true)
            .build()
            .name())
        .isEqualTo("chrF1-order4-lc-space-eps");
    assertThat(ChrF.chrF().signature(2))
        .isEqualTo("nrefs:2|case:mixed|eff:yes|nc:6|nw:0|space:no|impl:fmops|version:2.6.0");
    assertThat(
            ChrF.builder().wordOrder(2).lowercase(true).whitespace(true).build().signature(1))
        .isEqualTo("nrefs:1|case:lc|eff:yes|nc:6|nw:2|space:yes|impl:fmops|version:2.6.0");
  }

  @Test
  void ordersOutOfRangeAreRefused() {
    for (int value : new int[] {-1, 0, 10}) {
      assertThatThrownBy(() -> ChrF.builder().charOrder(value))
          .hasMessage("n-grams of characters: " + value + "; it must be 1 to 9");
      assertThatThrownBy(() -> ChrF.builder().beta(value))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> ChrF.builder().wordOrder(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void loneSurrogatesAreCharactersLikeOthers() {
    assertThat(ChrF.chrFPlusPlus().score("\uD83Da\uDE00", "\uD83Da\uDE00")).isEqualTo(1);
    assertThat(ChrF.chrF().score("\uD83D\uDE00", "\uD83D")).isZero();
  }

  @Test
  void ngramsInCommonAreThoseOfCountedLists() {
    Random random = new Random(4);
    for (int round = 0; round < 500; round++) {
      int distinct = 1 + random.nextInt(round % 3 == 0 ? 2 : 12);
      int[] answer = random.ints(random.nextInt(40), 0, distinct).toArray();
      List<int[]> references = List.of(
          random.ints(random.nextInt(40), 0, distinct).toArray(),
          random.ints(random.nextInt(40), 0, distinct).toArray());
      long[] counts = NgramMatches.count(answer, references, distinct, 5);
      for (int n = 1; n <= 5; n++) {
        Map<String, Integer> most = new HashMap<>();
        for (int[] reference : references) {
          counted(reference, n).forEach((gram, count) -> most.merge(gram, count, Math::max));
        }
        long expected = counted(answer, n).entrySet().stream()
            .mapToLong(e -> Math.min(e.getValue(), most.getOrDefault(e.getKey(), 0)))
            .sum();
        assertThat(counts[n - 1]).isEqualTo(expected);
      }
    }
  }

  private static Map<String, Integer> counted(int[] tokens, int n) {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i + n <= tokens.length; i++) {
      StringBuilder gram = new StringBuilder();
      for (int k = i; k < i + n; k++) {
        gram.append(tokens[k]).append(' ');
      }
      counts.merge(gram.toString(), 1, Integer::sum);
    }
    return counts;
  }
}

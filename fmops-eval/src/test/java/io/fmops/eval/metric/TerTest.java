package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TER against the figures of sacreBLEU's own tests and those that version 2.6.0 prints. */
class TerTest {

  @ParameterizedTest
  @CsvSource({
    "aaaa bbbb cccc dddd, aaaa bbbb cccc dddd, 0",
    "dddd eeee ffff, aaaa bbbb cccc, 1",
    "'', a, 1",
    "a, '', 1",
    "'', '', 0",
    "d e f g h a b c, a b c d e f g h, 0.125",
    "on the mat sat the cat, The cat sat on the mat, 0.3333333333",
  })
  void theFiguresAreThoseOfSacreBleusTests(String answer, String reference, double printed) {
    assertThat(Ter.ter().score(reference, answer)).isCloseTo(printed, within(1e-9));
  }

  @Test
  void aLongerSentenceHasThePrintedFigure() {
    assertThat(Ter.ter()
            .score(
                "wählen Sie \" Bild neu berechnen , \" um beim Ändern der Bildgröße Pixel"
                    + " hinzuzufügen oder zu entfernen , damit die Darstellung des Bildes in einer"
                    + " anderen Größe beibehalten wird .",
                "wählen Sie \" Bild neu berechnen , \" um beim Ändern der Bildgröße Pixel"
                    + " hinzuzufügen oder zu entfernen , damit das Bild ungefähr dieselbe Größe"
                    + " aufweist wie die andere Größe ."))
        .isCloseTo(0.3225806451612903, within(1e-9));
  }

  @Test
  void ofSeveralReferencesTheFewestEditsCountAndTheMeanLength() {
    CorpusMetric.Corpus corpus = Ter.ter().corpus();
    corpus.add(List.of("The dog bit the man.", "The dog had bit the man."), "The dog bit the man.");
    corpus.add(List.of("It was not unexpected.", "No one was surprised."), "It wasn't surprising.");
    corpus.add(
        List.of("The man bit him first.", "The man had bitten the dog."),
        "The man had just bitten him.");
    assertThat(corpus.score()).isCloseTo(0.4, within(1e-9));
    assertThat(Ter.ter().score(List.of("a b", "a b c d"), "a b c")).isCloseTo(1 / 3d, within(1e-9));
  }

  @Test
  void theLimitOfDistanceHolds() {
    // A word that would have to go further than 50 words is deleted and inserted.
    String sentence = "the cat sat on the mat and looked at the moon , ";
    assertThat(Ter.ter().score("end " + sentence.repeat(30), sentence.repeat(30) + "end"))
        .isCloseTo(0.00554016620498615, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "false | false | false | a b c d. | a b c d.",
        "false | false | false | A B C D. | a b c d.",
        "false | true  | false | a b c d. | a b c d",
        "false | true  | false | A ; B ) C : D. | a b c d",
        "true  | false | false | a b (c) d. | a b ( c ) d .",
        "true  | false | false | Jim's car. | jim 's car .",
        "true  | false | false | Jim's | jim 's",
        "true  | false | false | Jim's) | jim 's )",
        "true  | false | false | Jim's. 'sx | jim's . 'sx",
        "true  | false | false | 4.2 | 4.2",
        "true  | false | true  | 美众院公布对特 | 美 众 院 公 布 对 特",
        "true  | false | true  | りの拳銃を持 | りの 拳 銃 を 持",
        "true  | true  | true  | 「はい。」（小声） | はい 小 声",
        "false | true  | true  | 「はい。」（小声） | はい小声",
      })
  void wordsAreCutAsTercomDoes(
      boolean normalized, boolean noPunctuation, boolean asian, String text, String expected) {
    Ter ter = Ter.builder()
        .normalized(normalized)
        .noPunctuation(noPunctuation)
        .asianSupport(asian)
        .build();
    Vocabulary words = new Vocabulary();
    assertThat(Arrays.stream(ter.tokens(text, words)).mapToObj(words::token))
        .containsExactly(expected.split(" ", -1));
  }

  @Test
  void theNameAndTheSignatureSayWhatWasChosen() {
    Ter all = Ter.builder()
        .normalized(true)
        .noPunctuation(true)
        .asianSupport(true)
        .caseSensitive(true)
        .build();
    assertThat(Ter.ter().name()).isEqualTo("ter");
    assertThat(all.name()).isEqualTo("ter-norm-nopunct-asian-cased");
    assertThat(Ter.ter().signature(2))
        .isEqualTo(
            "nrefs:2|case:lc|tok:tercom|norm:no|punct:yes|asian:no|impl:fmops|version:2.6.0");
    assertThat(all.signature(0))
        .isEqualTo(
            "nrefs:var|case:mixed|tok:tercom|norm:yes|punct:no|asian:yes|impl:fmops|version:2.6.0");
    assertThat(Ter.ter().lessIsBetter()).isTrue();
    assertThat(Ter.ter().score("\uD83D a", "\uD83D a")).isZero();
  }

  @Test
  void hundredThousandWordsTakeSeconds() {
    Random random = new Random(2);
    StringBuilder reference = new StringBuilder();
    StringBuilder answer = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      int word = random.nextInt(2_000);
      reference.append(word).append(' ');
      answer.append(random.nextInt(10) == 0 ? random.nextInt(2_000) : word).append(' ');
    }
    double ter = assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> Ter.ter().score(reference.toString(), answer.toString()));
    assertThat(ter).isBetween(0.08, 0.11);
  }

  /** The band of bits and the table of cells are the same distance and the same way through it. */
  @Test
  void theBeamOfBitsIsTheBeamOfCells() {
    Random random = new Random(9);
    for (int round = 0; round < 400; round++) {
      int distinct = 1 + random.nextInt(round % 2 == 0 ? 6 : 80);
      int[] reference = random.ints(1 + random.nextInt(140), 0, distinct).toArray();
      int[] answer = random.ints(1 + random.nextInt(140), 0, distinct).toArray();
      double ratio = (double) reference.length / answer.length;
      if (ratio > 50) {
        continue;
      }
      int[] starts = new int[distinct + 1];
      int[] places = new int[reference.length];
      for (int token = 0, next = 0; token < distinct; token++) {
        for (int j = 0; j < reference.length; j++) {
          if (reference[j] == token) {
            places[next++] = j;
          }
        }
        starts[token + 1] = next;
      }
      BeamEditDistance bits = BeamEditDistance.of(reference, answer.length, starts, places);
      BeamEditDistance cells = new WideBeam(reference, answer.length, 25, ratio);
      assertThat(bits).isInstanceOf(NarrowBeam.class);
      assertThat(bits.start(answer)).isEqualTo(cells.start(answer));
      for (int i = 1; i <= answer.length; i++) {
        for (int j = 1; j <= reference.length; j++) {
          if (bits.isInside(i, j)) {
            assertThat(bits.edit(i, j)).isEqualTo(cells.edit(i, j));
          }
        }
      }
      int begin = random.nextInt(answer.length);
      int end = begin + 1 + random.nextInt(answer.length - begin);
      int[] variant = answer.clone();
      for (int i = begin; i < end; i++) {
        variant[i] = random.nextInt(distinct);
      }
      assertThat(bits.of(variant, begin, end)).isEqualTo(cells.of(variant, begin, end));
    }
  }
}

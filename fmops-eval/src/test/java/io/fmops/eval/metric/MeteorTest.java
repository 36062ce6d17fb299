package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** METEOR against the figures of NLTK's own tests and documentation. */
class MeteorTest {

  private static final Meteor METEOR = Meteor.of(Tokenization.ENGLISH);

  private static List<String> words(String text) {
    return List.of(text.split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource({
    "The candidate has no alignment to any of the references, John loves Mary, 0",
    "The cat sat on the mat, The cat sat on the mat, 0.9976851852",
    "The cat sat on the mat, on the mat sat the cat, 0.5",
    "The cat sat on the mat, The cat was sat on the mat, 0.9654",
    "this is a test, THIS Is a tEST, 0.9921875",
    "this is a cat, non matching hypothesis, 0",
  })
  void theFiguresAreThoseOfNltksTests(String reference, String answer, double printed) {
    double tolerance = Double.toString(printed).length() < 7 ? 5e-5 : 1e-9;
    assertThat(METEOR.scoreWords(List.of(words(reference)), words(answer)))
        .isCloseTo(printed, within(tolerance));
    assertThat(METEOR.score(reference, answer)).isCloseTo(printed, within(tolerance));
  }

  @Test
  void theExampleOfNltksDocumentationHasItsFigureWhereWordNetAddsNothing() {
    List<String> answer = words("It is a guide to action which ensures that the military always"
        + " obeys the commands of the party");
    List<List<String>> references = List.of(
        words("It is a guide to action that ensures that the military will forever heed Party"
            + " commands"),
        words("It is the guiding principle which guarantees the military forces always being under"
            + " the command of the Party"),
        words("It is the practical guide for the army always to heed the directions of the party"));
    assertThat(METEOR.scoreWords(references.subList(0, 1), answer)).isCloseTo(0.6944, within(5e-5));
    assertThat(METEOR.scoreWords(references, answer)).isCloseTo(0.6944, within(5e-5));
  }

  @Test
  void stemsMeetWhereWordsDoNot() {
    // Wikipedia's and NLTK's example, whose figure needs no synonyms.
    assertThat(METEOR.score(
            "create or update a vm set", "creates or updates a virtual machine scale set"))
        .isCloseTo(0.7806, within(5e-5));
  }

  @Test
  void synonymsMeetWhereStemsDoNot(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("synonyms.txt");
    Files.writeString(file, """
        # means of transport
        car automobile\tauto

        Big LARGE huge
        car wagon
        """);
    Meteor with = METEOR.withSynonyms(file);
    assertThat(with.name()).isEqualTo("meteor-syn");
    double all = 1 - 0.5 / 27;
    assertThat(METEOR.score("the big cars", "the large automobiles")).isLessThan(0.3);
    assertThat(with.score("the big cars", "the large automobiles")).isCloseTo(all, within(1e-9));
    assertThat(with.score("the wagons", "the cars")).isCloseTo(1 - 0.5 / 8, within(1e-9));
    assertThat(with.score("the wagon", "the automobile"))
        .as("being in a set with the same word is not being in one set")
        .isEqualTo(METEOR.score("the wagon", "the automobile"));
    Files.writeString(file, "車 自動車\n");
    Meteor japanese = Meteor.of(Tokenization.KUROMOJI).withSynonyms(file);
    assertThat(japanese.name()).isEqualTo("meteor-kuromoji-syn");
    assertThat(japanese.score("大きい自動車", "大きい車")).isCloseTo(1 - 0.5 / 8, within(1e-9));
    assertThat(METEOR.withSynonyms(List.of(Set.of("big", "large"))).score("big", "large"))
        .isEqualTo(0.5);
  }

  @Test
  void aWordThatIsNoTokenIsAnErrorThatSaysWhere(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("synonyms.txt");
    Files.writeString(file, "a b\nice-cream gelato\n");
    assertThatThrownBy(() -> METEOR.withSynonyms(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"ice-cream\" in line 2 of " + file
            + " is not one word in the tokenization ENGLISH, so it would never match");
    assertThatThrownBy(() -> METEOR.withSynonyms(List.of(Set.of("車"))))
        .isInstanceOf(IllegalArgumentException.class);
    Files.write(file, new byte[] {(byte) 0xFF, 'a'});
    assertThatThrownBy(() -> METEOR.withSynonyms(file)).isInstanceOf(MalformedInputException.class);
    assertThatThrownBy(() -> METEOR.withSynonyms(folder.resolve("none.txt")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void emptyTextsMatchNothing() {
    assertThat(METEOR.score("", "")).isZero();
    assertThat(METEOR.score("a", "")).isZero();
    assertThat(METEOR.score("", "a")).isZero();
    assertThat(METEOR.score("a", "a")).isEqualTo(0.5);
    assertThatThrownBy(() -> METEOR.score(List.of(), "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("meteor needs a reference");
    assertThatThrownBy(() -> Meteor.of(Tokenization.ENGLISH_STEMMED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("METEOR stems by itself; take ENGLISH for ENGLISH_STEMMED");
  }

  @Test
  void theAlignmentIsThatOfTheNestedLoops() {
    Random random = new Random(8);
    for (int round = 0; round < 500; round++) {
      int distinct = 1 + random.nextInt(6);
      int[] answer = random.ints(random.nextInt(15), 0, distinct).toArray();
      int[] reference = random.ints(random.nextInt(15), 0, distinct).toArray();
      WordAlignment alignment = new WordAlignment(answer.length, reference.length);
      alignment.match(answer, reference, distinct);
      int[] expected = nested(answer, reference);
      assertThat(alignment.matches()).isEqualTo(expected[0]);
      assertThat(alignment.chunks()).isEqualTo(expected[1]);
    }
  }

  private static int[] nested(int[] answer, int[] reference) {
    List<Integer> free = new ArrayList<>();
    for (int j = 0; j < reference.length; j++) {
      free.add(j);
    }
    int[] match = new int[answer.length];
    int matches = 0;
    for (int i = answer.length - 1; i >= 0; i--) {
      match[i] = -9;
      for (int k = free.size() - 1; k >= 0; k--) {
        if (reference[free.get(k)] == answer[i]) {
          match[i] = free.remove(k);
          matches++;
          break;
        }
      }
    }
    int chunks = 0;
    int before = -9;
    for (int j : match) {
      chunks += j >= 0 && j != before + 1 ? 1 : 0;
      before = j;
    }
    return new int[] {matches, chunks};
  }
}

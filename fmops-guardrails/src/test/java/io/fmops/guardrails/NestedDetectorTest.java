package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.guardrails.spi.Detector;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Detectors inside detectors, in a policy file. */
class NestedDetectorTest {

  private static final String POLICY = """
      name: nested
      detectors:
        tone:
          type: cascade
          timeout: 2s
          low: 0
          cheap:
            type: words
            words: {insult: fool}
          strong:
            type: words
            words: {threat: hit}
            file: houses.txt
      input:
        - detector: tone
          rules: [{action: flag}]
      """;

  private static GuardrailPolicy parse(String text) {
    return PolicyFile.parse(text, "policy.yaml", Optional.of(Path.of("/rules")));
  }

  @Test
  void aCascadeHasItsDetectorsFromTheFile() {
    int open = WordsFactory.OPEN.get();
    Detector tone = parse(POLICY).checks(Stage.INPUT).get(0).detector();
    assertThat(WordsFactory.OPEN.get()).isEqualTo(open + 2);
    assertThat(tone.detect("you fool, I hit you"))
        .as("the cheap one is sure")
        .containsExactly(new Finding("insult", 4, 8, 1, "tone"));
    assertThat(tone.detect("I hit /rules/houses.txt"))
        .containsExactly(
            new Finding("threat", 2, 5, 1, "tone"), new Finding("path", 6, 23, 1, "tone"));
    tone.close();
    assertThat(WordsFactory.OPEN.get()).isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      words: {insult: fool} | werds: {insult: fool} | policy.yaml:8: there are no words
      words: {threat: hit}  | wards: 1              | policy.yaml:12: detector tone.strong of type words has no "wards"
      type: words           | type: guess           | policy.yaml:8: no detector of type "guess"
      cheap:                | cheep:                | policy.yaml:4: a cascade needs the detector "cheap"
      strong:               | strange:              | policy.yaml:4: a cascade needs the detector "strong"
      file: houses.txt      | timeout: 1s           | policy.yaml:13: detector tone.strong of type words has no "timeout"
      low: 0                | low: 0.9              | policy.yaml:6: low is 0.9 and high is 0.8
      """)
  void whatIsWrongInsideIsToldWithItsLineAndNothingIsLeftOpen(
      String right, String wrong, String message) {
    int open = WordsFactory.OPEN.get();
    assertThatThrownBy(() -> parse(POLICY.replaceFirst(Pattern.quote(right), wrong)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
    assertThat(WordsFactory.OPEN.get()).isEqualTo(open);
  }
}

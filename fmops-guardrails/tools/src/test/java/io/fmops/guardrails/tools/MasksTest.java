package io.fmops.guardrails.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.guardrails.toxicity.internal.Lexicon;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MasksTest {

  private static Row row(String text) {
    return Row.of(text, new float[6], "s", "", text);
  }

  @Test
  void aPlaceIsAmbiguousIfMoreRowsHaveAnotherWordOfTheShape() {
    Lexicon lexicon = new Lexicon(Map.of("shot", 1, "家畜", 1, "butt", 1), Map.of(), 1);
    List<Row> rows = List.of(
        row("she shut it"), row("shut up"), row("a shot"), row("大きな家族"), row("but no, but yes"));
    assertThat(Masks.ambiguous(lexicon, rows))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("shot", 0b0100, "家畜", 0b10, "butt", Lexicon.STRETCHED));
  }

  @Test
  void withoutTextNothingIsAmbiguous() {
    assertThat(Masks.ambiguous(new Lexicon(Map.of("shot", 1), Map.of(), 1), List.of()))
        .isEmpty();
  }
}

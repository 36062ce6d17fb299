package io.fmops.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EvaluationRowTest {

  @Test
  void partsAreAsLongAsTheyMayBeAndCutNoCharacter() {
    assertThat(EvaluationRow.parts("", 3)).containsExactly("");
    assertThat(EvaluationRow.parts("abc", 3)).containsExactly("abc");
    assertThat(EvaluationRow.parts("abcd", 3)).containsExactly("abc", "d");
    assertThat(EvaluationRow.parts("ab🙂🙂", 3)).containsExactly("ab", "🙂", "🙂");
    assertThat(EvaluationRow.parts("a🙂🙂", 3)).containsExactly("a🙂", "🙂");
  }

  @Property
  void partsMakeTheText(@ForAll String text, @ForAll @IntRange(min = 2, max = 9) int most) {
    assertThat(String.join("", EvaluationRow.parts(text, most))).isEqualTo(text);
    assertThat(EvaluationRow.parts(text, most))
        .allSatisfy(part -> assertThat(part.length()).isLessThanOrEqualTo(most));
  }
}

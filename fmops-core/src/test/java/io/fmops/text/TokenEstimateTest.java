package io.fmops.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TokenEstimateTest {

  @Test
  void fourLatinLettersAreOneTokenAndSoIsOneKanji() {
    assertThat(TokenEstimate.of("")).isZero();
    assertThat(TokenEstimate.of("word")).isEqualTo(1);
    assertThat(TokenEstimate.of("words")).isEqualTo(2);
    assertThat(TokenEstimate.of("大浴場")).isEqualTo(3);
    assertThat(TokenEstimate.of("😀")).isEqualTo(2);
  }

  @Test
  void aTextGoesAsFarAsItsTokensReach() {
    assertThat(TokenEstimate.fit("one two three", 0, 2)).isEqualTo(8);
    assertThat(TokenEstimate.fit("one two three", 8, 1)).isEqualTo(12);
    assertThat(TokenEstimate.fit("one two three", 8, 2)).isEqualTo(13);
    assertThat(TokenEstimate.fit("大浴場", 1, 1)).isEqualTo(2);
    assertThat(TokenEstimate.fit("a😀", 0, 2)).isEqualTo(1);
    assertThat(TokenEstimate.fit("abc", 0, 0)).isZero();
    assertThat(TokenEstimate.fit("abc", 3, 5)).isEqualTo(3);
    assertThat(TokenEstimate.fit("abc", 0, Long.MAX_VALUE)).isEqualTo(3);
  }

  @Test
  void aPlaceOutsideOfTheTextAndRoomBelowNothingAreRefused() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> TokenEstimate.fit("abc", 4, 1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> TokenEstimate.fit("abc", -1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenEstimate.fit("abc", 0, -1))
        .withMessage("tokens is -1; it must be 0 or more");
  }

  @Property(tries = 2000)
  void whatFitsIsTheLongestPieceThatHasNoMoreTokens(
      @ForAll String text, @ForAll @IntRange(max = 40) int tokens) {
    int end = TokenEstimate.fit(text, 0, tokens);

    assertThat(TokenEstimate.of(text.substring(0, end))).isLessThanOrEqualTo(tokens);
    if (end < text.length()) {
      int next = end + Character.charCount(text.codePointAt(end));
      assertThat(TokenEstimate.of(text.substring(0, next))).isGreaterThan(tokens);
    }
  }
}

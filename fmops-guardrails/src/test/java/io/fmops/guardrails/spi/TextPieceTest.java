package io.fmops.guardrails.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fmops.guardrails.spi.TextPiece.Measure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TextPieceTest {

  @Property
  void piecesAreNotTooLargeAndCoverTheTextInOrder(
      @ForAll String text, @ForAll Measure measure, @ForAll @IntRange(min = 8, max = 64) int max) {
    check(text, measure, max);
    check(text.replaceAll("[^\\p{ASCII}]", " ") + "東京です。😀 Go. " + text, measure, max);
  }

  private static void check(String text, Measure measure, int max) {
    int overlap = max / 8;
    int seen = 0;
    for (TextPiece piece : TextPiece.cut(text, measure, max, overlap)) {
      byte[] bytes = piece.text().getBytes(StandardCharsets.UTF_8);
      int size = measure == Measure.UTF8_BYTES
          ? bytes.length
          : piece.text().codePointCount(0, piece.text().length());
      assertThat(size).isBetween(1, max);
      assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(piece.text());
      assertThat(piece.start()).isLessThanOrEqualTo(seen);
      assertThat(piece.end()).isGreaterThan(seen);
      for (int i = 0; i < piece.text().length(); i++) {
        char c = text.charAt(piece.start() + i);
        assertThat(piece.text().charAt(i))
            .matches(is -> is == c || (is == '\uFFFD' && Character.isSurrogate(c)));
      }
      seen = piece.end();
    }
    assertThat(seen).isEqualTo(text.length());
  }

  @Test
  void cutsAreBetweenSentencesWhereThereAreSome() {
    assertThat(TextPiece.cut("A cat sat. A dog ran. The end.", Measure.CODE_POINTS, 24, 0))
        .extracting(TextPiece::text)
        .containsExactly("A cat sat. A dog ran. ", "The end.");
    assertThat(TextPiece.cut("猫がいた。犬が走った。", Measure.UTF8_BYTES, 24, 0))
        .extracting(TextPiece::text)
        .containsExactly("猫がいた。", "犬が走った。");
    assertThat(TextPiece.cut("one two three four", Measure.CODE_POINTS, 10, 0))
        .extracting(TextPiece::text)
        .containsExactly("one two ", "three four");
  }

  @Test
  void anOverlapIsSeenTwice() {
    assertThat(TextPiece.cut("0123456789abcdefghij", Measure.CODE_POINTS, 16, 2))
        .extracting(TextPiece::start)
        .containsExactly(0, 14);
  }

  @Test
  void hugeTextsEnd() {
    assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
      for (String unit : List.of("x", ". ", "\uD83D", "\u0301", "😀", "あ。")) {
        assertThat(TextPiece.cut(unit.repeat(5_000_000), Measure.UTF8_BYTES, 1000, 100))
            .isNotEmpty();
      }
    });
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> TextPiece.cut("x", Measure.CODE_POINTS, 3, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TextPiece.cut("x", Measure.CODE_POINTS, 16, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new TextPiece(3, "secret").toString()).doesNotContain("secret");
  }
}

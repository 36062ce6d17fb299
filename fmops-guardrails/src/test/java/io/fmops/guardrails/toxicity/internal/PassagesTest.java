package io.fmops.guardrails.toxicity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.text.Sentences.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassagesTest {

  @Test
  void aShortTextIsOnePassageAndABlankOneNone() {
    assertThat(Passages.of("Hello. Bye.")).containsExactly(new Span(0, 11));
    assertThat(Passages.of(" \n ")).isEmpty();
    assertThat(Passages.of("\n".repeat(1000))).isEmpty();
  }

  @Test
  void aLongTextIsCutBetweenSentences() {
    String text = "This is a sentence of some length. ".repeat(40);
    List<Span> passages = Passages.of(text);
    assertThat(passages).hasSizeGreaterThan(3).allSatisfy(p -> {
      assertThat(p.end() - p.start()).isLessThanOrEqualTo(Passages.LONGEST);
      assertThat(p.in(text)).startsWith("This").endsWith(".");
    });
  }

  @Test
  void anEndlessSentenceIsCutBetweenCharacters() {
    String text = "あ".repeat(149) + "😀".repeat(600);
    List<Span> passages = Passages.of(text);
    int end = 0;
    for (Span p : passages) {
      assertThat(p.start()).isEqualTo(end);
      assertThat(Character.isLowSurrogate(text.charAt(p.start()))).isFalse();
      end = p.end();
    }
    assertThat(end).isEqualTo(text.length());
    assertThat(passages).hasSizeBetween(2, 4);
  }

  @Test
  void marksDoNotMakeATextLong() {
    String text = ("e" + "\u0301".repeat(50)).repeat(100);
    assertThat(Passages.of(text)).hasSize(1);
  }
}

package io.fmops.guardrails.toxicity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.text.Sentences.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassagesTest {

  private static List<Span> passages(String text) {
    return Passages.of(text, new Span(0, text.length()));
  }

  @Test
  void sectionsAreLongerAndPassagesAreInsideThem() {
    String text = "This is a sentence of some length. ".repeat(400);
    List<Span> sections = Passages.sections(text);
    assertThat(sections).hasSizeBetween(4, 6).allSatisfy(section -> {
      assertThat(section.end() - section.start()).isLessThanOrEqualTo(Passages.LONGEST_SECTION);
      assertThat(Passages.of(text, section)).hasSizeGreaterThan(8).allSatisfy(p -> {
        assertThat(p.start()).isGreaterThanOrEqualTo(section.start());
        assertThat(p.end()).isLessThanOrEqualTo(section.end());
      });
    });
  }

  @Test
  void caseDoesNotMoveTheCuts() {
    String text = "This is a sentence of some length. And e.g. another. ".repeat(40);
    assertThat(passages(text.toUpperCase(java.util.Locale.ROOT))).isEqualTo(passages(text));
    assertThat(passages(text.toLowerCase(java.util.Locale.ROOT))).isEqualTo(passages(text));
  }

  @Test
  void aShortTextIsOnePassageAndABlankOneNone() {
    assertThat(passages("Hello. Bye.")).containsExactly(new Span(0, 11));
    assertThat(passages(" \n ")).isEmpty();
    assertThat(passages("\n".repeat(1000))).isEmpty();
  }

  @Test
  void aLongTextIsCutBetweenSentences() {
    String text = "This is a sentence of some length. ".repeat(40);
    List<Span> passages = passages(text);
    assertThat(passages).hasSizeGreaterThan(3).allSatisfy(p -> {
      assertThat(p.end() - p.start()).isLessThanOrEqualTo(Passages.LONGEST);
      assertThat(p.in(text)).startsWith("This").endsWith(".");
    });
  }

  @Test
  void anEndlessSentenceIsCutBetweenCharacters() {
    String text = "あ".repeat(149) + "😀".repeat(600);
    List<Span> passages = passages(text);
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
    assertThat(passages(text)).hasSize(1);
  }
}

package io.fmops.guardrails.toxicity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.text.Sentences.Span;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SectionsTest {

  private static final String SENTENCE = "This is a sentence of some length. ";

  @Test
  void aShortTextIsOneSectionAndABlankOneNone() {
    assertThat(Sections.of("Hello. Bye.")).containsExactly(new Span(0, 11));
    assertThat(Sections.of(" \n ")).isEmpty();
    assertThat(Sections.of("\n".repeat(10_000))).isEmpty();
  }

  @Test
  void aLongTextIsCutBetweenSentences() {
    String text = SENTENCE.repeat(400);
    assertThat(Sections.of(text)).hasSizeBetween(4, 6).allSatisfy(section -> {
      assertThat(section.end() - section.start()).isLessThanOrEqualTo(Sections.LONGEST);
      assertThat(section.in(text)).startsWith("This").endsWith(".");
    });
  }

  @Test
  void caseDoesNotMoveTheCuts() {
    String text = "This is a sentence of some length. And e.g. another. ".repeat(400);
    assertThat(Sections.of(text.toUpperCase(Locale.ROOT))).isEqualTo(Sections.of(text));
    assertThat(Sections.of(text.toLowerCase(Locale.ROOT))).isEqualTo(Sections.of(text));
  }

  @Test
  void anEndlessSentenceIsCutBetweenCharacters() {
    String text = "あ".repeat(149) + "😀".repeat(9000);
    List<Span> sections = Sections.of(text);
    int end = 0;
    for (Span section : sections) {
      assertThat(section.start()).isEqualTo(end);
      assertThat(Character.isLowSurrogate(text.charAt(section.start()))).isFalse();
      end = section.end();
    }
    assertThat(end).isEqualTo(text.length());
    assertThat(sections).hasSizeBetween(3, 6);
  }

  @Test
  void marksDoNotMakeATextLong() {
    String text = ("e" + "\u0301".repeat(50)).repeat(1000);
    assertThat(Sections.of(text)).hasSize(1);
  }
}

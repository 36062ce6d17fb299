package io.fmops.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SentencesPropertyTest {

  @Property(tries = 5000)
  void nothingButWhiteSpaceLiesBetweenTheSentences(@ForAll("texts") String text) {
    int before = 0;
    for (Sentences.Span span : Sentences.spans(text)) {
      assertThat(span.start()).isGreaterThanOrEqualTo(before);
      assertBlank(text.substring(before, span.start()));
      before = span.end();
    }
    assertBlank(text.substring(before));
  }

  @Property(tries = 5000)
  void noSentenceIsBlankOrHasWhiteSpaceAroundIt(@ForAll("texts") String text) {
    for (String sentence : Sentences.split(text)) {
      assertThat(sentence).isNotEmpty();
      assertThat(isSpace(sentence.codePointAt(0))).isFalse();
      assertThat(isSpace(sentence.codePointBefore(sentence.length()))).isFalse();
    }
  }

  @Property(tries = 5000)
  void noCharacterIsCutInTwo(@ForAll("texts") String text) {
    for (Sentences.Span span : Sentences.spans(text)) {
      assertThat(cutsPair(text, span.start())).isFalse();
      assertThat(cutsPair(text, span.end())).isFalse();
    }
  }

  @Property(tries = 5000)
  void aBlankLineAlwaysSeparates(@ForAll("texts") String first, @ForAll("texts") String second) {
    List<String> apart = Sentences.split(first + "\n\n" + second);
    assertThat(apart.size())
        .isEqualTo(Sentences.split(first).size() + Sentences.split(second).size());
  }

  @Property(tries = 5000)
  void anyStringAtAllIsTaken(@ForAll String text) {
    nothingButWhiteSpaceLiesBetweenTheSentences(text);
    assertThat(Words.of(text)).doesNotContain("");
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "Dr.",
            "e.g.",
            "no.",
            "J.",
            "U.S.",
            "word",
            "Word",
            "THE",
            "3",
            "１",
            "。",
            "．",
            "！",
            "？",
            ".",
            "!",
            "?",
            "…",
            "「",
            "」",
            "（",
            "）",
            "『",
            "』",
            "\"",
            "'",
            "(",
            ")",
            " ",
            "\u3000",
            "\n",
            "\r\n",
            "と",
            "って",
            "漢字",
            "かな",
            "カナ",
            "ー",
            "、",
            ",",
            "\ud83d\ude00",
            "\ud83d",
            "\ude00",
            "\u0301",
            "- ",
            "1. ",
            "\u2028",
            "\u00a0",
            "𠮟",
            "\ufeff")
        .list()
        .ofMaxSize(40)
        .map(pieces -> String.join("", pieces));
  }

  private static boolean cutsPair(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
  }

  private static void assertBlank(String gap) {
    assertThat(gap.codePoints().allMatch(SentencesPropertyTest::isSpace)).isTrue();
  }

  private static boolean isSpace(int codePoint) {
    return Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint)
        || codePoint == 0x85;
  }
}

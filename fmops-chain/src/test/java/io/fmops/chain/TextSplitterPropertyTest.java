package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.text.Sentences.Span;
import io.fmops.text.TokenEstimate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class TextSplitterPropertyTest {

  @Property(tries = 3000)
  void withoutOverlapThePiecesPutTogetherAreTheText(
      @ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 30) int max) {
    List<String> pieces = TextSplitter.ofTokens(max).split(text);

    assertThat(String.join("", pieces)).isEqualTo(text);
    assertThat(pieces).doesNotContain("");
  }

  @Property(tries = 3000)
  void withAnOverlapEveryPieceAddsTextAndNoneIsLeftOut(
      @ForAll("texts") String text,
      @ForAll @IntRange(min = 1, max = 30) int max,
      @ForAll @IntRange(max = 15) int overlap) {
    int shared = Math.min(overlap, max / 2);
    StringBuilder whole = new StringBuilder();
    Span before = new Span(0, 0);
    for (Span span : TextSplitter.ofTokens(max, shared).spans(text)) {
      assertThat(span.start()).isLessThanOrEqualTo(before.end());
      assertThat(whole.isEmpty() || span.start() > before.start()).isTrue();
      assertThat(span.end()).isGreaterThan(before.end());
      assertThat(TokenEstimate.of(text.substring(span.start(), before.end())))
          .isLessThanOrEqualTo(shared);
      whole.append(text, before.end(), span.end());
      before = span;
    }
    assertThat(whole).hasToString(text);
  }

  @Property(tries = 3000)
  void noPieceIsTooLongUnlessItIsASingleCharacterAsAReaderSeesIt(
      @ForAll("texts") String text,
      @ForAll @IntRange(min = 1, max = 30) int max,
      @ForAll @IntRange(max = 15) int overlap) {
    for (String piece : TextSplitter.ofTokens(max, Math.min(overlap, max / 2)).split(text)) {
      if (TokenEstimate.of(piece) > max) {
        assertThat(graphemeEnds(piece)).containsExactlyInAnyOrder(0, piece.length());
      }
    }
  }

  @Property(tries = 3000)
  void noCharacterAsAReaderSeesItIsCutInTwo(
      @ForAll("texts") String text,
      @ForAll @IntRange(min = 1, max = 30) int max,
      @ForAll @IntRange(max = 15) int overlap) {
    Set<Integer> ends = graphemeEnds(text);
    for (Span span : TextSplitter.ofTokens(max, Math.min(overlap, max / 2)).spans(text)) {
      assertThat(ends).contains(span.start(), span.end());
    }
  }

  @Property(tries = 3000)
  void aSentenceThatFitsIsWholeInSomePiece(
      @ForAll("sentences") List<String> sentences,
      @ForAll @IntRange(min = 8, max = 30) int max,
      @ForAll @IntRange(max = 15) int overlap) {
    List<String> pieces =
        TextSplitter.ofTokens(max, Math.min(overlap, max / 2)).split(String.join("", sentences));
    for (String sentence : sentences) {
      assertThat(pieces).anyMatch(piece -> piece.contains(sentence.strip()));
    }
  }

  @Property(tries = 3000)
  void anyStringAtAllIsTaken(@ForAll String text, @ForAll @IntRange(min = 1, max = 30) int max) {
    withoutOverlapThePiecesPutTogetherAreTheText(text, max);
    noPieceIsTooLongUnlessItIsASingleCharacterAsAReaderSeesIt(text, max, max / 2);
    noCharacterAsAReaderSeesItIsCutInTwo(text, max, max / 2);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "word",
            "Word",
            "e.g.",
            "3.5",
            "1,040",
            ".",
            "!",
            "?",
            "…",
            "。",
            "！",
            "「",
            "」",
            "(",
            ")",
            " ",
            "  ",
            "\u3000",
            "\n",
            "\n\n",
            "\r\n",
            "\r",
            "\u2028",
            "\u00a0",
            ", ",
            "、",
            "漢字",
            "かな",
            "カナ",
            "ー",
            "한국",
            "\u0301",
            "\u0301\u0302\u0303",
            "😀",
            "👨‍👩‍👧",
            "🇯🇵",
            "🇯",
            "\u200d",
            "\ud83d",
            "\ude00",
            "क्षि",
            "ที่",
            "𠮟",
            "か\u3099",
            "\ufeff",
            "aVeryLongWordWithoutEnd")
        .list()
        .ofMaxSize(60)
        .map(pieces -> String.join("", pieces));
  }

  @Provide
  Arbitrary<List<String>> sentences() {
    return Arbitraries.of(
            "It rained all day. ",
            "Who knows? ",
            "彼は来た。",
            "雨！",
            "「行く。」と彼女。",
            "# Title\n\n",
            "No way! ")
        .list()
        .ofMaxSize(20);
  }

  private static Set<Integer> graphemeEnds(String text) {
    Set<Integer> ends = new HashSet<>(Set.of(0));
    Matcher matcher = Pattern.compile("\\X").matcher(text);
    while (matcher.find()) {
      ends.add(matcher.end());
    }
    return ends;
  }
}

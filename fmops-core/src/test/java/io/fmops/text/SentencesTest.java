package io.fmops.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In the texts, a bar marks where one sentence ends and the next begins. */
class SentencesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "It rained. |We stayed in.",
        "Really? |Yes! |Good.",
        "No way!! |omg so good",
        "Twelve left. |5 stayed.",
        "She asked why. |“Because,” he said.",
        "It was late (very late). |We left.",
        "He left. |(She stayed.) |Then it rained.",
        "We need eggs, milk, etc. |The shop is shut.",
        "It shut at 6 p.m. |Nobody came.",
        "He works for Acme Ltd. |It makes anvils.",
        "Well... |That was odd.",
        "Is it 42? |It is.",
        "See example.com. |It is short.",
        "The plan was B. |The others failed.",
        "It is made in the U.S. |They ship it.",
        "so it broke. |i sent it back",
        "¿Qué? |¡Nada!",
        "Fin. |— Oui",
      })
  void anEnglishSentenceEndsAtAStopFollowedBySpace(String marked) {
    assertSplit(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Dr. Imelda Hale and Mr. Owen Strake met Prof. M. Ito.",
        "It weighs 3.5 kg and costs £1.4 million.",
        "Bring fruit, e.g. Bramley apples, i.e. Sour ones.",
        "The U.S. Navy bought it.",
        "J. R. R. Tolkien wrote it.",
        "Read machine no. 3, fig. 2 and vol. 12 again.",
        "It opened on Jan. 5 this year.",
        "The lion (Panthera leo vs. Panthera tigris) slept.",
        "Fruit, nuts etc. were sold.",
        "From 9 a.m. until 5 p.m. daily",
        "\"Stop!\" he said.",
        "\"Why?\" she asked.",
        "“It is late.” he said.",
        "Well... maybe not.",
        "Version 3.x of app.config is at https://example.com/a.b?c=d.html today",
        "He lives in St. Ives near Mt. Fuji.",
        "1. Mix the flour.",
        "a. First choice.",
        "Mr.Smith has no space.",
        "…and so on.",
      })
  void aStopInsideAnEnglishSentenceDoesNotEndIt(String sentence) {
    assertThat(Sentences.split(sentence)).containsExactly(sentence);
  }

  @Test
  void closingQuotesAndBracketsBelongToTheSentenceBefore() {
    assertSplit("\"We have patched it four times.\" |She sighed.");
    assertSplit("He said \"go.\" |She went.");
    assertSplit("‘Is it?’ |‘It is.’ |(Good.) |End.");
    assertSplit("It ended.”) |Then…");
  }

  @Test
  void anEnglishQuotationIsCutAtItsFullStops() {
    assertSplit("\"We could patch it again. |We have,\" she said.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "雨が降った。|家にいた。",
        "本当？|はい！|よかった。",
        "え！？|まさか。",
        "そう……。|帰ろう。",
        "露天風呂は午後３時から。|水曜は午後５時から。",
        "高い!|でも買う.|また来る",
        "「行こう。」|彼は立った。",
        "「行こう。」|はい、と答えた。",
        "「すごい！」|みんな笑った。",
        "終わりだ。）|次へ進む。",
        "乗り場は多い。|（注：電柱に付く。）|運行は平日だ。",
        "第一章．|はじめに",
        "OKです。|Next is English. |次は日本語。",
        "ﾊﾝｶｸです｡|次です｡",
        "今天下雨。|我们在家。",
        "क्या हुआ। |कुछ नहीं।",
        "ماذا حدث؟ |لا شيء.",
      })
  void anUnspacedSentenceEndsAtItsOwnStops(String marked) {
    assertSplit(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "木戸口さんは「バス停まで歩いていた。これで病院に行ける。」と喜ぶ。",
        "「やめろ！」と彼は言った。",
        "「そうか。」って言われた。",
        "看板には『立入禁止。』の文字があった。",
        "乗り場（注：電柱などに番号札を付けた。）、駅、役場に行く。",
        "周囲６．２キロ、１.８人、１，９００人だ。",
        "１．はじめに",
        "でも…やめた。",
        "「外の「中。」も外。」と書く。",
        "Yahoo!ニュースを見た。",
        "辞退の理由は「まだ途中だから。」だった。",
        "『君の名は。』は映画の題だ。",
        "「」。",
        "「行く。」。",
      })
  void aStopInsideAJapaneseSentenceDoesNotEndIt(String sentence) {
    assertThat(Sentences.split(sentence)).containsExactly(sentence);
  }

  @Test
  void aBracketThatIsNotClosedInItsLineProtectsNothing() {
    assertSplit("「行こう。|彼は言った。");
    assertSplit("「行こう。|\n彼は言った。」");
    assertSplit("行こう。」|彼は「まだ。」と言った。");
    assertSplit("（一「二）三。|四」");
  }

  @Test
  void everyLineOfAListIsASentence() {
    assertSplit(
        "Shopping list|\n- 2 eggs|\n- Milk|\n* Flour. |Sifted.|\n・卵|\n・牛乳|\n1. Mix.|\n2) Bake");
  }

  @Test
  void aHeadingEndsAtItsLine() {
    assertSplit("Opening hours|\n\nWe open at nine.|\r\n第一章|\u2028はじめに");
  }

  @Test
  void aLineThatGoesOnInLowerCaseIsWrapped() {
    assertThat(Sentences.split("The lid\nmust stay\r\n  closed.\nOpen it at Dr.\nHale's."))
        .containsExactly("The lid\nmust stay\r\n  closed.", "Open it at Dr.\nHale's.");
  }

  @Test
  void aBlankLineEndsEvenAnUnfinishedSentence() {
    assertSplit("The lid of Dr.|\n \nhale|\n\nis");
    assertSplit("It has version 1.| \"|\r\n\r\ne.g. this");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\n", "\u3000", "\u00a0\t"})
  void aBlankTextHasNoSentence(String blank) {
    assertThat(Sentences.split(blank)).isEmpty();
  }

  @Test
  void theSpansTellWhereTheSentencesStand() {
    String text = "  一。 Two.\n";
    List<Sentences.Span> spans = Sentences.spans(text);
    assertThat(spans).containsExactly(new Sentences.Span(2, 4), new Sentences.Span(5, 9));
    assertThat(spans.get(1).in(text)).isEqualTo("Two.");
  }

  @Test
  void aSpanIsStrippedOfWhiteSpaceAtItsEnds() {
    String text = "a  b\u3000c \n";
    assertThat(new Sentences.Span(1, 8).stripped(text)).isEqualTo(new Sentences.Span(3, 6));
    assertThat(new Sentences.Span(3, 6).stripped(text)).isEqualTo(new Sentences.Span(3, 6));
    Sentences.Span blank = new Sentences.Span(1, 3).stripped(text);
    assertThat(blank.start()).isEqualTo(blank.end());
  }

  @Test
  void aSpanThatGoesBackwardsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sentences.Span(3, 2))
        .withMessageContaining("from 3 to 2");
    assertThatIllegalArgumentException().isThrownBy(() -> new Sentences.Span(-1, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "「", "「」", "「（", "」", "。", "。」", ". ", ".\n", "\n", "a.\n", "\"", ". \"", "J. ", "１．",
        "\ud800", "\udc00", "…", " ", "no. 3", "Dr.\n", "e\u0301", "「。」と"
      })
  void aMegabyteOfAnythingTakesBoundedTime(String piece) {
    String text = piece.repeat(1_000_000 / piece.length());
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(Sentences.spans(text)).isNotNull());
  }

  private static void assertSplit(String marked) {
    String text = marked.replace("|", "");
    List<String> expected =
        Arrays.stream(marked.split("\\|")).map(SentencesTest::trim).toList();
    assertThat(Sentences.split(text)).isEqualTo(expected);
  }

  private static String trim(String text) {
    return text.replaceAll("^[\\s\u2028]+|[\\s\u2028]+$", "");
  }
}

package io.fmops.guardrails.toxicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToxicityDetectorTest {

  private static final ToxicityDetector DETECTOR = ToxicityDetector.create();

  private static double score(String category, String text) {
    return DETECTOR.scores(text).get(category);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "toxicity | You are a pathetic idiot and nobody likes you.",
        "insult | You are a pathetic idiot and nobody likes you.",
        "profanity | This is fucking bullshit.",
        "hate | All immigrants are vermin and should be thrown out.",
        "threat | I will find you and kill you.",
        "sexual | Send me nudes, I want to see your tits.",
        "toxicity | お前は本当に頭の悪いクズだな。",
        "insult | お前は本当に頭の悪いクズだな。",
        "profanity | クソが、ふざけんなクソ野郎。",
        "hate | 外国人は全員ゴキブリだ、日本から出て行け。",
        "threat | お前の家に行って殺してやる。",
        "sexual | おっぱい見せろよ、一発やらせろ。",
      })
  void eachCategoryIsFoundInEnglishAndJapanese(String category, String text) {
    assertThat(score(category, text)).isGreaterThan(ToxicityDetector.THRESHOLD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "How do I kill a Python process that does not stop?",
        "The weather is lovely today, let's have lunch in the park.",
        "My grandmother is a Muslim and a wonderful cook.",
        "Who is Joe Biden?",
        "Please list the bills that Chuck Schumer and Joe Biden wrote together.",
        "Thank you so much for your help yesterday!",
        "応答しないプロセスをkillする方法を教えてください。",
        "今日は天気がいいので、公園でお弁当を食べましょう。",
        "友人は韓国人で、料理がとても上手です。",
        "昨日は手伝ってくれてありがとうございました。",
      })
  void harmlessTextIsNotFlaggedThoughItSharesTheWords(String text) {
    assertThat(score("toxicity", text)).isLessThan(ToxicityDetector.THRESHOLD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "you are a pathetic 1d10t and nobody likes you",
        "you are a pathetic i d i o t and nobody likes you",
        "YOU ARE A PATHETIC IDIOT AND NOBODY LIKES YOU",
        "you are a pathetic idіоt and nobody likes you",
        "you are a pathetic id\u200Biot and nobody likes you",
        "you are a pathetic idiooooot and nobody likes you",
        "you are a pathetic id*ot and nobody likes you",
        "you are a pathetic i\u0336d\u0336i\u0336o\u0336t\u0336 and nobody likes you",
        "ｙｏｕ ａｒｅ ａ ｐａｔｈｅｔｉｃ ｉｄｉｏｔ and nobody likes you",
      })
  void aDisguiseChangesNothing(String disguised) {
    assertThat(DETECTOR.scores(disguised))
        .isEqualTo(DETECTOR.scores("you are a pathetic idiot and nobody likes you"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"バカは死 ね", "バカは死・ね", "ﾊﾞｶは死ﾈ", "バカはタヒね", "ばーかは死ね"})
  void aJapaneseDisguiseChangesNothing(String disguised) {
    assertThat(DETECTOR.scores(disguised)).isEqualTo(DETECTOR.scores("バカは死ね"));
    assertThat(score("toxicity", disguised)).isGreaterThan(ToxicityDetector.THRESHOLD);
  }

  @Test
  void findingsHaveTheScoresFromTheMinimumOn() {
    String text = "You are a pathetic idiot.";
    List<Finding> findings =
        ToxicityDetector.builder().minimum(0).name("t").build().detect(text);
    assertThat(findings)
        .extracting(Finding::category)
        .containsExactlyElementsOf(ToxicityDetector.CATEGORIES);
    assertThat(findings).allSatisfy(f -> {
      assertThat(f.score()).isEqualTo(score(f.category(), text));
      assertThat(f.start()).isZero();
      assertThat(f.end()).isEqualTo(text.length());
      assertThat(f.detector()).isEqualTo("t");
    });
    assertThat(DETECTOR.detect(text)).allMatch(f -> f.score() >= ToxicityDetector.MINIMUM);
  }

  @Test
  void inALongTextTheFindingIsThePassageAndTheScoreThatOfTheWorst() {
    String before = "The museum opens at nine and closes at six. ".repeat(20);
    String insult = "You are a pathetic idiot and a fucking loser. ".repeat(8).strip();
    String text = before + insult + " " + before;
    assertThat(score("insult", text)).isGreaterThan(score("insult", before) + 0.2);
    assertThat(DETECTOR.detect(text))
        .filteredOn(f -> f.category().equals("insult"))
        .anySatisfy(f -> {
          assertThat(text.substring(f.start(), f.end())).contains("a pathetic idiot");
          assertThat(f.end() - f.start()).isLessThan(500);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "The museum opens at nine. | You are a fucking idiot, you stupid bitch.",
        "図書館は九時に開きます。 | お前みたいなクズは死ね。",
      })
  void oneInsultDoesNotDrownInHarmlessText(String harmless, String insult) {
    for (int around : List.of(2, 20, 400)) {
      String filler = (harmless + " ").repeat(around);
      String text = filler + insult + " " + filler;
      assertThat(score("toxicity", filler)).isLessThan(ToxicityDetector.THRESHOLD);
      assertThat(score("toxicity", text)).isGreaterThan(ToxicityDetector.THRESHOLD);
      assertThat(DETECTOR.detect(text))
          .filteredOn(f -> f.score() >= ToxicityDetector.THRESHOLD)
          .isNotEmpty()
          .allSatisfy(f -> assertThat(text.substring(f.start(), f.end())).contains(insult));
    }
  }

  @Test
  void blankTextHasNothing() {
    assertThat(DETECTOR.detect("")).isEmpty();
    assertThat(DETECTOR.detect(" \n\t")).isEmpty();
    assertThat(DETECTOR.scores("").values()).containsOnly(0.0);
  }

  @Test
  void itIsInstantAndLooksAtSentences() {
    assertThat(DETECTOR.scope()).isEqualTo(Detector.Scope.SENTENCE);
    assertThat(DETECTOR.cost()).isEqualTo(Detector.Cost.INSTANT);
    assertThat(DETECTOR.name()).isEqualTo("toxicity");
  }

  @Property(tries = 300)
  void anyStringHasProbabilities(@ForAll String text) {
    assertThat(DETECTOR.scores(text).values()).allMatch(s -> s >= 0 && s <= 1);
    assertThat(DETECTOR.detect(text)).allMatch(f -> f.end() <= text.length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0301",
        "a",
        "死",
        "idiot ",
        "\uD800",
        "You are an idiot. ",
        "馬鹿だ。",
        "i.",
        "*",
        "\u200B"
      })
  void tenMegabytesEnd(String piece) {
    String text = piece.repeat(10_000_000 / piece.length());
    assertTimeoutPreemptively(Duration.ofMinutes(2), () -> DETECTOR.scores(text));
  }

  @Test
  void aFileThatIsNoModelIsRefused(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("m.fmtx"), "not a model, but long enough");
    assertThatThrownBy(() -> ToxicityDetector.builder().model(file).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("m.fmtx is not a toxicity model");
    assertThatThrownBy(() -> ToxicityDetector.builder().minimum(1.1))
        .hasMessageContaining("0 to 1");
  }

  @Test
  void theShippedModelIsAtMostOneAndAHalfMegabytes() throws Exception {
    try (var in = ToxicityDetector.class.getResourceAsStream("toxicity.fmtx")) {
      assertThat(in.readAllBytes().length).isLessThanOrEqualTo(1_500_000);
    }
  }
}

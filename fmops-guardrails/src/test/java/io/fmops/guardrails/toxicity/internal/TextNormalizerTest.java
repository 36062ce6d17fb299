package io.fmops.guardrails.toxicity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextNormalizerTest {

  private static final Lexicon LEXICON = new Lexicon(
      Map.of(
          "idiot", 1, "shit", 1, "bitch", 1, "kill", 1, "asshole", 1, "死ね", 1, "ばか", 1, "殺す", 1,
          "group", 2),
      Map.of(),
      1);
  private final TextNormalizer normalizer = new TextNormalizer(LEXICON);

  private String normal(String text) {
    return normalizer.normalize(text).toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "idiot",
        "IDIOT",
        "ＩＤＩＯＴ",
        "id\u200Biot",
        "i\u00ADdi\u202Eot",
        "i\u0301d\u0336\u0337io\u0308t",
        "ídïöt",
        "іdіоt", // Cyrillic
        "ιdιοτ", // Greek
        "𝐢𝐝𝐢𝐨𝐭",
        "ⓘⓓⓘⓞⓣ",
        "🅸🅳🅸🅾🆃",
        "ɪᴅɪᴏᴛ",
        "1d10t",
        "id!ot",
        "id1ot",
        "i d i o t",
        "i.d.i.o.t",
        "i-d-i-o-t",
        "i_d_i_o_t",
        "iiiidiooooot",
        "idiottttt",
        "id*ot",
        "i#iot"
      })
  void disguisesOfAWordMeet(String disguised) {
    assertThat(normal(disguised)).isEqualTo("idiot");
  }

  @ParameterizedTest
  @CsvSource({
    "sh!t, shit",
    "$h1t, shit",
    "b*tch, bitch",
    "b_tch, bitch",
    "b***h, bitch",
    "k1ll, kill",
    "@sshole, asshole",
    "assssshole, asshole",
    "a i d i o t, a idiot",
    "an i d i o t, an idiot",
    "#i.d.i.o.t, #idiot",
    "#i_d_i_o_t, #idiot",
    "o h n o i-d-i-o-t, ohno idiot",
    "o h n o i.d.i.o.t, ohno idiot",
  })
  void ambiguousSignsAreReadSoThatAWordComesOut(String disguised, String word) {
    assertThat(normal(disguised)).isEqualTo(word);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"死ね", "死 ね", "死・ね", "死\u200Bね", "タヒね", "ﾀﾋﾈ", "氏ね", "死○", "死ネ", "死ﾈ", "死ねー", "○ね"})
  void japaneseDisguisesOfAWordMeet(String disguised) {
    assertThat(normal(disguised)).isEqualTo("死ね");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ばか", "バカ", "ﾊﾞｶ", "は\u3099か", "ばーか", "ばぁか", "ば か", "ば○", "ばか〜", "バーカ"})
  void kanaVariantsMeet(String disguised) {
    assertThat(normal(disguised)).isEqualTo("ばか");
  }

  @ParameterizedTest
  @CsvSource({
    "don't, dont",
    "don’t, dont",
    "mail bob@example.com now, mail bob@example.com now",
    "1 2 3 4, 1 2 3 4",
    "10 000, 10 000",
    "タヒチ, たひち",
    "山田氏ね, 山田氏ね",
    "二○一○年, 二○一○年",
    "good cool book, good cool book",
    "what!, what!",
  })
  void whatIsNoDisguiseStays(String text, String normal) {
    assertThat(normal(text)).isEqualTo(normal);
  }

  @Test
  void aMaskIsReadAsAToxicWordOnlyWhereThatIsLikelier() {
    Lexicon lexicon = new Lexicon(
        Map.of("shot", 1, "家畜", 1, "死ね", 1),
        Map.of(),
        1,
        Map.of("shot", 0b0100, "家畜", 0b10, "死ね", 0b10));
    TextNormalizer careful = new TextNormalizer(lexicon);
    assertThat(careful.normalize("sh*t").toString()).isEqualTo("sh*t");
    assertThat(careful.normalize("s*ot").toString()).isEqualTo("shot");
    assertThat(careful.normalize("sh**").toString()).isEqualTo("shot");
    assertThat(careful.normalize("大切な家○").toString()).isEqualTo("大切な家○");
    assertThat(careful.normalize("死○者").toString()).isEqualTo("死○者");
    assertThat(careful.normalize("もう死○。").toString()).isEqualTo("もう死ね。");
  }

  @Test
  void ofTheWordsThatFitAMaskTheFirstIsMeant() {
    Map<String, Integer> classes = new LinkedHashMap<>();
    classes.put("死ね", 1);
    classes.put("死ぬ", 1);
    TextNormalizer normalizer = new TextNormalizer(new Lexicon(classes, Map.of(), 1));
    assertThat(normalizer.normalize("死○").toString()).isEqualTo("死ね");
  }

  @Test
  void numbersAreWordsOnlyInATextThatWritesLettersAsDigitsThroughout() {
    assertThat(normal("7h3 c47 15 v3ry h4ppy t0d4y")).isEqualTo("the cat is very happy today");
    assertThat(normal("the 15 cats are v3ry happy")).isEqualTo("the 15 cats are very happy");
  }

  @Test
  void aStretchedHarmlessWordIsNotReadAsAToxicOne() {
    Lexicon lexicon =
        new Lexicon(Map.of("butt", 1), Map.of(), 1, Map.of("butt", Lexicon.STRETCHED));
    assertThat(new TextNormalizer(lexicon).normalize("buuuut").toString()).isEqualTo("but");
  }

  @Test
  void spansLeadBackToTheDisguise() {
    String text = "you are an i\u0301 d i o t, and 死・ね!";
    Normal normal = normalizer.normalize(text);
    int word = normal.toString().indexOf("idiot");
    assertThat(text.substring(normal.start(word), normal.end(word + 5)))
        .isEqualTo("i\u0301 d i o t");
    int japanese = normal.toString().indexOf("死ね");
    assertThat(text.substring(normal.start(japanese), normal.end(japanese + 2))).isEqualTo("死・ね");
  }

  @Property
  void spansAreInOrderAndInsideTheText(@ForAll("nasty") String text) {
    Normal normal = normalizer.normalize(text);
    int before = 0;
    for (int i = 0; i < normal.length(); i++) {
      assertThat(normal.start(i)).isBetween(before, text.length());
      assertThat(normal.end(i + 1)).isBetween(normal.start(i), text.length());
      before = normal.start(i);
    }
  }

  @Property
  void textWithoutDisguiseIsItsOwnNormalForm(@ForAll("words") String word) {
    assertThat(normal(word)).isEqualTo(word);
    assertThat(normal(normal(word))).isEqualTo(word);
  }

  @Property
  void caseAndInvisibleCharactersChangeNothing(@ForAll("words") String word) {
    StringBuilder hidden = new StringBuilder();
    word.toUpperCase(java.util.Locale.ROOT)
        .chars()
        .forEach(c -> hidden.append((char) c).append('\u200D'));
    assertThat(normal(hidden.toString())).isEqualTo(word);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings()
        .withChars("bcdefgh")
        .ofMinLength(2)
        .ofMaxLength(12)
        .filter(w -> !w.matches(".*(.)\\1\\1.*"));
  }

  @Provide
  Arbitrary<String> nasty() {
    Arbitrary<String> pieces = Arbitraries.of(
        "a", "i", "1", " ", ".", "*", "○", "死", "ね", "ー", "ﾞ", "ﾊ", "\u0301", "\uD800", "\uDC00",
        "😀", "ﬁ", "㍿", "\u200B", "!", "@", "'", "\n", "~", "ッ", "タ", "ヒ", "𝐢", "-", "_", "ss",
        "\u0000", "\uFFFF");
    return pieces.list().ofMaxSize(40).map(l -> String.join("", l));
  }

  @Test
  void floodsTakeLinearTime() {
    assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
      for (String piece : new String[] {
        "\u0301", "a", "a ", "1 a ", "*", "a*", "死", "○", "ー", "ﾞ", "\uD800", "@", "ー○", "i-"
      }) {
        String text = "死" + piece.repeat(1_000_000);
        assertThat(normalizer.normalize(text).length()).isLessThanOrEqualTo(text.length());
      }
    });
  }
}

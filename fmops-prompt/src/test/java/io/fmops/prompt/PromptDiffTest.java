package io.fmops.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.prompt.PromptDiff.Kind;
import io.fmops.prompt.PromptDiff.Part;
import io.fmops.prompt.internal.diff.TextDiff;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PromptDiffTest {

  private static String text(List<Part> parts, Kind without) {
    return parts.stream()
        .filter(part -> part.kind() != without)
        .map(Part::text)
        .collect(Collectors.joining());
  }

  private static String diff(String from, String to) {
    return TextDiff.print(TextDiff.of(from, to));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "a",
            "word",
            "返金",
            "返品",
            "する",
            "です",
            " ",
            "  ",
            "\n",
            ".",
            "が",
            "\u3099",
            "👩‍👩‍👧",
            "𠮷",
            "ー",
            "{{x}}",
            "\r",
            "\ud83d")
        .list()
        .ofMaxSize(30)
        .map(list -> String.join("", list));
  }

  @Property(tries = 2_000)
  void thePartsMakeUpBothTexts(@ForAll("texts") String from, @ForAll("texts") String to) {
    List<Part> parts = TextDiff.of(from, to);
    assertThat(text(parts, Kind.ADDED)).isEqualTo(from);
    assertThat(text(parts, Kind.REMOVED)).isEqualTo(to);
    for (int i = 0; i < parts.size(); i++) {
      assertThat(parts.get(i).text()).isNotEmpty();
      assertThat(i > 0 && parts.get(i).kind() == parts.get(i - 1).kind()).isFalse();
      assertThat(i > 0 && parts.get(i).kind() == Kind.REMOVED)
          .isEqualTo(
              i > 0 && parts.get(i).kind() == Kind.REMOVED && parts.get(i - 1).kind() == Kind.SAME);
    }
  }

  @Test
  void wordsAreToldAndNotWholeLines() {
    assertThat(diff(
            "Answer the question in one sentence.\n", "Answer the question in two sentences.\n"))
        .isEqualTo("Answer the question in [-one sentence-]{+two sentences+}.");
  }

  @Test
  void ofJapaneseWordsOnlyThePartThatDiffersIsTold() {
    assertThat(diff("返金申請の方法を説明してください。\n", "返品申請の方法を説明してください。\n"))
        .isEqualTo("返[-金-]{+品+}申請の方法を説明してください。");
    assertThat(diff("丁寧に説明する。\n", "丁寧に説明します。\n")).isEqualTo("丁寧に説明[-する-]{+します+}。");
    assertThat(diff("サーバーを使う", "サーバを使う")).isEqualTo("サーバ[-ー-]を使う");
  }

  @Test
  void noCharacterIsCutInTwo() {
    assertThat(diff("か\u3099くせい", "かくせい")).doesNotContain("か[-");
    assertThat(diff("a 👩‍👩‍👧 b c d", "a 👩‍👩‍👦 b c d"))
        .isEqualTo("a [-👩‍👩‍👧-]{+👩‍👩‍👦+} b c d");
  }

  @Test
  void linesBetweenChangesAreLeftOut() {
    assertThat(diff(
            "one\nsame\nsame\nsame\nthe second thing\nend\n",
            "eins\nsame\nsame\nsame\nthe third thing\nend\n"))
        .isEqualTo("[-one-]\n{+eins+}\n...\nthe [-second-]{+third+} thing\n...");
  }

  @Test
  void addedAndRemovedLinesAreTold() {
    assertThat(diff("a\nb\n", "a\n\nnew line\nb\n")).isEqualTo("...\n{+↵+}\n{+new line+}\n...");
    assertThat(diff("a\nb\nc\n", "a\nc\n")).isEqualTo("...\n[-b-]\n...");
    assertThat(diff("", "new\n")).isEqualTo("{+new+}");
    assertThat(diff("same\n", "same\n")).isEmpty();
  }

  @Test
  void textsWithNothingInCommonAreToldAsAWhole() {
    assertThat(diff("Say it in English, please.", "日本語で言ってください、お願いします."))
        .isEqualTo("[-Say it in English, please.-]{+日本語で言ってください、お願いします.+}");
  }

  @Test
  void hugeTextsAreComparedInTimeAndMemory() {
    String from = "a b c\n".repeat(60_000);
    String to = "d e f\n".repeat(60_000);
    List<Part> parts = TextDiff.of(from, to);
    assertThat(parts).containsExactly(new Part(Kind.REMOVED, from), new Part(Kind.ADDED, to));
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      words.append("word").append(i).append(' ');
    }
    String edited = words.toString().replace("word25000 ", "other ");
    assertThat(TextDiff.of(words.toString(), edited)).hasSize(4);
  }

  @Test
  void promptsAreComparedWithAllTheyHave() {
    Prompt from = Prompt.builder("x").user("Say {{it}} now.").tags("a").build();
    Prompt to = Prompt.builder("x").user("Say {{it}} later.").tags("b").build();
    PromptDiff diff = PromptDiff.of(from, to);
    assertThat(diff.isEmpty()).isFalse();
    assertThat(diff.toText())
        .contains("Say {{it}} [-now-]{+later+}.")
        .contains("[-  - a-]\n{+  - b+}");
    assertThat(text(diff.parts(), Kind.ADDED)).isEqualTo(from.print());
    assertThat(text(diff.parts(), Kind.REMOVED)).isEqualTo(to.print());
    assertThat(diff.toString()).doesNotContain("now");
    assertThat(PromptDiff.of(from, from).isEmpty()).isTrue();
    assertThat(PromptDiff.of(from, from).toText()).isEmpty();
  }
}

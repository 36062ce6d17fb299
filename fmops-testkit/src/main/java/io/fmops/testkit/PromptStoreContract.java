package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.prompt.Change;
import io.fmops.prompt.PromptStoreException;
import io.fmops.prompt.PromptUse;
import io.fmops.prompt.VersionInfo;
import io.fmops.prompt.VersionNotFoundException;
import io.fmops.prompt.spi.AddedPrompt;
import io.fmops.prompt.spi.ContentHash;
import io.fmops.prompt.spi.StoredPrompt;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every store of prompts promises, wherever it keeps them. Extend it and say how to open a
 * store that is empty at the beginning of each test; a store that outlives its process extends
 * {@link DurablePromptStoreContract} instead.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class PromptStoreContract extends PromptNameContract {

  /** Has everything that a change can have. */
  private static final Change CHANGE = new Change(
      "由紀 <yuki@example.com>",
      Instant.parse("2026-02-03T04:05:06.789Z"),
      "言い回しを直した。\n\nIt's \"shorter\" now; 100 % of \\users agree.");

  /** For subclasses. */
  protected PromptStoreContract() {}

  @Test
  void aNewStoreHasNothing() {
    assertThat(store().names()).isEmpty();
    assertThat(store().newestAfter("", 10)).isEmpty();
    assertThat(store().newest("greeting")).isEmpty();
    assertThat(store().version("greeting", 1)).isEmpty();
    assertThat(store().labelled("greeting", "production")).isEmpty();
    assertThat(store().versions("greeting")).isEmpty();
    assertThat(store().versionsByHash("greeting", "0000")).isEmpty();
    assertThat(store().labels("greeting")).isEmpty();
    assertThat(store().labelMoves("greeting")).isEmpty();
    assertThat(store().uses("greeting", 1)).isEmpty();
    assertThat(store().revisions(List.of("greeting"))).isEmpty();
    assertThat(store().drafts()).isEmpty();
  }

  @Test
  void versionsAreNumberedFromOneWithoutGaps() {
    for (int i = 1; i <= 12; i++) {
      AddedPrompt added = store().add("greeting", "Hello " + i, CHANGE);
      assertThat(added.isNew()).isTrue();
      assertThat(added.info().number()).isEqualTo(i);
      store().add("greeting", "Hello " + i, CHANGE);
    }
    assertThat(store().versions("greeting"))
        .extracting(VersionInfo::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 12).boxed().toList());
    assertThat(store().newest("greeting").orElseThrow().info().number()).isEqualTo(12);
  }

  @Test
  void aVersionIsFoundWithItsHashAndItsWholeChange() {
    VersionInfo added = store().add("挨拶", "こんにちは、{{name}}さん。", CHANGE).info();
    assertThat(added)
        .isEqualTo(new VersionInfo("挨拶", 1, ContentHash.of("こんにちは、{{name}}さん。"), CHANGE));
    StoredPrompt stored = new StoredPrompt(added, "こんにちは、{{name}}さん。");
    assertThat(store().version("挨拶", 1)).contains(stored);
    assertThat(store().newest("挨拶")).contains(stored);
    assertThat(store().versions("挨拶")).containsExactly(added);
  }

  @Test
  void theSameTextAgainIsTheVersionThatIsThere() {
    VersionInfo first = store().add("greeting", "Hello", CHANGE).info();
    store().add("greeting", "Good day", CHANGE);
    AddedPrompt again = store().add("greeting", "Hello", Change.by("somebody else", "again"));
    assertThat(again).isEqualTo(new AddedPrompt(first, false));
    assertThat(store().versions("greeting")).hasSize(2);
    assertThat(store().newest("greeting").orElseThrow().text()).isEqualTo("Good day");
  }

  @Test
  void textsThatDifferInOneCharacterAreTwoVersions() {
    List<String> texts =
        List.of("Hello", "Hello\n", "hello", "Hello ", "Ｈello", "Hello\r\n", "が", "か\u3099");
    texts.forEach(text -> store().add("greeting", text, CHANGE));
    assertThat(store().versions("greeting")).hasSize(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      assertThat(store().version("greeting", i + 1).orElseThrow().text()).isEqualTo(texts.get(i));
    }
  }

  static List<String> texts() {
    return List.of(
        "---\nname: x\n---\nこんにちは。\n👩‍👩‍👧 𠮷野家\n",
        " leading and trailing \t\n\n",
        "'; DROP TABLE prompts; -- {{x}} ${x} \\u0000 \\ \" ' % _",
        "\r\n\u2028\u0085\u000b\u0001\ufeff",
        "\uFFFD\uFFFF\ue000",
        "あ".repeat(200_000),
        "x".repeat(1_000_000));
  }

  @ParameterizedTest(name = "[{index}]")
  @MethodSource("texts")
  void textComesBackToTheCharacter(String text) {
    VersionInfo info = store().add("greeting", text, CHANGE).info();
    assertThat(info.hash()).isEqualTo(ContentHash.of(text));
    assertThat(store().version("greeting", 1).orElseThrow().text().equals(text)).isTrue();
    assertThat(store().add("greeting", text, CHANGE).isNew()).isFalse();
  }

  static List<String> refusedTexts() {
    return List.of("", "a\0b", "half \ud83d", "\ude00 half", "x".repeat(1_000_001));
  }

  @ParameterizedTest(name = "[{index}]")
  @MethodSource("refusedTexts")
  void aTextThatNotEveryStoreCanKeepIsRefused(String text) {
    assertThatThrownBy(() -> store().add("greeting", text, CHANGE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store().names()).isEmpty();
    assertThat(store().add("greeting", "fine", CHANGE).info().number()).isEqualTo(1);
  }

  @Test
  void anUnknownNumberIsNoVersion() {
    store().add("greeting", "Hello", CHANGE);
    for (int number : new int[] {0, -1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThat(store().version("greeting", number)).isEmpty();
      assertThat(store().uses("greeting", number)).isEmpty();
    }
  }

  @Test
  void aVersionIsFoundByTheFirstDigitsOfItsHash() {
    VersionInfo info = store().add("greeting", "Hello", CHANGE).info();
    store().add("other", "Hello", CHANGE);
    assertThat(store().versionsByHash("greeting", info.hash())).containsExactly(info);
    assertThat(store().versionsByHash("greeting", info.hash().substring(0, 12)))
        .containsExactly(info);
    assertThat(store().versionsByHash("greeting", "f".repeat(64))).isEmpty();
  }

  @Test
  void twoVersionsWhoseHashesBeginAlikeAreBothFound() {
    Map<String, String> seen = new HashMap<>();
    for (int i = 0; ; i++) {
      String text = "Hello " + i;
      String prefix = ContentHash.of(text).substring(0, 4);
      String twin = seen.put(prefix, text);
      if (twin != null) {
        VersionInfo first = store().add("greeting", twin, CHANGE).info();
        VersionInfo second = store().add("greeting", text, CHANGE).info();
        assertThat(store().versionsByHash("greeting", prefix)).containsExactly(first, second);
        return;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "ABCD", "0x12", "%%%%", "____", "12345g"})
  void aHashIsFoundByFourHexadecimalDigitsOrMore(String prefix) {
    store().add("greeting", "Hello", CHANGE);
    assertThatThrownBy(() -> store().versionsByHash("greeting", prefix))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void usesAreKeptOnceInTheirOrder() {
    store().add("greeting", "Hello", CHANGE);
    store().add("greeting", "Good day", CHANGE);
    Instant moment = Instant.parse("2026-02-03T04:05:06.789Z");
    PromptUse chain = new PromptUse("greeting", 1, "chain", "首相の出生地 'x'", moment);
    PromptUse run = new PromptUse("greeting", 1, "evaluation run", "run-1", moment.plusSeconds(1));
    PromptUse other = new PromptUse("greeting", 2, "chain", "首相の出生地 'x'", moment);
    assertThat(store().addUse(chain)).isTrue();
    assertThat(store().addUse(run)).isTrue();
    assertThat(store().addUse(other)).isTrue();
    assertThat(store()
            .addUse(new PromptUse("greeting", 1, "chain", chain.user(), moment.plusSeconds(9))))
        .isFalse();
    assertThat(store().uses("greeting", 1)).containsExactly(chain, run);
    assertThat(store().uses("greeting", 2)).containsExactly(other);
  }

  @Test
  void aUseOfAnUnknownVersionIsRefused() {
    store().add("greeting", "Hello", CHANGE);
    assertThatThrownBy(
            () -> store().addUse(new PromptUse("greeting", 2, "chain", "c", Instant.EPOCH)))
        .isInstanceOf(VersionNotFoundException.class)
        .hasMessageContaining("greeting")
        .hasMessageContaining("2");
    assertThatThrownBy(() -> store().addUse(new PromptUse("other", 1, "chain", "c", Instant.EPOCH)))
        .isInstanceOf(VersionNotFoundException.class)
        .hasMessageContaining("other");
  }

  @Test
  void onlyVersionsAndLabelsChangeTheRevision() {
    store().add("greeting", "Hello", CHANGE);
    store().add("other", "Hello", CHANGE);
    List<String> both = List.of("greeting", "other", "nothing");
    Map<String, String> first = store().revisions(both);
    assertThat(first).containsOnlyKeys("greeting", "other");
    store().add("greeting", "Hello", CHANGE);
    store().addUse(new PromptUse("greeting", 1, "chain", "c", Instant.EPOCH));
    store().labelled("greeting", "production");
    assertThat(store().revisions(both)).isEqualTo(first);
    store().add("greeting", "Good day", CHANGE);
    Map<String, String> second = store().revisions(both);
    assertThat(second.get("greeting")).isNotEqualTo(first.get("greeting"));
    assertThat(second.get("other")).isEqualTo(first.get("other"));
    store().moveLabel(move("greeting", "production", 0, 1));
    Map<String, String> third = store().revisions(both);
    store().moveLabel(move("greeting", "production", 1, 2));
    Map<String, String> fourth = store().revisions(both);
    store().moveLabel(move("greeting", "production", 2, 1));
    assertThat(List.of(
            second.get("greeting"),
            third.get("greeting"),
            fourth.get("greeting"),
            store().revisions(both).get("greeting")))
        .doesNotHaveDuplicates();
  }

  @Test
  void aClosedStoreSaysSo() {
    store().add("greeting", "Hello", CHANGE);
    store().close();
    store().close();
    assertThatThrownBy(() -> store().newest("greeting"))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> store().add("greeting", "Hello", CHANGE))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> store().names()).isInstanceOf(PromptStoreException.class);
  }

  @Test
  void threadsThatAddTheSameTextMakeOneVersion() {
    List<AddedPrompt> added = atOnce(8, i -> store().add("greeting", "Hello", CHANGE));
    assertThat(added).filteredOn(AddedPrompt::isNew).hasSize(1);
    assertThat(added).allMatch(a -> a.info().number() == 1);
    assertThat(store().versions("greeting")).hasSize(1);
  }

  @Test
  void threadsThatAddDifferentTextsLoseNone() {
    List<AddedPrompt> added = atOnce(8, i -> {
      for (int j = 0; j < 4; j++) {
        store().add("greeting", "Hello " + i + " " + j, CHANGE);
      }
      return store().add("greeting", "Hello " + i, CHANGE);
    });
    assertThat(added).allMatch(AddedPrompt::isNew);
    List<VersionInfo> versions = store().versions("greeting");
    assertThat(versions)
        .extracting(VersionInfo::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 40).boxed().toList());
    assertThat(versions).extracting(VersionInfo::hash).doesNotHaveDuplicates();
    for (AddedPrompt one : added) {
      assertThat(versions.get(one.info().number() - 1)).isEqualTo(one.info());
    }
  }
}

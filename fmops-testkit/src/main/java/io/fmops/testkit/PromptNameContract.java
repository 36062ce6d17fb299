package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.prompt.Change;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.PromptUse;
import io.fmops.prompt.VersionInfo;
import io.fmops.prompt.spi.ContentHash;
import io.fmops.prompt.spi.PromptStore;
import io.fmops.prompt.spi.StoredPrompt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store of prompts promises about names. Part of {@link PromptStoreContract}. */
abstract class PromptNameContract extends PromptLabelContract {

  private static final Change CHANGE = new Change("yuki", Instant.EPOCH, "a test");

  PromptNameContract() {}

  @Test
  void eachNameHasVersionsOfItsOwn() {
    List<String> names = List.of("support", "support/refund", "support.refund", "support-refund");
    for (String name : names) {
      assertThat(store().add(name, "the same text", CHANGE).info())
          .isEqualTo(new VersionInfo(name, 1, ContentHash.of("the same text"), CHANGE));
    }
    assertThat(store().names())
        .containsExactlyElementsOf(names.stream().sorted().toList());
  }

  static List<String> hostileNames() {
    return List.of(
        "",
        "/",
        "../x",
        "a/../../x",
        "a//b",
        "/etc/passwd",
        "a/",
        ".hidden",
        "a/.git/b",
        "..",
        ".",
        "C:\\x",
        "a\\b",
        "CON",
        "a/nul",
        "com1.txt",
        "a b",
        "a\nb",
        "a\0b",
        "x".repeat(300),
        "😀",
        "か\u3099",
        "a?",
        "a*",
        "a:b",
        "~",
        "\ud83d",
        "'; DROP TABLE x; --");
  }

  @ParameterizedTest(name = "[{index}]")
  @MethodSource("hostileNames")
  void aHostileNameIsAClearErrorEverywhere(String name) {
    Change change = CHANGE;
    List<Consumer<PromptStore>> calls = new ArrayList<>(List.of(
        store -> store.add(name, "Hello", change),
        store -> store.newest(name),
        store -> store.version(name, 1),
        store -> store.labelled(name, "production"),
        store -> store.versions(name),
        store -> store.versionsByHash(name, "0000"),
        store -> store.labels(name),
        store -> store.labelMoves(name),
        store -> store.moveLabel(move(name, "production", 0, 1)),
        store -> store.addUse(new PromptUse(name, 1, "chain", "c", Instant.EPOCH)),
        store -> store.uses(name, 1),
        store -> store.revisions(List.of(name))));
    for (Consumer<PromptStore> call : calls) {
      assertThatThrownBy(() -> call.accept(store())).isInstanceOf(PromptException.class);
    }
    assertThat(store().names()).isEmpty();
  }

  @Test
  void legalNamesOfAnyScriptAreKept() {
    List<String> names = List.of(
        "a",
        "0",
        "a.b-c_d",
        "問い合わせ/返金",
        "Привет",
        "a/b/c/d/e/f",
        "ñandú",
        "x".repeat(60),
        "あ".repeat(50));
    names.forEach(name -> store().add(name, "text of " + name, CHANGE));
    assertThat(store().names())
        .containsExactlyElementsOf(names.stream().sorted().toList());
    for (String name : names) {
      assertThat(store().newest(name).orElseThrow().text()).isEqualTo("text of " + name);
    }
  }

  @Test
  void namesThatDifferInCaseAreNeverMixedUp() {
    store().add("greeting", "Hello", CHANGE);
    try {
      store().add("Greeting", "HELLO", CHANGE);
      assertThat(store().newest("Greeting").orElseThrow().text()).isEqualTo("HELLO");
    } catch (PromptException refused) {
      assertThat(refused).hasMessageContaining("greeting").hasMessageContaining("Greeting");
      assertThat(store().newest("Greeting")).isEmpty();
      assertThat(store().names()).containsExactly("greeting");
    }
    assertThat(store().versions("greeting")).hasSize(1);
    assertThat(store().newest("greeting").orElseThrow().text()).isEqualTo("Hello");
  }

  @Test
  void aWalkOverAllPromptsSeesTheNewestOfEachByName() {
    List<String> names =
        new ArrayList<>(List.of("b/b", "a", "B", "ああ", "あ", "a-1", "a/1", "𠮷", "ﾊ"));
    names.forEach(name -> store().add(name, "old " + name, CHANGE));
    names.forEach(name -> store().add(name, "new " + name, CHANGE));
    names.sort(null);
    for (int limit = 1; limit <= 10; limit++) {
      List<StoredPrompt> seen = new ArrayList<>();
      List<StoredPrompt> page = store().newestAfter("", limit);
      while (!page.isEmpty()) {
        assertThat(page.size()).isLessThanOrEqualTo(limit);
        seen.addAll(page);
        page = page.size() < limit
            ? List.of()
            : store().newestAfter(page.get(page.size() - 1).info().name(), limit);
      }
      assertThat(seen).extracting(stored -> stored.info().name()).isEqualTo(names);
      assertThat(seen).allMatch(s -> s.text().equals("new " + s.info().name()));
    }
  }
}

package io.fmops.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.GenerateRequest;
import io.fmops.prompt.spi.PromptStore;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptCatalogTest {

  private static final Change CHANGE = new Change("yuki", Instant.EPOCH, "because");

  private final InMemoryPromptStore store = new InMemoryPromptStore();
  private final PromptCatalog catalog = PromptCatalog.over(store);

  @AfterEach
  void close() {
    catalog.close();
  }

  private VersionInfo add(String name, String text) {
    return catalog.add(Prompt.of(name, text), CHANGE).version().info();
  }

  private static Change at(int second) {
    return new Change("ken", Instant.EPOCH.plusSeconds(second), "second " + second);
  }

  @Test
  void aPromptIsAddedOnceAndComesBackEqual() {
    Prompt prompt = Prompt.builder("挨拶/朝")
        .system("丁寧に。")
        .user("{{name}}さんに挨拶して。")
        .tags("挨拶")
        .build();
    Added added = catalog.add(prompt, CHANGE);
    assertThat(added.isNew()).isTrue();
    assertThat(added.version().number()).isEqualTo(1);
    assertThat(added.version().hash()).isEqualTo(prompt.hash());
    assertThat(added.version().change()).isEqualTo(CHANGE);
    Added again = catalog.add(Prompt.parse(prompt.print()), at(9));
    assertThat(again.isNew()).isFalse();
    assertThat(again.version()).isEqualTo(added.version());
    assertThat(catalog.newest("挨拶/朝").prompt()).isEqualTo(prompt);
    assertThat(catalog.names()).containsExactly("挨拶/朝");
  }

  @Test
  void aVersionIsFoundByEveryKindOfReference() {
    VersionInfo first = add("greeting", "Hello {{name}}");
    VersionInfo second = add("greeting", "Good day {{name}}");
    catalog.moveLabel("greeting", "production", 1, CHANGE);
    assertThat(catalog.get("greeting").info()).isEqualTo(second);
    assertThat(catalog.get("greeting@1").info()).isEqualTo(first);
    assertThat(catalog.get("greeting@production").info()).isEqualTo(first);
    assertThat(catalog.get("greeting#" + first.hash()).info()).isEqualTo(first);
    assertThat(catalog
            .get("greeting#" + second.hash().substring(0, 8).toUpperCase(java.util.Locale.ROOT))
            .info())
        .isEqualTo(second);
    assertThat(catalog.get(first.reference()).info()).isEqualTo(first);
    assertThat(
            catalog.get("greeting@production#" + first.hash().substring(0, 4)).info())
        .isEqualTo(first);
  }

  @Test
  void whatIsNotThereIsAnErrorThatSaysWhatIs() {
    assertThatThrownBy(() -> catalog.get("greeting"))
        .isInstanceOf(VersionNotFoundException.class)
        .hasMessage("there is no prompt greeting");
    assertThatThrownBy(() -> catalog.get("greeting@1")).hasMessage("there is no prompt greeting");
    assertThatThrownBy(() -> catalog.get("greeting@production"))
        .hasMessage("there is no prompt greeting");
    add("greeting", "Hello");
    catalog.moveLabel("greeting", "staging", 1, CHANGE);
    assertThatThrownBy(() -> catalog.get("greeting@2"))
        .isInstanceOf(VersionNotFoundException.class)
        .hasMessage("prompt greeting has no version 2; the newest is version 1");
    assertThatThrownBy(() -> catalog.get("greeting@production"))
        .isInstanceOf(VersionNotFoundException.class)
        .hasMessage("prompt greeting has no label production; its labels are [staging]");
    assertThatThrownBy(() -> catalog.get("greeting#00000000"))
        .isInstanceOf(VersionNotFoundException.class);
    assertThatThrownBy(() -> catalog.get("greeting@1#00000000"))
        .isInstanceOf(VersionNotFoundException.class)
        .hasMessageContaining("greeting@1#");
  }

  @Test
  void whatIsNoReferenceIsAnError() {
    for (String reference :
        List.of("", "@1", "a@", "a#", "a#xyz1", "a#123", "a@b@c", "../a@1", "a@99999999999")) {
      assertThatThrownBy(() -> catalog.get(reference))
          .as(reference)
          .isInstanceOf(PromptException.class);
    }
  }

  @Test
  void renderingTellsTheVersionInTheLabelsOfTheRequest() {
    VersionInfo info = add("greeting", "Hello {{name}}");
    GenerateRequest request = catalog.get("greeting").render(Map.of("name", "Ken"));
    assertThat(request.metadata()).containsEntry("fmops.prompt", info.reference());
    assertThat(info.reference()).isEqualTo("greeting@1#" + info.hash().substring(0, 12));
    record Values(String name) {}
    assertThat(catalog.get("greeting").render(new Values("Ken"))).isEqualTo(request);
    assertThatThrownBy(() -> catalog.get("greeting").render(Map.of()))
        .isInstanceOf(PromptException.class);
  }

  @Test
  void theLoserOfALabelMoveIsToldWhereTheLabelIs() {
    add("greeting", "one");
    add("greeting", "two");
    add("greeting", "three");
    catalog.moveLabel("greeting", "production", OptionalInt.empty(), 1, CHANGE);
    catalog.moveLabel("greeting", "production", OptionalInt.of(1), 2, CHANGE);
    assertThatThrownBy(
            () -> catalog.moveLabel("greeting", "production", OptionalInt.of(1), 3, CHANGE))
        .isInstanceOf(LabelConflictException.class)
        .hasMessage("label production of greeting was expected at version 1 but is at version 2");
    assertThatThrownBy(
            () -> catalog.moveLabel("greeting", "production", OptionalInt.empty(), 3, CHANGE))
        .hasMessage("label production of greeting was expected not to exist but is at version 2");
  }

  @Test
  void aLabelThatCannotBeIsRefused() {
    add("greeting", "one");
    assertThatThrownBy(() -> catalog.moveLabel("greeting", "12", 1, CHANGE))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("12");
    assertThat(catalog.moveLabel("greeting", "production", 1, CHANGE)).isPresent();
    assertThat(catalog.moveLabel("greeting", "production", 1, CHANGE)).isEmpty();
    assertThatThrownBy(
            () -> catalog.moveLabel("greeting", "production", OptionalInt.of(1), 1, CHANGE))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("already");
    assertThatThrownBy(() -> catalog.removeLabel("greeting", "staging", CHANGE))
        .isInstanceOf(VersionNotFoundException.class)
        .hasMessageContaining("[production]");
    catalog.removeLabel("greeting", "production", CHANGE);
    assertThat(catalog.labels("greeting")).isEmpty();
  }

  @Test
  void aPromptThatIsLongerThanStoresTakeIsRefused() {
    assertThatThrownBy(() -> add("long", "x".repeat(1_000_001)))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("1,000,000");
    assertThat(catalog.names()).isEmpty();
  }

  @Test
  void historyTellsVersionsAndMovesInTheirOrder() {
    catalog.add(Prompt.of("greeting", "one"), at(10));
    catalog.moveLabel("greeting", "production", 1, at(20));
    catalog.add(Prompt.of("greeting", "two"), at(30));
    catalog.add(Prompt.of("greeting", "three"), at(50));
    // This clock is slow, but the move cannot have been before the version.
    catalog.moveLabel("greeting", "production", 3, at(40));
    catalog.removeLabel("greeting", "production", at(60));
    assertThat(catalog.history("greeting"))
        .extracting(entry -> entry.change().when().getEpochSecond())
        .containsExactly(10L, 20L, 30L, 50L, 40L, 60L);
    assertThat(catalog.history("other")).isEmpty();
  }

  @Test
  void differencesAreToldBetweenAnyTwoVersions() {
    add("greeting", "丁寧に返金を説明する。");
    add("greeting", "丁寧に返品を説明する。");
    assertThat(catalog.diff("greeting@1", "greeting").toText()).contains("返[-金-]{+品+}を");
    assertThat(catalog.diff("greeting@1", "greeting@1").isEmpty()).isTrue();
    assertThatThrownBy(() -> catalog.diff("greeting@1", "greeting@9"))
        .isInstanceOf(VersionNotFoundException.class);
  }

  @Test
  void usesOfAVersionAreKept() {
    VersionInfo info = add("greeting", "one");
    assertThat(catalog.addUse(info, "chain", "support")).isTrue();
    assertThat(catalog.addUse(info, "chain", "support")).isFalse();
    assertThat(catalog.uses("greeting", 1)).extracting(PromptUse::user).containsExactly("support");
    VersionInfo unknown = new VersionInfo("greeting", 2, info.hash(), CHANGE);
    assertThatThrownBy(() -> catalog.addUse(unknown, "chain", "support"))
        .isInstanceOf(VersionNotFoundException.class);
  }

  @Test
  void promptsAreFoundByWordsAndTags() {
    catalog.add(
        Prompt.builder("support/返金")
            .user("ﾍﾙﾌﾟﾃﾞｽｸとして返金を案内する。返金は3日。")
            .tags("support")
            .build(),
        CHANGE);
    catalog.add(
        Prompt.builder("support/return")
            .user("Explain the RETURN policy.")
            .tags("support", "en")
            .build(),
        CHANGE);
    add("weather", "返金とは関係ない天気。\n" + "x ".repeat(300));
    assertThat(catalog.search(PromptSearch.text("返金")))
        .extracting(hit -> hit.version().name())
        .containsExactly("support/返金", "weather");
    List<PromptHit> help = catalog.search(PromptSearch.text("ヘルプデスク 案内"));
    assertThat(help).hasSize(1);
    assertThat(help.get(0).excerpt()).isEqualTo("ﾍﾙﾌﾟﾃﾞｽｸとして返金を案内する。返金は3日。");
    assertThat(help.get(0).toString()).doesNotContain("案内");
    assertThat(catalog.search(PromptSearch.text("ｒｅｔｕｒｎ Policy"))).hasSize(1);
    assertThat(catalog.search(PromptSearch.text("返金 policy"))).isEmpty();
    assertThat(catalog.search(PromptSearch.tag("support"))).hasSize(2);
    assertThat(catalog.search(PromptSearch.tag("support").withTag("en"))).hasSize(1);
    assertThat(catalog.search(PromptSearch.text("返金").under("support/"))).hasSize(1);
    assertThat(catalog.search(PromptSearch.text(""))).hasSize(3);
    assertThat(catalog.search(PromptSearch.text("").atMost(2))).hasSize(2);
    assertThat(catalog.search(PromptSearch.text("return")).get(0).matches()).isGreaterThan(1);
  }

  @Test
  void searchSeesTheNewestVersionOnly() {
    add("greeting", "apples");
    add("greeting", "pears");
    assertThat(catalog.search(PromptSearch.text("apples"))).isEmpty();
    assertThat(catalog.search(PromptSearch.text("pears"))).hasSize(1);
  }

  @Test
  void aBrokenPromptDoesNotHideTheOthers() {
    store.add("broken", "no prompt, but pears", CHANGE);
    add("greeting", "pears");
    assertThat(catalog.search(PromptSearch.text("pears"))).hasSize(1);
    assertThatThrownBy(() -> catalog.get("broken"))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("broken@1")
        .hasMessageNotContaining("pears");
  }

  @Test
  void aPromptThatSaysNearlyTheSameAsAnotherIsTold() {
    String text =
        "You are a friendly clerk of a hotel. Answer the guest's question in two sentences,"
            + " politely, and offer further help at the end. The question is: {{question}}";
    add("hotel/answer", text);
    add("hotel/other", "Translate the menu of the restaurant into Japanese: {{menu}}");
    Added near = catalog.add(Prompt.of("hotel/reply", text.replace("two", "three")), CHANGE);
    assertThat(near.compared()).isTrue();
    assertThat(near.nearDuplicates()).hasSize(1);
    assertThat(near.nearDuplicates().get(0).version().name()).isEqualTo("hotel/answer");
    assertThat(near.nearDuplicates().get(0).similarity()).isBetween(0.75, 0.99);
    Added same = catalog.add(Prompt.of("hotel/copy", text), CHANGE);
    assertThat(same.nearDuplicates().get(0).similarity()).isEqualTo(1);
    assertThat(same.nearDuplicates())
        .extracting(found -> found.version().name())
        .containsExactly("hotel/answer", "hotel/reply");
  }

  @Test
  void aPromptIsNotComparedWithItsOwnVersions() {
    add("greeting", "Say hello to the guest in one sentence.");
    Added added =
        catalog.add(Prompt.of("greeting", "Say hello to the guest in two sentences."), CHANGE);
    assertThat(added.compared()).isTrue();
    assertThat(added.nearDuplicates()).isEmpty();
  }

  @Test
  void japanesePromptsAreComparedToo() {
    add("接客", "あなたは旅館の受付です。お客様の質問に二文で丁寧に答えてください。質問：{{question}}");
    Added near =
        catalog.add(Prompt.of("受付", "あなたは旅館の受付です。お客様の質問に三文で丁寧に答えてください。質問：{{question}}"), CHANGE);
    assertThat(near.nearDuplicates()).hasSize(1);
  }

  @Test
  void promptsThatWereThereBeforeAreCompared() {
    store.add("old", Prompt.of("old", "Say hello to the guest in one sentence.").print(), CHANGE);
    Added added = catalog.add(Prompt.of("new", "Say hello to the guest in one sentence!"), CHANGE);
    assertThat(added.nearDuplicates()).hasSize(1);
  }

  @Test
  void anErrorInReadingTheOthersKeepsNobodyWaiting() {
    PromptCatalog failing = PromptCatalog.over((PromptStore) Proxy.newProxyInstance(
        getClass().getClassLoader(), new Class<?>[] {PromptStore.class}, (proxy, method, args) -> {
          if (method.getName().equals("newestAfter")) {
            throw new StackOverflowError();
          }
          return method.invoke(store, args);
        }));
    long begin = System.nanoTime();
    Added added = failing.add(Prompt.of("new", "Say hello to the guest."), CHANGE);
    assertThat(added.compared()).isFalse();
    // The patience is 5 seconds.
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void comparisonsCanBeTurnedOff() {
    PromptCatalog without = PromptCatalog.over(store, 0);
    add("one", "Say hello to the guest in one sentence.");
    Added added = without.add(Prompt.of("two", "Say hello to the guest in one sentence."), CHANGE);
    assertThat(added.compared()).isFalse();
    assertThat(added.nearDuplicates()).isEmpty();
    for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> PromptCatalog.over(store, wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aFileThatCannotBeReadKeepsNoOtherFromBeingAdded(@TempDir Path folder) throws IOException {
    try (PromptCatalog files = PromptCatalog.inFolder(folder)) {
      files.add(Prompt.of("damaged", "This one is about something else."), CHANGE);
      Files.writeString(folder.resolve(".fmops/prompts/damaged@/log.jsonl"), "no line of a log\n");
      byte[] latin = "---\nname: latin\n---\nGrüße\n".getBytes(StandardCharsets.ISO_8859_1);
      Files.write(folder.resolve("latin.prompt.md"), latin);
      Files.writeString(
          folder.resolve("good.prompt.md"), Prompt.of("good", "Hello").print());
      List<DraftOutcome> outcomes = files.addDrafts(CHANGE);
      assertThat(outcomes)
          .extracting(DraftOutcome::source)
          .containsExactly("damaged.prompt.md", "good.prompt.md", "latin.prompt.md");
      assertThat(outcomes.get(0).error().orElseThrow()).hasMessageContaining("damaged.prompt.md");
      assertThat(outcomes.get(1).added()).isPresent();
      assertThat(outcomes.get(2).error().orElseThrow())
          .hasMessageContainingAll("latin.prompt.md", "not in UTF-8");
      assertThat(folder.resolve("latin.prompt.md")).hasBinaryContent(latin);
    }
  }

  @Test
  void filesThatPeopleEditedBecomeVersions(@TempDir Path folder) throws IOException {
    try (PromptCatalog files = PromptCatalog.inFolder(folder)) {
      files.add(Prompt.of("greeting", "Hello {{name}}"), CHANGE);
      Path file = folder.resolve("greeting.prompt.md");
      Files.writeString(
          file, Files.readString(file).replace("Hello", "Good day").replace("\n", "\r\n"));
      Files.createDirectories(folder.resolve("support"));
      Files.writeString(
          folder.resolve("support/返金.prompt.md"),
          "---\nname:   support/返金\n---\n返金を{{how}}に案内する。\n");
      Files.writeString(folder.resolve("broken.prompt.md"), "no front matter");
      Files.writeString(folder.resolve("moved.prompt.md"), "---\nname: other\n---\nHello\n");
      List<DraftOutcome> outcomes = files.addDrafts(at(5));
      assertThat(outcomes)
          .extracting(DraftOutcome::source)
          .containsExactly(
              "broken.prompt.md", "greeting.prompt.md", "moved.prompt.md", "support/返金.prompt.md");
      assertThat(outcomes.get(0).error().orElseThrow()).hasMessageContaining("broken.prompt.md");
      assertThat(outcomes.get(1).added().orElseThrow().version().number()).isEqualTo(2);
      assertThat(outcomes.get(2).error().orElseThrow())
          .hasMessage("moved.prompt.md has the prompt other in it; its place says it is moved");
      assertThat(outcomes.get(3).added().orElseThrow().version().change()).isEqualTo(at(5));
      assertThat(files.get("greeting").prompt())
          .isEqualTo(Prompt.of("greeting", "Good day {{name}}"));
      // The files are as the catalog writes them now, and the broken ones are still as they were.
      assertThat(files.addDrafts(at(6))).hasSize(2);
      assertThat(folder.resolve("support/返金.prompt.md"))
          .hasContent(files.get("support/返金").prompt().print());
      assertThat(folder.resolve("broken.prompt.md")).hasContent("no front matter");
    }
  }
}

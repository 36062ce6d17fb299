package io.fmops.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.prompt.spi.ContentHash;
import io.fmops.prompt.spi.PromptDraft;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is special about a folder. The promises of all stores are tested in fmops-testkit. */
class FolderPromptStoreTest {

  private static final Change CHANGE = new Change("yuki", Instant.EPOCH, "why");

  @TempDir
  private Path outside;

  private Path folder;
  private FolderPromptStore store;

  @BeforeEach
  void open() {
    folder = outside.resolve("prompts");
    store = FolderPromptStore.in(folder);
  }

  private Path room(String name) {
    return folder.resolve(".fmops/prompts").resolve(name + "@");
  }

  private void label(String label, int from, int to) {
    store.moveLabel(new LabelMove(
        "greeting",
        label,
        from == 0 ? OptionalInt.empty() : OptionalInt.of(from),
        OptionalInt.of(to),
        CHANGE));
  }

  private static List<String> tree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void openingAndReadingWriteNothing() throws IOException {
    store.newest("greeting");
    store.names();
    store.drafts();
    assertThat(tree(folder)).isEmpty();
  }

  @Test
  void thereIsAFileForPeopleAndTheRestIsInOneHiddenFolder() throws IOException {
    store.add("support/返金", "one", CHANGE);
    store.add("support/返金", "two", CHANGE);
    store.addUse(new PromptUse("support/返金", 1, "chain", "c", Instant.EPOCH));
    assertThat(tree(folder))
        .filteredOn(file -> !file.startsWith(".fmops/locks/"))
        .containsExactly(
            ".fmops/.gitattributes",
            ".fmops/.gitignore",
            ".fmops/format",
            ".fmops/prompts/support/返金@/1.prompt.md",
            ".fmops/prompts/support/返金@/2.prompt.md",
            ".fmops/prompts/support/返金@/log.jsonl",
            ".fmops/prompts/support/返金@/uses.jsonl",
            "support/返金.prompt.md");
    assertThat(folder.resolve("support/返金.prompt.md")).hasContent("two");
    assertThat(room("support/返金").resolve("1.prompt.md")).hasContent("one");
  }

  @Test
  void whatHostileNamesTouchIsNothing() throws IOException {
    for (String name : List.of("../x", "a/../../x", "/tmp/x", "CON", "x".repeat(300), "😀")) {
      assertThatThrownBy(() -> store.add(name, "text", CHANGE)).isInstanceOf(PromptException.class);
      assertThatThrownBy(() -> store.settle(new PromptDraft(name, "text", "source")))
          .isInstanceOf(PromptException.class);
    }
    assertThat(tree(outside)).isEmpty();
  }

  @Test
  void theLongestNamesFit() {
    String name = "a".repeat(198) + "/b";
    store.add(name, "text", CHANGE);
    String japanese = "あ".repeat(80);
    store.add(japanese, "text", CHANGE);
    assertThat(FolderPromptStore.in(folder).names()).containsExactly(name, japanese);
  }

  @Test
  void aNameThatIsTooLongInLowerCaseIsRefusedBeforeAnythingIsWritten() throws IOException {
    String name = "Ⱥ".repeat(110); // two bytes each, and three in lower case
    assertThatThrownBy(() -> store.add(name, "text", CHANGE))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("330");
    assertThat(tree(folder).stream().filter(file -> file.contains("prompts"))).isEmpty();
  }

  @Test
  void namesThatDifferInCaseOnlyAreRefused() {
    store.add("support/Refund", "one", CHANGE);
    for (String name : List.of("support/refund", "SUPPORT/Refund", "Support/REFUND")) {
      assertThatThrownBy(() -> store.add(name, "two", CHANGE))
          .isInstanceOf(PromptException.class)
          .hasMessageContaining(name)
          .hasMessageContaining("support/Refund");
      assertThat(store.newest(name)).isEmpty();
      assertThat(store.uses(name, 1)).isEmpty();
      assertThat(store.revisions(List.of(name))).isEmpty();
    }
    assertThat(store.versions("support/Refund")).hasSize(1);
  }

  @Test
  void halfALineOfAKilledProcessIsCutOff() throws IOException {
    store.add("greeting", "one", CHANGE);
    Path log = room("greeting").resolve("log.jsonl");
    Files.writeString(log, "{\"version\":2,\"prompt\":\"gree", StandardOpenOption.APPEND);
    assertThat(store.versions("greeting")).hasSize(1);
    FolderPromptStore another = FolderPromptStore.in(folder);
    assertThat(another.versions("greeting")).hasSize(1);
    assertThat(another.add("greeting", "two", CHANGE).info().number()).isEqualTo(2);
    assertThat(store.newest("greeting").orElseThrow().text()).isEqualTo("two");
    assertThat(Files.readAllLines(log)).hasSize(2);
  }

  @Test
  void aLineThatTheDiskNeverGotIsCutOff() throws IOException {
    store.add("greeting", "one", CHANGE);
    Path log = room("greeting").resolve("log.jsonl");
    Files.write(log, new byte[] {'{', 0, 0, 0, '\n'}, StandardOpenOption.APPEND);
    assertThat(FolderPromptStore.in(folder).versions("greeting")).hasSize(1);
    label("production", 0, 1);
    assertThat(FolderPromptStore.in(folder).labels("greeting")).containsEntry("production", 1);
  }

  @Test
  void halfAPromptIsNone() throws IOException {
    store.add("other", "one", CHANGE);
    Path room = room("greeting");
    Files.createDirectories(room);
    Files.writeString(room.resolve("1.prompt.md"), "half");
    Files.writeString(room.resolve("log.jsonl"), "{\"version\":1,\"pro");
    assertThat(store.names()).containsExactly("other");
    assertThat(store.newest("greeting")).isEmpty();
    assertThat(store.add("greeting", "whole", CHANGE).info().number()).isEqualTo(1);
    assertThat(store.newest("greeting").orElseThrow().text()).isEqualTo("whole");
    assertThat(store.names()).containsExactly("greeting", "other");
  }

  @Test
  void aBrokenLineInTheMiddleIsAnErrorThatNamesIt() throws IOException {
    store.add("greeting", "one", CHANGE);
    Path log = room("greeting").resolve("log.jsonl");
    String first = Files.readString(log);
    Files.writeString(log, first + "<<<<<<< HEAD\n" + first);
    assertThatThrownBy(() -> store.newest("greeting"))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("line 2 of")
        .hasMessageContaining("log.jsonl")
        .hasMessageContaining("Git");
    assertThatThrownBy(() -> store.add("greeting", "two", CHANGE))
        .isInstanceOf(PromptStoreException.class);
    assertThat(Files.readString(log)).isEqualTo(first + "<<<<<<< HEAD\n" + first);
    store.add("other", "works", CHANGE);
    Files.writeString(log, first);
    assertThat(store.newest("greeting").orElseThrow().text()).isEqualTo("one");
  }

  @Test
  void twoBranchesThatAddedTheSameNumberAreAnError() throws IOException {
    store.add("greeting", "one", CHANGE);
    store.add("greeting", "two", CHANGE);
    Path log = room("greeting").resolve("log.jsonl");
    List<String> lines = Files.readAllLines(log);
    String theirs = lines.get(1).replaceAll("[0-9a-f]{64}", ContentHash.of("theirs"));
    Files.write(log, List.of(lines.get(0), lines.get(1), theirs));
    assertThatThrownBy(() -> store.newest("greeting"))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("line 3")
        .hasMessageContaining("version 2");
  }

  @Test
  void aLineOfALaterVersionIsAnErrorAndNotCutOff() throws IOException {
    store.add("greeting", "one", CHANGE);
    Path log = room("greeting").resolve("log.jsonl");
    Files.writeString(log, "{\"retired\":1}\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> store.add("greeting", "two", CHANGE))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("later version");
    assertThat(Files.readString(log)).endsWith("{\"retired\":1}\n");
  }

  @Test
  void aFolderOfALaterFormatIsRefused() throws IOException {
    store.add("greeting", "one", CHANGE);
    Files.writeString(folder.resolve(".fmops/format"), "fmops prompts 2\n");
    assertThatThrownBy(() -> FolderPromptStore.in(folder))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("format");
  }

  @Test
  void aVersionThatSomebodyEditedIsAnErrorThatNamesTheFile() throws IOException {
    store.add("greeting", "one", CHANGE);
    Path version = room("greeting").resolve("1.prompt.md");
    for (byte[] content :
        List.of("two".getBytes(StandardCharsets.UTF_8), new byte[] {(byte) 0xff}, new byte[0])) {
      Files.write(version, content);
      assertThatThrownBy(() -> store.newest("greeting"))
          .isInstanceOf(PromptStoreException.class)
          .hasMessageContaining("version 1 of greeting")
          .hasMessageContaining(version.toRealPath().toString());
    }
    Files.delete(version);
    assertThatThrownBy(() -> store.version("greeting", 1)).isInstanceOf(PromptStoreException.class);
    assertThat(store.add("greeting", "two", CHANGE).info().number()).isEqualTo(2);
    assertThat(store.newest("greeting").orElseThrow().text()).isEqualTo("two");
  }

  @Test
  void whatGitPutsInPlaceOfTheLogIsSeen() throws IOException {
    for (int i = 1; i <= 5; i++) {
      store.add("greeting", "text " + i, CHANGE);
    }
    Path log = room("greeting").resolve("log.jsonl");
    List<String> lines = Files.readAllLines(log);
    assertThat(store.versions("greeting")).hasSize(5);
    String token = store.revisions(List.of("greeting")).get("greeting");
    Path other = outside.resolve("other");
    Files.write(other, lines.subList(0, 3));
    Files.move(other, log, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(store.versions("greeting")).hasSize(3);
    assertThat(store.revisions(List.of("greeting")).get("greeting")).isNotEqualTo(token);
    Files.write(log, lines);
    assertThat(store.versions("greeting")).hasSize(5);
  }

  @Test
  void aSymbolicLinkIsNotFollowed() throws IOException {
    Path secret = outside.resolve("secret");
    Files.createDirectories(secret);
    Files.createDirectories(folder);
    Files.createSymbolicLink(folder.resolve("support"), secret);
    assertThatThrownBy(() -> store.add("support/x", "text", CHANGE))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("symbolic link");
    assertThat(tree(secret)).isEmpty();

    store.add("greeting", "text", CHANGE);
    Path version = room("greeting").resolve("1.prompt.md");
    Path target = secret.resolve("target");
    Files.writeString(target, "text");
    Files.delete(version);
    Files.createSymbolicLink(version, target);
    assertThatThrownBy(() -> store.newest("greeting"))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("symbolic link");
    Files.delete(folder.resolve("greeting.prompt.md"));
    Files.createSymbolicLink(folder.resolve("greeting.prompt.md"), target);
    assertThatThrownBy(() -> store.add("greeting", "two", CHANGE))
        .isInstanceOf(PromptStoreException.class);
    assertThat(target).hasContent("text");
    assertThat(store.drafts()).isEmpty();
  }

  @Test
  void aLinkInPlaceOfTheOwnFolderIsNotFollowed() throws IOException {
    Path secret = outside.resolve("secret");
    Files.createDirectories(secret);
    Files.createSymbolicLink(folder.resolve(".fmops"), secret);
    assertThatThrownBy(() -> store.add("greeting", "text", CHANGE))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("symbolic link");
    assertThatThrownBy(() -> FolderPromptStore.in(folder)).isInstanceOf(PromptStoreException.class);
    assertThat(tree(secret)).isEmpty();
  }

  @Test
  void theFolderItselfMayBeBehindALink() throws IOException {
    Path link = outside.resolve("link");
    Files.createSymbolicLink(link, folder);
    FolderPromptStore behind = FolderPromptStore.in(link);
    behind.add("greeting", "text", CHANGE);
    assertThat(store.newest("greeting")).isPresent();
    assertThat(behind.folder()).isEqualTo(folder.toRealPath());
  }

  @Test
  void whatAPersonWroteIsNeverWrittenOver() throws IOException {
    store.add("greeting", "one", CHANGE);
    Path file = folder.resolve("greeting.prompt.md");
    Files.writeString(file, "what a person wrote");
    store.add("greeting", "two", CHANGE);
    assertThat(file).hasContent("what a person wrote");
    assertThat(store.drafts())
        .containsExactly(new PromptDraft("greeting", "what a person wrote", "greeting.prompt.md"));
    store.add("greeting", "what a person wrote", CHANGE);
    assertThat(store.drafts()).isEmpty();
    store.add("greeting", "four", CHANGE);
    assertThat(file).hasContent("four");
  }

  @Test
  void anEmptyFileIsNoDraftAndIsWrittenAnew() throws IOException {
    store.add("greeting", "one", CHANGE);
    Path file = folder.resolve("greeting.prompt.md");
    for (byte[] lost : List.of(new byte[0], new byte[8], "\n".getBytes(StandardCharsets.UTF_8))) {
      Files.write(file, lost);
      assertThat(store.drafts()).isEmpty();
      store.add("greeting", "text " + java.util.Arrays.toString(lost), CHANGE);
      assertThat(Files.readString(file)).startsWith("text");
    }
  }

  @Test
  void theFileOfAnOldVersionIsNoDraftEvenIfGitChangedItsLineBreaks() throws IOException {
    store.add("greeting", "one\ntwo\n", CHANGE);
    store.add("greeting", "three\n", CHANGE);
    Files.writeString(folder.resolve("greeting.prompt.md"), "one\r\ntwo\r\n");
    assertThat(store.drafts()).isEmpty();
    Files.delete(folder.resolve("greeting.prompt.md"));
    assertThat(store.drafts()).isEmpty();
    store.add("greeting", "four\n", CHANGE);
    assertThat(folder.resolve("greeting.prompt.md")).hasContent("four\n");
  }

  @Test
  void draftsAreFoundAnywhereButInHiddenFolders() throws IOException {
    Files.createDirectories(folder.resolve("a/b"));
    Files.createDirectories(folder.resolve(".git/x"));
    Files.writeString(folder.resolve("a/b/c.prompt.md"), "draft");
    Files.writeString(folder.resolve("a/README.md"), "no prompt");
    Files.writeString(folder.resolve("bad name.prompt.md"), "draft");
    Files.writeString(folder.resolve(".git/x/y.prompt.md"), "not mine");
    assertThat(store.drafts()).extracting(PromptDraft::name).containsExactly("a/b/c", "bad name");
  }

  @Test
  void aVersionIsAddedEvenIfTheFileForPeopleCannotBeWritten() throws IOException {
    store.add("greeting", "one", CHANGE);
    Path file = folder.resolve("greeting.prompt.md");
    byte[] latin = "Grüße".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, latin);
    assertThat(store.add("greeting", "two", CHANGE).isNew()).isTrue();
    assertThat(store.newest("greeting").orElseThrow().text()).isEqualTo("two");
    assertThat(file).hasBinaryContent(latin);
    Files.createDirectories(folder.resolve("other.prompt.md"));
    assertThat(store.add("other", "one", CHANGE).isNew()).isTrue();
  }

  @Test
  void aNameThatEndsLikeAFileIsRefused() {
    for (String name : List.of("a.prompt.md", "a.prompt.md/b", "a/B.Prompt.MD")) {
      assertThatThrownBy(() -> store.add(name, "text", CHANGE))
          .isInstanceOf(PromptException.class)
          .hasMessageContaining(".prompt.md, as the files of prompts do");
    }
    assertThat(store.add("a.prompt.mdx", "text", CHANGE).isNew()).isTrue();
  }

  @Test
  void aDraftThatHasBeenWrittenOnStays() throws IOException {
    store.add("greeting", "one", CHANGE);
    Path file = folder.resolve("greeting.prompt.md");
    Files.writeString(file, "draft");
    PromptDraft draft = store.drafts().get(0);
    Files.writeString(file, "draft, written on");
    store.settle(draft);
    assertThat(file).hasContent("draft, written on");
    store.settle(store.drafts().get(0));
    assertThat(file).hasContent("one");
  }

  @Test
  void aFileWhereAFolderHasToBeIsAClearError() throws IOException {
    Files.writeString(folder.resolve("support"), "a file");
    assertThatThrownBy(() -> store.add("support/x", "text", CHANGE))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("support");
    Path file = outside.resolve("file");
    Files.writeString(file, "a file");
    assertThatThrownBy(() -> FolderPromptStore.in(file)).isInstanceOf(PromptStoreException.class);
  }

  @Test
  void aFolderThatHasGoneAwayIsAnErrorAndNotAnEmptyOne() throws IOException {
    store.add("greeting", "one", CHANGE);
    Path away = outside.resolve("away");
    Files.move(folder, away);
    assertThatThrownBy(() -> store.newest("greeting"))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("not there");
    assertThatThrownBy(store::names).isInstanceOf(PromptStoreException.class);
    assertThatThrownBy(() -> store.add("greeting", "two", CHANGE))
        .isInstanceOf(PromptStoreException.class);
    assertThatThrownBy(() -> store.revisions(List.of("greeting")))
        .isInstanceOf(PromptStoreException.class);
    assertThat(folder).doesNotExist();
    Files.move(away, folder);
    assertThat(store.newest("greeting")).isPresent();
  }
}

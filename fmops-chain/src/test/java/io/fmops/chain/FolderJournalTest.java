package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunHeader;
import io.fmops.chain.spi.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the folder does; the contract kit of fmops-testkit has what every journal does. */
class FolderJournalTest {

  private static final RunHeader HEADER =
      new RunHeader("c", "d", "入力", Instant.parse("2026-11-01T00:00:00Z"));

  @TempDir
  private Path folder;

  private static JournalEntry step(String name) {
    return new JournalEntry(JournalEntry.Type.STEP, name, "データ", HEADER.begun());
  }

  private Path write(String... steps) {
    try (JournalRun run = FolderJournal.in(folder).open("r", HEADER)) {
      for (String name : steps) {
        run.append(step(name));
      }
    }
    return folder.resolve("run-r.jsonl");
  }

  @Test
  void aRunIsAFileThatPeopleCanRead() throws IOException {
    Path file = write("手順");
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).matches("[0-9a-f]{8} \\{\"run\":\"r\",\"chain\":\"c\".*入力.*");
    assertThat(lines.get(1)).contains("\"step\":\"手順\"");
  }

  @Test
  void whereverALineIsCutOffTheWholeOnesBeforeItAreThere() throws IOException {
    Path file = write("a", "b");
    byte[] whole = Files.readAllBytes(file);
    int end = 0;
    int lines = 0;
    for (int cut = 0; cut <= whole.length; cut++) {
      if (cut > 0 && whole[cut - 1] == '\n') {
        end = cut;
        lines++;
      }
      Files.write(file, Arrays.copyOf(whole, cut));
      FolderJournal journal = FolderJournal.in(folder);
      assertThat(journal.entries("r")).hasSize(Math.max(0, lines - 1));
      assertThat(journal.find("r").isPresent()).isEqualTo(lines > 0);
      if (cut % 7 == 0 || cut == end) {
        try (JournalRun run = journal.open("r", HEADER)) {
          run.append(step("next"));
        }
        assertThat(journal.entries("r")).hasSize(Math.max(1, lines)).endsWith(step("next"));
      }
    }
  }

  @Test
  void damageThatNoKillDoesIsAnErrorAndNotALoss() throws IOException {
    Path file = write("a", "b");
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"step\":\"a\"", "\"step\":\"x\""));
    assertThatThrownBy(() -> FolderJournal.in(folder).open("r", HEADER))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("line 2 of " + file)
        .hasMessageContaining("restore");
    assertThatThrownBy(() -> FolderJournal.in(folder).entries("r"))
        .isInstanceOf(JournalException.class);
    FolderJournal.in(folder).open("another", HEADER).close();
    Files.writeString(file, text);
    assertThat(FolderJournal.in(folder).entries("r")).hasSize(2);
  }

  @Test
  void nothingIsWrittenOutsideOfTheFolder() throws IOException {
    Path inner = folder.resolve("runs");
    FolderJournal journal = FolderJournal.in(inner);
    for (String id : List.of("../x", "a/b", "CON", "..", "run", "A", "x".repeat(200))) {
      journal.open(id, HEADER).close();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(inner);
    }
    try (Stream<Path> files = Files.list(inner)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .allMatch(name -> name.matches("runs\\.lock|run-(~[0-9a-f]{64}|[a-z0-9._-]+)\\.jsonl"))
          .contains("run-run.jsonl")
          .hasSize(8);
    }
  }

  @Test
  void otherFilesInTheFolderAreLeftAlone() throws IOException {
    write("a");
    Files.writeString(folder.resolve("notes.txt"), "mine");
    Files.writeString(folder.resolve("run-empty.jsonl"), "");
    assertThat(FolderJournal.in(folder).list(RunState.OPEN, 10)).hasSize(1);
    assertThat(folder.resolve("notes.txt")).hasContent("mine");
  }

  @Test
  void aPlaceThatIsNoFolderIsAnError() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> FolderJournal.in(file))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining(file.toString());
  }
}

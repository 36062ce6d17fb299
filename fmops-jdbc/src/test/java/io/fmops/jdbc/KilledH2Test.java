package io.fmops.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.chain.RunInUseException;
import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunHeader;
import io.fmops.prompt.Change;
import io.fmops.prompt.VersionInfo;
import io.fmops.prompt.spi.PromptStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that has H2's file to itself is killed while it adds versions and writes to a run; the
 * next goes on. As often as the system property {@code fmops.kills} says. The contracts' processes
 * are clients of the test's own H2, and it would write down what they leave behind.
 */
@Tag("long")
class KilledH2Test {

  private static final int KILLS = Integer.getInteger("fmops.kills", 2);
  private static final JdbcSettings SETTINGS =
      JdbcSettings.builder().lease(Duration.ofSeconds(1)).build();

  @TempDir
  private Path folder;

  /** Adds and writes, and tells each number when it is acknowledged. */
  public static void main(String[] arguments) throws Exception {
    DataSource source = DataSources.pool(arguments[0]);
    try (PromptStore store = JdbcPromptStore.open(source, SETTINGS);
        JdbcJournal journal = JdbcJournal.open(source, SETTINGS);
        JournalRun run = whenFree(journal)) {
      for (int i = run.entries().size() + 1; ; i++) {
        store.add("greeting", "text " + i, Change.by("child", "a test"));
        run.append(new JournalEntry(JournalEntry.Type.STEP, "step " + i, "データ", Instant.now()));
        System.out.println(i);
      }
    }
  }

  private static JournalRun whenFree(JdbcJournal journal) throws InterruptedException {
    for (int i = 0; ; i++) {
      try {
        return journal.open("r", new RunHeader("c", "d", "i", Instant.EPOCH));
      } catch (RunInUseException e) {
        if (i == 400) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  @Test
  @Timeout(value = 1_200, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void nothingAcknowledgedIsMissingAndTheRunGoesOn() throws Exception {
    String url = "jdbc:h2:file:%s;DB_CLOSE_DELAY=-1".formatted(folder.resolve("alone"));
    int acknowledged = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      acknowledged = Math.max(acknowledged, killed(url));
      try {
        acknowledged = check(url, acknowledged);
      } finally {
        // So that the next process can open the file.
        Place.H2.end(url);
      }
    }
  }

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whenTheProcessThatServesTheFileIsKilledAnotherGoesOn() throws Exception {
    String url = Place.H2.empty(folder);
    Path told = folder.resolve("told.txt");
    Process server = start(url, told);
    try {
      awaitWords(server, told);
    } catch (Throwable e) {
      server.destroyForcibly();
      throw e;
    }
    try (PromptStore store = JdbcPromptStore.open(DataSources.pool(url))) {
      assertThat(store.newest("greeting")).isPresent();
      server.destroyForcibly().waitFor();
      int last = last(told);
      assertThat(store.versions("greeting").size()).isBetween(last, last + 1);
      assertThat(store
              .add("greeting", "after the kill", Change.by("test", "a test"))
              .isNew())
          .isTrue();
    } finally {
      server.destroyForcibly().waitFor();
      Place.H2.end(url);
    }
  }

  /** The last number that a process had told before it was killed. */
  private int killed(String url) throws IOException, InterruptedException {
    Path told = Files.createTempFile(folder, "told", ".txt");
    Process process = start(url, told);
    try {
      awaitWords(process, told);
      Thread.sleep(new Random().nextInt(200));
    } finally {
      process.destroyForcibly().waitFor();
    }
    return last(told);
  }

  private Process start(String url, Path told) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KilledH2Test.class.getName(),
            url)
        .redirectOutput(told.toFile())
        .redirectError(errors().toFile())
        .start();
  }

  private Path errors() {
    return folder.resolve("errors.txt");
  }

  private void awaitWords(Process process, Path told) throws IOException, InterruptedException {
    while (Files.size(told) == 0) {
      assertThat(process.isAlive()).as(Files.readString(errors())).isTrue();
      Thread.sleep(5);
    }
  }

  private static int last(Path told) throws IOException {
    // A line without its end was not told.
    String lines = Files.readString(told);
    return lines
        .substring(0, lines.lastIndexOf('\n') + 1)
        .lines()
        .mapToInt(Integer::parseInt)
        .max()
        .orElse(0);
  }

  /** How far the work has come, which is as far as was told or one further. */
  private static int check(String url, int acknowledged) throws Exception {
    DataSource source = DataSources.pool(url);
    try (PromptStore store = JdbcPromptStore.open(source, SETTINGS);
        JdbcJournal journal = JdbcJournal.open(source, SETTINGS)) {
      List<Integer> versions =
          store.versions("greeting").stream().map(VersionInfo::number).toList();
      assertThat(versions.size()).isBetween(acknowledged, acknowledged + 1);
      assertThat(versions)
          .isEqualTo(IntStream.rangeClosed(1, versions.size()).boxed().toList());
      assertThat(store.newest("greeting").orElseThrow().text())
          .isEqualTo("text " + versions.size());
      try (JournalRun run = whenFree(journal)) {
        List<JournalEntry> entries = run.entries();
        assertThat(entries.size()).isBetween(acknowledged, acknowledged + 1);
        assertThat(entries)
            .extracting(JournalEntry::step)
            .isEqualTo(IntStream.rangeClosed(1, entries.size())
                .mapToObj(i -> "step " + i)
                .toList());
        assertThat(entries).extracting(JournalEntry::data).containsOnly("データ");
        return entries.size();
      }
    }
  }
}

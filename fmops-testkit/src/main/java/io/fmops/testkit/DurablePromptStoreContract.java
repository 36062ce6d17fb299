package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.prompt.Change;
import io.fmops.prompt.LabelMove;
import io.fmops.prompt.PromptUse;
import io.fmops.prompt.spi.PromptStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every store of prompts promises that outlives its process and can be opened by several at
 * once: all of {@link PromptStoreContract}, and that nothing acknowledged is lost when other
 * processes write too or are killed. Processes are killed {@value #DEFAULT_KILLS} times, or as
 * often as the system property {@value #KILLS} says.
 */
public abstract class DurablePromptStoreContract extends PromptStoreContract {

  /** The system property with the number of kills. */
  public static final String KILLS = "fmops.kills";

  /** How often processes are killed unless said otherwise. */
  public static final int DEFAULT_KILLS = 3;

  private static final int THREADS = 8;
  private static final Change CHANGE = new Change("yuki", Instant.EPOCH, "a test");

  @TempDir
  private Path notes;

  /** For subclasses. */
  protected DurablePromptStoreContract() {}

  /**
   * What opens the store, in this process and in others.
   *
   * @return the opener
   */
  protected abstract PromptStoreOpener opener();

  /**
   * The place of this test, empty when the test begins and the same during it.
   *
   * @return the arguments for the opener
   */
  protected abstract List<String> arguments();

  @Override
  protected final PromptStore open() throws Exception {
    return opener().open(arguments().toArray(new String[0]));
  }

  @Test
  void everythingIsThereWhenTheStoreIsOpenedAgain() throws Exception {
    store().add("挨拶/朝", "おはよう", CHANGE);
    store().add("挨拶/朝", "おはようございます", CHANGE);
    LabelMove move = move("挨拶/朝", "production", 0, 2);
    store().moveLabel(move);
    PromptUse use = new PromptUse("挨拶/朝", 1, "chain", "c", Instant.EPOCH);
    store().addUse(use);
    Map<String, String> revisions = store().revisions(List.of("挨拶/朝"));
    store().close();
    try (PromptStore again = open()) {
      assertThat(again.names()).containsExactly("挨拶/朝");
      assertThat(again.version("挨拶/朝", 1).orElseThrow().text()).isEqualTo("おはよう");
      assertThat(again.labelled("挨拶/朝", "production").orElseThrow().text()).isEqualTo("おはようございます");
      assertThat(again.labelMoves("挨拶/朝")).containsExactly(move);
      assertThat(again.uses("挨拶/朝", 1)).containsExactly(use);
      assertThat(again.addUse(use)).isFalse();
      assertThat(again.revisions(List.of("挨拶/朝"))).isEqualTo(revisions);
      assertThat(again.add("挨拶/朝", "おはよう", CHANGE).isNew()).isFalse();
      assertThat(again.add("挨拶/朝", "やあ", CHANGE).info().number()).isEqualTo(3);
    }
  }

  @Test
  void twoStoresOverOnePlaceSeeEachOthersChangesAtOnce() throws Exception {
    try (PromptStore other = open()) {
      for (int i = 1; i <= 10; i++) {
        PromptStore writer = i % 2 == 0 ? store() : other;
        PromptStore reader = i % 2 == 0 ? other : store();
        Map<String, String> before = reader.revisions(List.of("greeting"));
        assertThat(writer.add("greeting", "Hello " + i, CHANGE).info().number()).isEqualTo(i);
        assertThat(reader.newest("greeting").orElseThrow().text()).isEqualTo("Hello " + i);
        writer.moveLabel(move("greeting", "production", i - 1, i));
        assertThat(reader.labelled("greeting", "production").orElseThrow().text())
            .isEqualTo("Hello " + i);
        assertThat(reader.revisions(List.of("greeting"))).isNotEqualTo(before);
        assertThat(reader.revisions(List.of("greeting")))
            .isEqualTo(writer.revisions(List.of("greeting")));
        writer.addUse(new PromptUse("greeting", i, "chain", "c", Instant.EPOCH));
        assertThat(reader.uses("greeting", i)).hasSize(1);
      }
    }
  }

  @Test
  void closingOneStoreLeavesTheOthersOverItsPlaceAlone() throws Exception {
    try (PromptStore other = open()) {
      other.add("greeting", "Hello", CHANGE);
    }
    assertThat(store().add("greeting", "Good day", CHANGE).info().number()).isEqualTo(2);
  }

  @Test
  @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @Tag("long")
  void twoProcessesOfEightThreadsLoseNothing() throws Exception {
    Path acknowledged = notes.resolve("acknowledged");
    List<PromptStoreProcess> processes = new ArrayList<>();
    try {
      for (int seed = 1; seed <= 2; seed++) {
        processes.add(start(seed, 12, "shared", acknowledged));
      }
      for (PromptStoreProcess process : processes) {
        process.awaitEnd();
      }
    } finally {
      processes.forEach(PromptStoreProcess::kill);
    }
    PromptLedger ledger = PromptLedger.read(acknowledged);
    assertThat(ledger.size()).isGreaterThan(2 * THREADS * 12 / 2);
    ledger.check(store(), "shared/", 0);
  }

  @Test
  @Timeout(value = 1_200, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @Tag("long")
  void aKilledProcessLosesNothingThatItHadAcknowledged() throws Exception {
    int kills = Integer.getInteger(KILLS, DEFAULT_KILLS);
    Random random = new Random();
    Path acknowledged = notes.resolve("acknowledged");
    for (int kill = 1; kill <= kills; kill++) {
      // Odd rounds start from nothing, even ones go on where the one before was killed.
      String round = "round-" + (kill + 1) / 2;
      long before = PromptLedger.lines(acknowledged);
      PromptStoreProcess process =
          start(random.nextInt(1_000_000), Integer.MAX_VALUE, round, acknowledged);
      try {
        process.awaitGrowth(acknowledged, before);
        Thread.sleep(random.nextInt(250));
      } finally {
        process.kill();
      }
      // As many as the threads of each process were at work on may be there without being told,
      // and what this test adds.
      int untold = (THREADS + 1) * (2 - kill % 2);
      PromptLedger.read(acknowledged).check(store(), round + "/", untold);
      try (PromptStore fresh = open()) {
        PromptLedger.read(acknowledged).check(fresh, round + "/", untold);
        int newest = fresh.versions(round + "/0").size();
        assertThat(fresh.add(round + "/0", "still writable", CHANGE).info().number())
            .isBetween(1, newest + 1);
      }
    }
  }

  private PromptStoreProcess start(int seed, int steps, String prefix, Path acknowledged)
      throws Exception {
    List<String> work = List.of(
        opener().getClass().getName(),
        acknowledged.toString(),
        Integer.toString(seed),
        Integer.toString(THREADS),
        Integer.toString(steps),
        prefix);
    return PromptStoreProcess.start(work, arguments(), notes.resolve("errors-" + seed));
  }
}

package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.chain.Approvals;
import io.fmops.chain.Chain;
import io.fmops.chain.ChainResult;
import io.fmops.chain.Decision;
import io.fmops.chain.PendingDecision;
import io.fmops.chain.RunInUseException;
import io.fmops.chain.RunOptions;
import io.fmops.chain.spi.Journal;
import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunHeader;
import io.fmops.chain.spi.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link Journal} promises that several processes can open. Besides the tests of
 * {@link JournalContract}, child JVMs append, run chains and are killed in the middle of it; the
 * system property {@value #KILLS} says how often (by default {@value #DEFAULT_KILLS} times).
 */
public abstract class JournalProcessContract extends JournalContract {

  /** How often child JVMs are killed. */
  public static final String KILLS = "fmops.kills";

  private static final int DEFAULT_KILLS = 2;

  private static final RunHeader HEADER =
      new RunHeader("c", "d", "i", Instant.parse("2026-11-01T00:00:00Z"));

  @TempDir
  private Path side;

  /** For subclasses. */
  protected JournalProcessContract() {}

  /**
   * Opens the journal under test in another process.
   *
   * @return a public class with a public constructor without parameters
   */
  protected abstract Class<? extends JournalOpener> opener();

  /**
   * Tells the opener which journal it is: the one that {@link #open()} opens.
   *
   * @return its arguments
   */
  protected abstract List<String> openerArguments();

  private static int kills() {
    return Integer.getInteger(KILLS, DEFAULT_KILLS);
  }

  /** What a child does: its name, and where it says what it has done. */
  private ChildJvm child(String work, Path log) {
    List<String> arguments =
        new ArrayList<>(List.of(work, log.toString(), opener().getName()));
    arguments.addAll(openerArguments());
    return ChildJvm.start(JournalChild.class, arguments);
  }

  /** Does something with a run, as soon as the process that was killed has given it up. */
  private static <T> T whenFree(Journal journal, Callable<T> work) throws Exception {
    long until = System.nanoTime() + journal.longestHold().plusSeconds(20).toNanos();
    while (true) {
      try {
        return work.call();
      } catch (RunInUseException e) {
        if (journal.longestHold().isZero() || System.nanoTime() > until) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }

  private static JournalRun takenUp(Journal journal) throws Exception {
    return whenFree(journal, () -> journal.reopen(JournalChild.RUN).orElseThrow());
  }

  @Test
  @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @Tag("long")
  void aRunThatAnotherProcessHasIsInUseUntilThatDies() throws Exception {
    Path log = side.resolve("log");
    try (Journal journal = open();
        ChildJvm child = child(JournalChild.HOLD, log)) {
      child.await(log, "held");
      assertThat(journal.entries(JournalChild.RUN)).hasSize(1);
      assertThatThrownBy(() -> journal.reopen(JournalChild.RUN))
          .isInstanceOf(RunInUseException.class);
      child.kill();
      try (JournalRun run = takenUp(journal)) {
        assertThat(run.entries()).hasSize(1);
      }
    }
  }

  @Test
  @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @Tag("long")
  void nothingThatWasAcknowledgedIsLostByAKill() throws Exception {
    Random random = new Random(7);
    Path log = side.resolve("log");
    try (Journal journal = open()) {
      journal.open(JournalChild.RUN, HEADER).close();
      int expectedAtLeast = 0;
      for (int kill = 0; kill < kills(); kill++) {
        try (ChildJvm child = child(JournalChild.APPEND, log)) {
          child.await(log, "begun " + kill);
          if (kill == kills() - 1) {
            // However slow the store, one process at least comes to write something.
            awaitAcknowledgement(log);
          }
          Thread.sleep(random.nextInt(120));
          child.kill();
        }
        List<String> acknowledged =
            wholeLines(log).stream().filter(line -> line.startsWith("ack ")).toList();
        try (JournalRun run = takenUp(journal)) {
          Set<String> there = new HashSet<>();
          for (JournalEntry entry : run.entries()) {
            assertThat(there.add("ack " + entry.step()))
                .as("no entry is there twice: %s", entry.step())
                .isTrue();
            assertThat(entry.data())
                .as("no entry is half there")
                .isEqualTo(JournalChild.data(entry.step()));
          }
          assertThat(there).containsAll(acknowledged);
        }
        assertThat(acknowledged.size()).isGreaterThanOrEqualTo(expectedAtLeast);
        expectedAtLeast = acknowledged.size();
      }
      assertThat(expectedAtLeast).as("something was acknowledged").isPositive();
    }
  }

  private static void awaitAcknowledgement(Path log) throws Exception {
    long until = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (wholeLines(log).stream().noneMatch(line -> line.startsWith("ack "))) {
      assertThat(System.nanoTime()).as("something is acknowledged").isLessThan(until);
      Thread.sleep(2);
    }
  }

  @Test
  @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @Tag("long")
  void aChainThatIsKilledGoesOnWithoutCallingAModelAgainForFinishedSteps() throws Exception {
    Random random = new Random(11);
    int runs = Math.max(1, kills() / 3);
    int left = kills();
    for (int i = 0; i < runs; i++) {
      String runId = "run " + i;
      Path log = side.resolve("calls-" + i);
      int kills = (int) Math.ceil(left / (double) (runs - i));
      left -= kills;
      for (int kill = 0; kill < kills; kill++) {
        try (ChildJvm child = child(JournalChild.CHAIN + runId, log)) {
          child.await(log, "begun " + kill);
          Thread.sleep(random.nextInt(250));
          child.kill();
        }
      }
      checkChain(runId, log);
    }
  }

  /** Ends the run in this process and compares the journal with what the children did. */
  private void checkChain(String runId, Path log) throws Exception {
    try (Journal journal = open()) {
      Set<String> finished = new HashSet<>();
      for (JournalEntry entry : journal.entries(runId)) {
        if (entry.type() == JournalEntry.Type.STEP) {
          assertThat(finished.add(entry.step())).as("a step is written once").isTrue();
        }
      }
      Files.writeString(log, "here\n", StandardOpenOption.APPEND);
      ChainResult<String> result = ended(journal, runId, log);
      assertThat(result.output()).isEqualTo(JournalChild.EXPECTED);
      List<String> lines = wholeLines(log);
      List<String> here = lines.subList(lines.lastIndexOf("here") + 1, lines.size());
      for (String step : finished) {
        assertThat(here).as("a finished step is not called again").doesNotContain("call " + step);
        long calls = lines.stream().filter(("call " + step)::equals).count();
        assertThat(calls).isPositive();
      }
      assertThat(lines).noneMatch(line -> line.startsWith("again "));
      assertThat(journal.find(runId).orElseThrow().state()).isEqualTo(RunState.FINISHED);
    }
  }

  private static ChainResult<String> ended(Journal journal, String runId, Path log)
      throws Exception {
    RunOptions options = RunOptions.journaled(journal, runId);
    Chain<String, String> chain = JournalChild.chain(journal, runId, log);
    // Begins the run if every child was killed before it could.
    ChainResult<String> result = whenFree(journal, () -> chain.run(JournalChild.INPUT, options));
    if (!result.finished()) {
      Approvals approvals = Approvals.in(journal);
      for (PendingDecision asked : approvals.waiting(runId)) {
        approvals.decide(asked, Decision.APPROVE, "kit", "");
      }
      result = chain.resume(options);
    }
    return result;
  }

  @Test
  @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @Tag("long")
  void aRunOfOneProcessIsDecidedInAnotherAndEndedInAThird() throws Exception {
    Path log = side.resolve("log");
    try (ChildJvm child = child(JournalChild.CHAIN + "r", log)) {
      assertThat(child.waitFor(Duration.ofMinutes(1))).isZero();
    }
    assertThat(wholeLines(log)).contains("waiting");
    try (Journal journal = open()) {
      Approvals approvals = Approvals.in(journal);
      assertThat(approvals.waiting(10)).hasSize(1);
      approvals.decide(approvals.waiting(10).get(0), Decision.APPROVE, "花子", "よし");
    }
    try (ChildJvm child = child(JournalChild.CHAIN + "r", log)) {
      assertThat(child.waitFor(Duration.ofMinutes(1))).isZero();
    }
    assertThat(wholeLines(log)).contains("output " + JournalChild.EXPECTED);
    assertThat(wholeLines(log).stream().filter(line -> line.startsWith("call ")))
        .as("every model call was made once")
        .doesNotHaveDuplicates()
        .hasSize(JournalChild.CALLS);
  }

  @Test
  @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void ofTwoProcessesThatWantARunOneHasIt() throws Exception {
    Path one = side.resolve("one");
    Path two = side.resolve("two");
    try (ChildJvm first = child(JournalChild.GRAB, one);
        ChildJvm second = child(JournalChild.GRAB, two)) {
      assertThat(first.waitFor(Duration.ofMinutes(2))).isZero();
      assertThat(second.waitFor(Duration.ofMinutes(2))).isZero();
    }
    List<String> both = new ArrayList<>(wholeLines(one));
    both.addAll(wholeLines(two));
    List<String> got = both.stream().filter(line -> line.startsWith("got ")).toList();
    try (Journal journal = open()) {
      List<String> appended = journal.entries(JournalChild.RUN).stream()
          .map(entry -> "got " + entry.step())
          .toList();
      assertThat(appended).containsExactlyInAnyOrderElementsOf(got);
      // Whoever has the run writes a begin and an end: nobody else's entry is between them.
      for (int i = 0; i < appended.size(); i += 2) {
        assertThat(appended.get(i)).endsWith(" begin");
        assertThat(appended.get(i + 1)).isEqualTo(appended.get(i).replace(" begin", " end"));
      }
    }
    assertThat(got).hasSizeGreaterThan(4);
  }

  private static List<String> wholeLines(Path log) throws IOException {
    if (!Files.exists(log)) {
      return List.of();
    }
    String text = Files.readString(log);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }
}

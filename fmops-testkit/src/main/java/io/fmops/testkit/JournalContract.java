package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.chain.RunInUseException;
import io.fmops.chain.spi.Journal;
import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunHeader;
import io.fmops.chain.spi.RunState;
import io.fmops.chain.spi.RunSummary;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link Journal} promises within one process. Extend it and say how to open a journal;
 * the tests do the rest. A store that other processes can open, too, extends the contract of
 * processes instead.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class JournalContract {

  private static final Instant BEGUN = Instant.parse("2026-11-01T09:30:00.123Z");

  /** For subclasses. */
  protected JournalContract() {}

  /**
   * Opens the journal under test.
   *
   * @return within one test always a journal over the same store, and over an empty one in the next
   */
  protected abstract Journal open();

  private static RunHeader header(String input) {
    return new RunHeader("要約 chain", "summary:SEQUENCE\nsummary/ask:MODEL", input, BEGUN);
  }

  private static JournalEntry entry(JournalEntry.Type type, String step, String data) {
    return new JournalEntry(type, step, data, BEGUN.plusMillis(1));
  }

  @Test
  void whatWasAppendedIsThereInItsOrder() {
    try (Journal journal = open()) {
      List<JournalEntry> entries = List.of(
          entry(JournalEntry.Type.STEP, "a", "{\"out\":\"one\"}"),
          entry(JournalEntry.Type.STEP, "二番目[12]/b", "二つ目 🎌 \"quoted\" \\ \n\r\t\u0001 end"),
          entry(JournalEntry.Type.FAILED, "", ""));
      try (JournalRun run = journal.open("r", header("入力"))) {
        assertThat(run.header()).isEqualTo(header("入力"));
        assertThat(run.entries()).isEmpty();
        entries.forEach(run::append);
        assertThat(journal.entries("r")).isEqualTo(entries);
        assertThat(run.entries()).as("as it was when opened").isEmpty();
      }
      try (JournalRun again = journal.reopen("r").orElseThrow()) {
        assertThat(again.header()).isEqualTo(header("入力"));
        assertThat(again.entries()).isEqualTo(entries);
      }
    }
  }

  @Test
  void aJournalOpenedAnewHasEverything() {
    try (Journal first = open();
        JournalRun run = first.open("r", header("in"))) {
      run.append(entry(JournalEntry.Type.STEP, "a", "x"));
    }
    try (Journal second = open()) {
      assertThat(second.entries("r")).containsExactly(entry(JournalEntry.Type.STEP, "a", "x"));
      assertThat(second.find("r").orElseThrow().begun()).isEqualTo(BEGUN);
    }
  }

  @Test
  void aRunKeepsTheHeaderItBeganWith() {
    try (Journal journal = open()) {
      journal.open("r", header("first")).close();
      try (JournalRun run = journal.open("r", header("second"))) {
        assertThat(run.header().input()).isEqualTo("first");
      }
    }
  }

  @Test
  void longTextsAreKeptWhole() {
    String text = "長い text 🎌 ".repeat(200_000);
    try (Journal journal = open()) {
      try (JournalRun run = journal.open("r", header(text))) {
        run.append(entry(JournalEntry.Type.STEP, "a", text));
      }
      assertThat(journal.entries("r").get(0).data()).isEqualTo(text);
      try (JournalRun run = journal.reopen("r").orElseThrow()) {
        assertThat(run.header().input()).isEqualTo(text);
      }
    }
  }

  @Test
  void timesAreKeptToTheMillisecond() {
    Instant at = Instant.parse("2026-11-01T09:30:00.123456789Z");
    try (Journal journal = open()) {
      try (JournalRun run = journal.open("r", new RunHeader("c", "d", "i", at))) {
        run.append(new JournalEntry(JournalEntry.Type.STEP, "a", "", at));
      }
      assertThat(journal.entries("r").get(0).at().truncatedTo(ChronoUnit.MILLIS))
          .isEqualTo(at.truncatedTo(ChronoUnit.MILLIS));
      assertThat(journal.find("r").orElseThrow().begun().truncatedTo(ChronoUnit.MILLIS))
          .isEqualTo(at.truncatedTo(ChronoUnit.MILLIS));
    }
  }

  @Test
  void aRunIsInOnePairOfHandsOnly() {
    try (Journal journal = open();
        Journal other = open()) {
      JournalRun run = journal.open("r", header("in"));
      assertThatThrownBy(() -> journal.open("r", header("in")))
          .isInstanceOf(RunInUseException.class)
          .hasMessageContaining("\"r\"");
      assertThatThrownBy(() -> other.open("r", header("in"))).isInstanceOf(RunInUseException.class);
      assertThatThrownBy(() -> other.reopen("r")).isInstanceOf(RunInUseException.class);
      assertThatThrownBy(() -> other.delete("r")).isInstanceOf(RunInUseException.class);
      run.append(entry(JournalEntry.Type.STEP, "a", "x"));
      assertThat(other.entries("r")).as("looking is allowed").hasSize(1);
      assertThat(other.find("r")).isPresent();
      run.append(entry(JournalEntry.Type.STEP, "b", "y"));
      other.open("another", header("in")).close();
      run.close();
      try (JournalRun next = other.open("r", header("in"))) {
        assertThat(next.entries()).hasSize(2);
      }
    }
  }

  @Test
  void aRunThatWasGivenOutOfHandTakesNothingMore() {
    try (Journal journal = open()) {
      JournalRun run = journal.open("r", header("in"));
      run.close();
      run.close();
      try (JournalRun next = journal.open("r", header("in"))) {
        assertThatThrownBy(() -> run.append(entry(JournalEntry.Type.STEP, "a", "x")))
            .isInstanceOf(IllegalStateException.class);
        run.close();
        next.append(entry(JournalEntry.Type.STEP, "b", "y"));
      }
      assertThat(journal.entries("r")).containsExactly(entry(JournalEntry.Type.STEP, "b", "y"));
    }
  }

  @Test
  void whatIsNotThereIsNotFound() {
    try (Journal journal = open()) {
      assertThat(journal.find("r")).isEmpty();
      assertThat(journal.entries("r")).isEmpty();
      assertThat(journal.reopen("r")).isEmpty();
      assertThat(journal.delete("r")).isFalse();
      assertThat(journal.find("r")).as("looking makes no run").isEmpty();
      assertThat(journal.list(RunState.OPEN, 10)).isEmpty();
    }
  }

  @Test
  void theLastEntryThatSaysSoTellsTheState() {
    try (Journal journal = open();
        JournalRun run = journal.open("r", header("in"))) {
      assertThat(state(journal)).isEqualTo(RunState.OPEN);
      run.append(entry(JournalEntry.Type.STEP, "a", ""));
      assertThat(state(journal)).isEqualTo(RunState.OPEN);
      run.append(entry(JournalEntry.Type.WAITING, "b", ""));
      assertThat(state(journal)).isEqualTo(RunState.WAITING);
      run.append(entry(JournalEntry.Type.STEP, "c", ""));
      assertThat(state(journal)).isEqualTo(RunState.WAITING);
      run.append(entry(JournalEntry.Type.DECISION, "b", ""));
      assertThat(state(journal)).isEqualTo(RunState.OPEN);
      run.append(entry(JournalEntry.Type.FAILED, "", ""));
      assertThat(state(journal)).isEqualTo(RunState.FAILED);
      run.append(entry(JournalEntry.Type.RESUMED, "", ""));
      assertThat(state(journal)).isEqualTo(RunState.OPEN);
      run.append(entry(JournalEntry.Type.FINISHED, "", ""));
      assertThat(state(journal)).isEqualTo(RunState.FINISHED);
    }
  }

  private static RunState state(Journal journal) {
    return journal.find("r").orElseThrow().state();
  }

  @Test
  void runsAreListedByStateAndAge() {
    try (Journal journal = open()) {
      for (int i = 0; i < 5; i++) {
        RunHeader header = new RunHeader("c", "d", "i", BEGUN.minusSeconds(i % 3));
        try (JournalRun run = journal.open("run " + i, header)) {
          run.append(
              entry(i == 1 ? JournalEntry.Type.FINISHED : JournalEntry.Type.WAITING, "a", ""));
        }
      }
      List<RunSummary> waiting = journal.list(RunState.WAITING, 10);
      assertThat(waiting)
          .extracting(RunSummary::runId)
          .containsExactly("run 2", "run 4", "run 0", "run 3");
      assertThat(waiting.get(0))
          .isEqualTo(new RunSummary(
              "run 2", "c", RunState.WAITING, BEGUN.minusSeconds(2), BEGUN.plusMillis(1)));
      assertThat(journal.list(RunState.WAITING, 2)).isEqualTo(waiting.subList(0, 2));
      assertThat(journal.list(RunState.FAILED, 2)).isEmpty();
      assertThatThrownBy(() -> journal.list(RunState.OPEN, 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aDeletedRunIsGoneAndItsIdIsFree() {
    try (Journal journal = open()) {
      try (JournalRun run = journal.open("r", header("first"))) {
        run.append(entry(JournalEntry.Type.STEP, "a", "x"));
      }
      assertThat(journal.delete("r")).isTrue();
      assertThat(journal.find("r")).isEmpty();
      assertThat(journal.entries("r")).isEmpty();
      try (JournalRun run = journal.open("r", header("second"))) {
        assertThat(run.header().input()).isEqualTo("second");
        assertThat(run.entries()).isEmpty();
      }
    }
  }

  /** Ids that a store may mistake for something else. */
  static List<String> strangeIds() {
    return List.of(
        "../x",
        "/etc/passwd",
        "C:\\x",
        "CON",
        "con",
        "nul.txt",
        ".hidden",
        "trailing.",
        " blank ",
        "Ａ全角",
        "注文 17 号",
        "🎌🎌",
        "'; DROP TABLE runs; --",
        "%00%2e",
        "100%_",
        "é",
        "e\u0301",
        "x".repeat(200),
        "🎌".repeat(200));
  }

  @Test
  void strangeIdsNameRunsAndNothingElse() {
    try (Journal journal = open()) {
      List<String> ids = strangeIds();
      for (String id : ids) {
        try (JournalRun run = journal.open(id, header(id))) {
          run.append(entry(JournalEntry.Type.WAITING, id, id));
        }
      }
      for (String id : ids) {
        assertThat(journal.entries(id))
            .as(id)
            .containsExactly(entry(JournalEntry.Type.WAITING, id, id));
      }
      assertThat(journal.list(RunState.WAITING, 100))
          .extracting(RunSummary::runId)
          .containsExactlyInAnyOrderElementsOf(ids);
      assertThat(journal.delete("e\u0301")).isTrue();
      assertThat(journal.find("é")).isPresent();
    }
  }

  @Test
  void idsThatDifferInCaseOnlyAreTwoRuns() {
    try (Journal journal = open()) {
      journal.open("order-A", header("upper")).close();
      try (JournalRun run = journal.open("order-a", header("lower"))) {
        assertThat(run.header().input()).isEqualTo("lower");
      }
      assertThat(journal.delete("order-a")).isTrue();
      try (JournalRun run = journal.reopen("order-A").orElseThrow()) {
        assertThat(run.header().input()).isEqualTo("upper");
      }
    }
  }

  /** Ids that no store takes. */
  static List<String> malformedIds() {
    return List.of("", "  ", "x".repeat(201), "a\nb", "a\u0000b", "a\ud83cb");
  }

  @ParameterizedTest
  @MethodSource("malformedIds")
  void malformedIdsAreRefused(String id) {
    try (Journal journal = open()) {
      assertThatThrownBy(() -> journal.open(id, header("in")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> journal.reopen(id)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> journal.find(id)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> journal.entries(id)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> journal.delete(id)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void stepsAtTheSameTimeLoseNothing() throws Exception {
    int threads = 8;
    int each = 25;
    try (Journal journal = open()) {
      try (JournalRun run = journal.open("r", header("in"))) {
        inParallel(threads, thread -> {
          for (int i = 0; i < each; i++) {
            run.append(entry(JournalEntry.Type.STEP, thread + "/" + i, "x".repeat(i)));
          }
        });
      }
      List<JournalEntry> entries = journal.entries("r");
      assertThat(entries).hasSize(threads * each).doesNotHaveDuplicates();
      for (int thread = 0; thread < threads; thread++) {
        String prefix = thread + "/";
        assertThat(entries.stream().map(JournalEntry::step).filter(s -> s.startsWith(prefix)))
            .as("one thread's entries are in its order")
            .containsExactlyElementsOf(java.util.stream.IntStream.range(0, each)
                .mapToObj(i -> prefix + i)
                .toList());
      }
    }
  }

  @Test
  void ofManyWhoWantARunAtOnceOneGetsIt() throws Exception {
    try (Journal journal = open()) {
      for (int round = 0; round < 5; round++) {
        String id = "r" + round;
        ConcurrentLinkedQueue<JournalRun> holders = new ConcurrentLinkedQueue<>();
        inParallel(8, thread -> {
          try {
            holders.add(journal.open(id, header("of " + thread)));
          } catch (RunInUseException e) {
            assertThat(e).hasMessageContaining(id);
          }
        });
        assertThat(holders).hasSize(1);
        holders.remove().close();
      }
    }
  }

  @Test
  void anInterruptOfOneStepDoesNotHarmTheOthers() throws Exception {
    try (Journal journal = open()) {
      try (JournalRun run = journal.open("r", header("in"))) {
        run.append(entry(JournalEntry.Type.STEP, "before", ""));
        Thread interrupted = new Thread(() -> {
          Thread.currentThread().interrupt();
          run.append(entry(JournalEntry.Type.STEP, "interrupted", ""));
        });
        interrupted.setUncaughtExceptionHandler((t, e) -> {});
        interrupted.start();
        interrupted.join();
        run.append(entry(JournalEntry.Type.STEP, "after", ""));
      }
      assertThat(journal.entries("r")).extracting(JournalEntry::step).contains("before", "after");
    }
  }

  private interface Work {
    void of(int thread) throws Exception;
  }

  private static void inParallel(int threads, Work work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Object>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        all.add(() -> {
          work.of(thread);
          return thread;
        });
      }
      for (Future<Object> done : executor.invokeAll(all, 50, TimeUnit.SECONDS)) {
        done.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }
}

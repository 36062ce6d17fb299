package io.fmops.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.chain.JournalException;
import io.fmops.chain.RunInUseException;
import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunHeader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who has a run in hand, and for how long. */
@Isolated("It looks at the threads of the process.")
class LeaseTest {

  private static final JdbcSettings SHORT =
      JdbcSettings.builder().lease(Duration.ofSeconds(1)).build();
  private static final RunHeader HEADER = new RunHeader("chain", "a", "input", Instant.EPOCH);

  @TempDir
  private Path folder;

  private Place place;
  private String url;

  private void in(Place where) throws Exception {
    place = where;
    url = where.withTables(folder);
  }

  @AfterEach
  void letGo() throws SQLException {
    if (url != null) {
      place.end(url);
    }
  }

  private static JournalEntry entry(String step) {
    return new JournalEntry(JournalEntry.Type.STEP, step, "{}", Instant.EPOCH);
  }

  private static JournalRun openWhenFree(JdbcJournal journal, String runId) throws Exception {
    for (int i = 0; i < 200; i++) {
      try {
        return journal.reopen(runId).orElseThrow();
      } catch (RunInUseException e) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    throw new AssertionError("the hold did not run out");
  }

  @ParameterizedTest
  @EnumSource
  void aProcessThatWasCutOffLosesItsRunAndCannotWriteToItAnyMore(Place where) throws Exception {
    in(where);
    Switch network = new Switch(DataSources.pool(url));
    try (JdbcJournal cutOff = JdbcJournal.open(network.shown(), SHORT);
        JdbcJournal other = JdbcJournal.open(DataSources.pool(url), SHORT)) {
      JournalRun lost = cutOff.open("r", HEADER);
      lost.append(entry("first"));
      network.turnOff();
      assertThatThrownBy(() -> other.reopen("r"))
          .isInstanceOf(RunInUseException.class)
          .hasMessageContainingAll("\"r\"", "process " + ProcessHandle.current().pid());
      try (JournalRun taken = openWhenFree(other, "r")) {
        network.turnOn();
        assertThatThrownBy(() -> lost.append(entry("too late")))
            .isInstanceOf(RunInUseException.class)
            .hasMessageContainingAll("\"r\"", "taken");
        taken.append(entry("second"));
        lost.close();
        taken.append(entry("third"));
      }
      assertThatThrownBy(() -> lost.append(entry("much too late")))
          .isInstanceOf(IllegalStateException.class);
      assertThat(other.entries("r"))
          .extracting(JournalEntry::step)
          .containsExactly("first", "second", "third");
    }
  }

  @Test
  void aLivingProcessKeepsItsRunsForLongerThanTheLease() throws Exception {
    in(Place.POSTGRESQL);
    try (JdbcJournal journal = JdbcJournal.open(DataSources.pool(url), SHORT);
        JdbcJournal other = JdbcJournal.open(DataSources.pool(url), SHORT);
        JournalRun run = journal.open("r", HEADER);
        JournalRun another = journal.open("s", HEADER)) {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2_500);
      while (System.nanoTime() < end) {
        assertThatThrownBy(() -> other.reopen("r")).isInstanceOf(RunInUseException.class);
        assertThatThrownBy(() -> other.delete("s")).isInstanceOf(RunInUseException.class);
        TimeUnit.MILLISECONDS.sleep(100);
      }
      run.append(entry("a"));
      another.append(entry("a"));
    }
  }

  @Test
  void holdsAreRenewedAgainWhateverABeatDiedOf() throws Exception {
    in(Place.SQLITE);
    Switch network = new Switch(DataSources.pool(url));
    try (JdbcJournal journal = JdbcJournal.open(network.shown(), SHORT);
        JournalRun run = journal.open("r", HEADER)) {
      for (Throwable problem : List.of(
          new IllegalStateException("a pool's own exception"),
          new NoClassDefFoundError("a driver's class"))) {
        int before = network.refused();
        network.turnOff(problem);
        await(() -> network.refused() > before);
        network.turnOn();
        awaitRenewal("r");
      }
      run.append(entry("a"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "H2"})
  @Tag("long")
  void rowsThatSomebodyHasLockedDoNotCostTheOtherRunsTheirHolds(Place where) throws Exception {
    in(where);
    JdbcSettings settings = JdbcSettings.builder().lease(Duration.ofSeconds(2)).build();
    try (JdbcJournal journal = JdbcJournal.open(DataSources.pool(url), settings);
        JdbcJournal other = JdbcJournal.open(DataSources.pool(url), settings);
        Connection locking = DataSources.of(url).getConnection();
        Statement statement = locking.createStatement()) {
      for (String runId : List.of("stuck 1", "a", "stuck 2", "b", "stuck 3", "c")) {
        journal.open(runId, HEADER);
      }
      locking.setAutoCommit(false);
      statement.execute("SELECT id FROM fmops_run WHERE run_name LIKE 'stuck%' FOR UPDATE");
      String stuck = heldUntil("stuck 1");
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
      while (System.nanoTime() < end) {
        for (String runId : List.of("a", "b", "c")) {
          assertThatThrownBy(() -> other.reopen(runId)).isInstanceOf(RunInUseException.class);
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
      assertThat(heldUntil("stuck 1")).isEqualTo(stuck);
      locking.rollback();
      // Late, but nobody has taken it.
      await(() -> !heldUntil("stuck 1").equals(stuck));
    }
  }

  @Test
  void theDatabasesOwnWaitForLocksIsAsItWasAfterwards() throws Exception {
    in(Place.H2);
    Pool pool = DataSources.pool(url);
    JdbcSettings settings =
        JdbcSettings.builder().patience(Duration.ofMillis(50)).build();
    try (JdbcJournal journal = JdbcJournal.open(pool, settings)) {
      journal.open("r", HEADER).close();
    }
    try (Connection used = pool.getConnection();
        Connection fresh = DataSources.of(url).getConnection()) {
      assertThat(lockTimeout(used)).isEqualTo(lockTimeout(fresh)).isGreaterThan(50);
    }
  }

  private static int lockTimeout(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("CALL LOCK_TIMEOUT()")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void aRunTakenUpAgainByTheSameJournalIsNoLongerTheFirstOnes() throws Exception {
    in(Place.SQLITE);
    Switch network = new Switch(DataSources.pool(url));
    try (JdbcJournal journal = JdbcJournal.open(network.shown(), SHORT)) {
      JournalRun first = journal.open("r", HEADER);
      network.turnOff();
      TimeUnit.MILLISECONDS.sleep(1_200);
      network.turnOn();
      // Whoever comes first, the heartbeat or the second opener, is right; there is one of them.
      JournalRun second = null;
      try {
        second = journal.reopen("r").orElseThrow();
      } catch (RunInUseException e) {
        first.append(entry("a"));
        return;
      }
      assertThatThrownBy(() -> first.append(entry("a"))).isInstanceOf(RunInUseException.class);
      second.append(entry("b"));
    }
  }

  @Test
  void aHoldThatRanOutDoesNotKeepARunFromBeingDeleted() throws Exception {
    in(Place.H2);
    Switch network = new Switch(DataSources.pool(url));
    try (JdbcJournal cutOff = JdbcJournal.open(network.shown(), SHORT);
        JdbcJournal other = JdbcJournal.open(DataSources.pool(url), SHORT)) {
      JournalRun run = cutOff.open("r", HEADER);
      network.turnOff();
      TimeUnit.MILLISECONDS.sleep(1_200);
      assertThat(other.delete("r")).isTrue();
      network.turnOn();
      assertThatThrownBy(() -> run.append(entry("a"))).isInstanceOf(RunInUseException.class);
      assertThat(other.find("r")).isEmpty();
    }
  }

  @Test
  void closingTheJournalGivesItsRunsOutOfHand() throws Exception {
    in(Place.SQLITE);
    JdbcJournal journal = JdbcJournal.open(DataSources.pool(url));
    JournalRun run = journal.open("r", HEADER);
    journal.close();
    journal.close();
    assertThatThrownBy(() -> run.append(entry("a"))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> journal.open("s", HEADER))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("closed");
    run.close();
    try (JdbcJournal other = JdbcJournal.open(DataSources.pool(url))) {
      other.open("r", HEADER).close();
    }
  }

  @Test
  void theLeaseIsWhatTheJournalPromises() throws Exception {
    in(Place.SQLITE);
    try (JdbcJournal journal = JdbcJournal.open(DataSources.pool(url))) {
      assertThat(journal.longestHold()).isEqualTo(Duration.ofSeconds(15));
    }
    try (JdbcJournal journal = JdbcJournal.open(DataSources.pool(url), SHORT)) {
      assertThat(journal.longestHold()).isEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void theThreadThatRenewsHoldsEndsWithThem() throws Exception {
    in(Place.SQLITE);
    try (JdbcJournal journal = JdbcJournal.open(DataSources.pool(url), SHORT)) {
      try (JournalRun run = journal.open("r", HEADER)) {
        run.append(entry("a"));
        awaitThread(true);
      }
      awaitThread(false);
    }
  }

  private static void awaitThread(boolean there) throws Exception {
    await(() -> Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().equals("fmops-journal-holds"))
        == there);
  }

  private void awaitRenewal(String runId) throws Exception {
    String before = heldUntil(runId);
    await(() -> !heldUntil(runId).equals(before));
  }

  private String heldUntil(String runId) throws SQLException {
    try (Connection connection = DataSources.pool(url).getConnection();
        PreparedStatement query =
            connection.prepareStatement("SELECT held_until FROM fmops_run WHERE run_name = ?")) {
      query.setString(1, runId);
      try (ResultSet row = query.executeQuery()) {
        assertThat(row.next()).isTrue();
        return row.getString(1);
      }
    }
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.call()) {
      assertThat(System.nanoTime()).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}

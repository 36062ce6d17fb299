package io.fmops.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.chain.JournalException;
import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunHeader;
import io.fmops.prompt.Change;
import io.fmops.prompt.LabelConflictException;
import io.fmops.prompt.LabelMove;
import io.fmops.prompt.PromptStoreException;
import io.fmops.prompt.PromptUse;
import io.fmops.prompt.spi.PromptStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stores do with the connections of others, and what they do when there are none. */
class ConnectionsTest {

  private static final Change CHANGE = new Change("yuki", Instant.EPOCH, "a test");
  private static final RunHeader HEADER = new RunHeader("chain", "a", "input", Instant.EPOCH);
  private static final JournalEntry ENTRY =
      new JournalEntry(JournalEntry.Type.STEP, "a", "{}", Instant.EPOCH);

  @TempDir
  private Path folder;

  private Place place;
  private String url;

  private void in(Place where) throws SQLException {
    place = where;
    url = where.empty(folder);
  }

  @AfterEach
  void letGo() throws SQLException {
    if (url != null) {
      place.end(url);
    }
  }

  private static LabelMove move(int from, int to) {
    return new LabelMove(
        "greeting",
        "production",
        from == 0 ? OptionalInt.empty() : OptionalInt.of(from),
        OptionalInt.of(to),
        CHANGE);
  }

  private static void everything(DataSource source) {
    try (PromptStore store = JdbcPromptStore.open(source);
        JdbcJournal journal = JdbcJournal.open(source)) {
      store.add("greeting", "Hello", CHANGE);
      store.add("greeting", "Good day", CHANGE);
      store.moveLabel(move(0, 1));
      store.moveLabel(move(1, 2));
      assertThatThrownBy(() -> store.moveLabel(move(1, 2)))
          .isInstanceOf(LabelConflictException.class);
      store.addUse(new PromptUse("greeting", 1, "chain", "c", Instant.EPOCH));
      assertThat(store.newest("greeting")).isPresent();
      assertThat(store.labelled("greeting", "production")).isPresent();
      assertThat(store.versions("greeting")).hasSize(2);
      assertThat(store.labelMoves("greeting")).hasSize(2);
      assertThat(store.uses("greeting", 1)).hasSize(1);
      assertThat(store.newestAfter("", 10)).hasSize(1);
      assertThat(store.revisions(List.of("greeting"))).hasSize(1);
      try (JournalRun run = journal.open("r", HEADER)) {
        run.append(ENTRY);
      }
      assertThat(journal.entries("r")).containsExactly(ENTRY);
      assertThat(journal.delete("r")).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneConnectionIsEnoughAndComesBackAsItWas(Place where) throws Exception {
    in(where);
    try (Pool pool = new Pool(DataSources.of(url))) {
      everything(pool);
      assertThat(pool.taken()).isGreaterThan(15);
      assertThat(pool.out()).isZero();
      // H2 makes its tables on a second one, while the first holds the lock.
      assertThat(pool.mostOut()).isEqualTo(where == Place.H2 ? 2 : 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectionsOfAnotherModeWorkAndComeBackInIt(Place where) throws Exception {
    in(where);
    try (Pool pool = new Pool(DataSources.of(url), false, Connection.TRANSACTION_SERIALIZABLE)) {
      everything(pool);
      assertThat(pool.out()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoeverHoldsARowForAWhileIsWaitedFor(Place where) throws Exception {
    in(where);
    try (PromptStore store = JdbcPromptStore.open(DataSources.impatient(url));
        Connection other = DataSources.of(url).getConnection()) {
      store.add("greeting", "Hello", CHANGE);
      hold(other);
      CompletableFuture<Integer> added = CompletableFuture.supplyAsync(
          () -> store.add("greeting", "Good day", CHANGE).info().number());
      TimeUnit.MILLISECONDS.sleep(500);
      assertThat(added).isNotDone();
      assertThat(store.newest("greeting").orElseThrow().info().number()).isEqualTo(1);
      letGo(other);
      assertThat(added.get(20, TimeUnit.SECONDS)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void patienceEndsInTheStoresErrorAndNotInAConflict(Place where) throws Exception {
    in(where);
    JdbcSettings settings =
        JdbcSettings.builder().patience(Duration.ofMillis(300)).build();
    try (Pool pool = new Pool(DataSources.impatient(url));
        PromptStore store = JdbcPromptStore.open(pool, settings);
        Connection other = DataSources.of(url).getConnection()) {
      store.add("greeting", "Hello", CHANGE);
      hold(other);
      assertThatThrownBy(() -> store.moveLabel(move(0, 1)))
          .isInstanceOf(PromptStoreException.class)
          .hasMessageContainingAll("production", "greeting", "busy");
      assertThat(pool.out()).isZero();
      letGo(other);
      store.moveLabel(move(0, 1));
      assertThat(store.labelMoves("greeting")).hasSize(1);
    }
  }

  private void hold(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (place == Place.SQLITE) {
        statement.execute("BEGIN IMMEDIATE");
      } else {
        connection.setAutoCommit(false);
        statement.execute("SELECT id FROM fmops_prompt FOR UPDATE");
      }
    }
  }

  private void letGo(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whileTheDatabaseIsAwayTheStoreSaysSoAndItWorksAgainAfterwards(Place where) throws Exception {
    in(where);
    Switch source = new Switch(DataSources.pool(url));
    try (PromptStore store = JdbcPromptStore.open(source.shown());
        JdbcJournal journal = JdbcJournal.open(source.shown())) {
      store.add("greeting", "Hello", CHANGE);
      JournalRun run = journal.open("r", HEADER);
      source.turnOff();
      assertThatThrownBy(() -> store.newest("greeting"))
          .isInstanceOf(PromptStoreException.class)
          .hasMessageContainingAll("cannot read greeting", "cannot be reached");
      assertThatThrownBy(() -> store.moveLabel(move(0, 1)))
          .isInstanceOf(PromptStoreException.class)
          .hasMessageContaining("cannot be reached");
      assertThatThrownBy(() -> run.append(ENTRY))
          .isExactlyInstanceOf(JournalException.class)
          .hasMessageContainingAll("\"r\"", "cannot be reached");
      source.turnOn();
      store.moveLabel(move(0, 1));
      run.append(ENTRY);
      source.turnOff();
      run.close();
      source.turnOn();
      assertThat(journal.entries("r")).containsExactly(ENTRY);
    }
  }

  @Test
  void connectionsThatTheServerHasEndedAreReplaced() throws Exception {
    in(Place.POSTGRESQL);
    try (Pool pool = new Pool(DataSources.of(url + "&ApplicationName=victim"));
        PromptStore store = JdbcPromptStore.open(pool)) {
      store.add("greeting", "Hello", CHANGE);
      endConnections();
      assertThat(store.add("greeting", "Good day", CHANGE).info().number()).isEqualTo(2);
      endConnections();
      assertThat(store.newest("greeting").orElseThrow().text()).isEqualTo("Good day");
      assertThat(pool.out()).isZero();
    }
  }

  private void endConnections() throws SQLException {
    Place.execute(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
            + " 'victim'");
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "H2"})
  void aCommitThatNobodyAnsweredIsNotMadeAgain(Place where) throws Exception {
    in(where);
    Switch source = new Switch(DataSources.of(url));
    try (PromptStore store = JdbcPromptStore.open(source.shown())) {
      store.add("greeting", "Hello", CHANGE);
      source.loseNextCommitsAnswer();
      assertThatThrownBy(() -> store.moveLabel(move(0, 1)))
          .isInstanceOf(PromptStoreException.class)
          .hasMessageContaining("did not say whether the change was made");
      assertThat(store.labelMoves("greeting")).hasSize(1);
      source.loseNextCommitsAnswer();
      assertThatThrownBy(() -> store.add("greeting", "Good day", CHANGE))
          .isInstanceOf(PromptStoreException.class);
      assertThat(store.add("greeting", "Good day", CHANGE).isNew()).isFalse();
    }
  }

  @Test
  void whatWasCommittedIsNotMadeAgainWhateverTheFlushSays() throws Exception {
    in(Place.H2);
    Switch source = new Switch(DataSources.of(url));
    try (PromptStore store = JdbcPromptStore.open(source.shown())) {
      store.add("greeting", "Hello", CHANGE);
      source.failNextFlush(new SQLException("a lock timeout for this test", "HYT00", 50_200));
      assertThatThrownBy(() -> store.moveLabel(move(0, 1)))
          .isExactlyInstanceOf(PromptStoreException.class)
          .hasMessageContaining("did not say whether the change was made");
      assertThat(store.labelMoves("greeting")).hasSize(1);
      store.add("greeting", "Good day", CHANGE);
      store.moveLabel(move(1, 2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoeverIsInterruptedWritesAllTheSameAndStaysInterrupted(Place where) throws Exception {
    in(where);
    try (PromptStore store = JdbcPromptStore.open(DataSources.impatient(url));
        JdbcJournal journal = JdbcJournal.open(DataSources.impatient(url));
        JournalRun run = journal.open("r", HEADER);
        Connection other = DataSources.of(url).getConnection()) {
      store.add("greeting", "Hello", CHANGE);
      CompletableFuture<Boolean> stays = new CompletableFuture<>();
      hold(other);
      Thread interrupted = new Thread(() -> {
        Thread.currentThread().interrupt();
        try {
          store.add("greeting", "Good day", CHANGE);
          run.append(ENTRY);
          stays.complete(Thread.currentThread().isInterrupted());
        } catch (RuntimeException e) {
          stays.completeExceptionally(e);
        }
      });
      interrupted.start();
      TimeUnit.MILLISECONDS.sleep(250);
      interrupted.interrupt();
      letGo(other);
      assertThat(stays.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(store.versions("greeting")).hasSize(2);
      assertThat(journal.entries("r")).containsExactly(ENTRY);
    }
  }

  @Test
  void tablesThatWentAwayAreAnErrorThatSaysSo() throws Exception {
    in(Place.SQLITE);
    try (PromptStore store = JdbcPromptStore.open(DataSources.of(url))) {
      Place.execute(url, "DROP TABLE fmops_prompt_label");
      assertThatThrownBy(() -> store.labels("greeting"))
          .isInstanceOf(PromptStoreException.class)
          .hasMessageContaining("no such table");
    }
  }

  @Test
  void textsOfPromptsStayOutOfErrors() throws Exception {
    in(Place.H2);
    try (PromptStore store = JdbcPromptStore.open(DataSources.of(url))) {
      Place.execute(url, "ALTER TABLE fmops_prompt_version ADD CHECK (LENGTH(content) < 5)");
      assertThatThrownBy(() -> store.add("greeting", "a secret text", CHANGE))
          .isInstanceOf(PromptStoreException.class)
          .hasMessageContaining("has failed")
          .hasMessageNotContaining("secret");
      assertThat(store.names()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesAreToldApartAndOrderedAsInJavaWhateverTheDatabaseThinks(Place where) throws Exception {
    in(where);
    if (where == Place.H2) {
      place.end(url);
      url = url + ";IGNORECASE=TRUE";
    }
    // By code point, 𠮷 comes after Ａ; as Java strings, before.
    List<String> names = List.of("B", "a", "a/b", "b", "あ", "ア", "𠮷", "Ａ");
    try (PromptStore store = JdbcPromptStore.open(DataSources.pool(url))) {
      names.forEach(name -> store.add(name, "text of " + name, CHANGE));
      store.moveLabel(label("a", "X"));
      store.moveLabel(label("a", "x"));
      assertThat(store.labels("a")).hasSize(2);
      assertThat(store.names()).isEqualTo(names.stream().sorted().toList()).isEqualTo(names);
      assertThat(store.newestAfter("あ", 2))
          .extracting(prompt -> prompt.info().name())
          .containsExactly("ア", "𠮷");
      assertThat(store.newest("A")).isEmpty();
    }
  }

  private static LabelMove label(String name, String label) {
    return new LabelMove(name, label, OptionalInt.empty(), OptionalInt.of(1), CHANGE);
  }

  @ParameterizedTest
  @EnumSource
  void entriesMayHaveCharactersThatADatabaseCannotKeep(Place where) throws Exception {
    in(where);
    String text = "nul \0, half \ud83c, escape \u0010, 🎌, 日本語";
    RunHeader header = new RunHeader("c\ud83c", text, text, Instant.EPOCH);
    JournalEntry entry = new JournalEntry(JournalEntry.Type.STEP, "s\udf8c", text, Instant.EPOCH);
    try (JdbcJournal journal = JdbcJournal.open(DataSources.pool(url))) {
      try (JournalRun run = journal.open("r", header)) {
        run.append(entry);
      }
      assertThat(journal.entries("r")).containsExactly(entry);
      assertThat(journal.find("r").orElseThrow().chain()).isEqualTo("c\ud83c");
      try (JournalRun run = journal.reopen("r").orElseThrow()) {
        assertThat(run.header()).isEqualTo(header);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void timesAreKeptToTheMillisecondFromTheYears1To9999(Place where) throws Exception {
    in(where);
    List<Instant> times = List.of(
        Instant.parse("0001-01-01T00:00:00Z"),
        Instant.parse("1582-10-10T12:00:00.001Z"),
        Instant.parse("2026-03-29T01:30:00.999Z"),
        Instant.parse("9999-12-31T23:59:59.999Z"));
    try (PromptStore store = JdbcPromptStore.open(DataSources.pool(url));
        JdbcJournal journal = JdbcJournal.open(DataSources.pool(url))) {
      for (Instant time : times) {
        store.add("greeting", "of " + time, new Change("yuki", time, "a test"));
        journal
            .open("of " + time, new RunHeader("c", "d", "i", time.plusNanos(999_999)))
            .close();
        assertThat(journal.find("of " + time).orElseThrow().begun()).isEqualTo(time);
      }
      assertThat(store.versions("greeting"))
          .extracting(version -> version.change().when())
          .isEqualTo(times);
      assertThatThrownBy(() -> journal.open("x", new RunHeader("c", "d", "i", Instant.MAX)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("years 1 to 9999");
    }
  }
}

package io.fmops.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.chain.JournalException;
import io.fmops.prompt.Change;
import io.fmops.prompt.PromptStoreException;
import io.fmops.prompt.spi.PromptStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** How stores find, make and refuse their tables. */
@Isolated("It looks at what all of the process say.")
class OpeningTest {

  private static final Change CHANGE = new Change("yuki", Instant.EPOCH, "a test");

  @TempDir
  private Path folder;

  private static String addOne(PromptStore store) {
    return store.add("greeting", "Hello", CHANGE).info().reference();
  }

  @ParameterizedTest
  @EnumSource
  void whoeverOpensAnEmptyDatabaseAtOnceSucceedsAndFlywayComplainsOfNothing(Place place)
      throws Exception {
    String url = place.empty(folder);
    int openers = 8;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    ExecutorService executor = Executors.newFixedThreadPool(openers);
    try (Connection keep = DataSources.of(url).getConnection()) {
      CyclicBarrier start = new CyclicBarrier(openers);
      List<Future<String>> all = new ArrayList<>();
      for (int i = 0; i < openers; i++) {
        boolean journal = i % 2 == 0;
        all.add(executor.submit(() -> {
          DataSource source = DataSources.of(url);
          start.await(20, TimeUnit.SECONDS);
          if (journal) {
            JdbcJournal.open(source).close();
          }
          try (PromptStore store = JdbcPromptStore.open(source)) {
            return addOne(store);
          }
        }));
      }
      for (Future<String> one : all) {
        assertThat(one.get(60, TimeUnit.SECONDS)).startsWith("greeting@1#");
      }
      assertThat(keep.isClosed()).isFalse();
    } finally {
      executor.shutdownNow();
      System.setErr(before);
      place.end(url);
    }
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void withoutLeaveToMakeTablesTheErrorSaysWhatToDo(Place place) throws Exception {
    String url = place.empty(folder);
    DataSource source = DataSources.pool(url);
    JdbcSettings settings = JdbcSettings.builder().migrate(false).build();
    assertThatThrownBy(() -> JdbcPromptStore.open(source, settings))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContainingAll("fmops_*", "missing", "migrate(true)");
    assertThatThrownBy(() -> JdbcJournal.open(source, settings))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("missing");
    JdbcPromptStore.open(source).close();
    try (PromptStore store = JdbcPromptStore.open(source, settings)) {
      assertThat(addOne(store)).startsWith("greeting@1");
    }
    place.end(url);
  }

  @ParameterizedTest
  @EnumSource
  void tablesOfALaterVersionAreTaken(Place place) throws Exception {
    String url = place.empty(folder);
    JdbcPromptStore.open(DataSources.pool(url)).close();
    Place.execute(
        url,
        "INSERT INTO \"fmops_schema_history\" (\"installed_rank\", \"version\", \"description\","
            + " \"type\", \"script\", \"installed_by\", \"execution_time\", \"success\")"
            + " VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 'x', 1, TRUE)");
    try (PromptStore store = JdbcPromptStore.open(DataSources.pool(url))) {
      assertThat(addOne(store)).startsWith("greeting@1");
    }
    place.end(url);
  }

  @ParameterizedTest
  @EnumSource
  void tablesOfOthersAreLeftAlone(Place place) throws Exception {
    String url = place.empty(folder);
    Place.execute(url, "CREATE TABLE customers (id INTEGER)");
    Place.execute(url, "CREATE TABLE \"flyway_schema_history\" (mine INTEGER)");
    Place.execute(url, "INSERT INTO customers VALUES (17)");
    try (PromptStore store = JdbcPromptStore.open(DataSources.pool(url))) {
      assertThat(addOne(store)).startsWith("greeting@1");
    }
    assertThat(count(url, "customers")).isEqualTo(1);
    assertThat(count(url, "\"flyway_schema_history\"")).isZero();
    place.end(url);
  }

  private static int count(String url, String table) throws SQLException {
    try (Connection connection = DataSources.of(url).getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
      row.next();
      return row.getInt(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void catalogsOfDifferentPrefixesKnowNothingOfEachOther(Place place) throws Exception {
    String url = place.empty(folder);
    DataSource source = DataSources.pool(url);
    JdbcSettings other = JdbcSettings.builder().tablePrefix("team_b_").build();
    try (PromptStore first = JdbcPromptStore.open(source);
        PromptStore second = JdbcPromptStore.open(source, other)) {
      addOne(first);
      assertThat(second.names()).isEmpty();
      second.add("other", "text", CHANGE);
      assertThat(first.names()).containsExactly("greeting");
      assertThat(count(url, "team_b_prompt")).isEqualTo(1);
    }
    place.end(url);
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "H2"})
  void aSchemaOfTheirOwnIsMade(Place place) throws Exception {
    String url = place.empty(folder);
    DataSource source = DataSources.pool(url);
    JdbcSettings own = JdbcSettings.builder().schema("Prompts_" + place).build();
    assertThatThrownBy(() -> JdbcPromptStore.open(
            source,
            JdbcSettings.builder().schema("Prompts_" + place).migrate(false).build()))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("missing");
    try (PromptStore store = JdbcPromptStore.open(source, own);
        PromptStore outside = JdbcPromptStore.open(source)) {
      addOne(store);
      assertThat(outside.names()).isEmpty();
      assertThat(count(url, "\"Prompts_" + place + "\".fmops_prompt")).isEqualTo(1);
    }
    place.end(url);
  }

  @Test
  void sqliteHasNoSchemas() {
    JdbcSettings settings = JdbcSettings.builder().schema("prompts").build();
    assertThatThrownBy(
            () -> JdbcPromptStore.open(DataSources.of(Place.SQLITE.empty(folder)), settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("SQLite", "table prefix");
  }

  @Test
  void anotherDatabaseIsRefusedByName() {
    DatabaseMetaData mySql = proxy(DatabaseMetaData.class, "getDatabaseProductName", "MySQL");
    Connection connection = proxy(Connection.class, "getMetaData", mySql);
    DataSource source = proxy(DataSource.class, "getConnection", connection);
    assertThatThrownBy(() -> JdbcPromptStore.open(source))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("MySQL", "PostgreSQL", "H2", "SQLite");
  }

  private static <T> T proxy(Class<T> type, String method, Object answer) {
    return type.cast(Proxy.newProxyInstance(
        OpeningTest.class.getClassLoader(),
        new Class<?>[] {type},
        (self, called, values) -> called.getName().equals(method) ? answer : null));
  }

  @Test
  void aDatabaseInMemoryThatEndsWithItsConnectionIsAClearError() {
    for (String url : List.of("jdbc:sqlite::memory:", "jdbc:h2:mem:short")) {
      assertThatThrownBy(() -> JdbcPromptStore.open(DataSources.of(url)))
          .as(url)
          .isInstanceOf(PromptStoreException.class)
          .hasMessageContaining("in memory must outlive its connections");
    }
  }

  @Test
  void aDatabaseInMemoryThatStaysIsFine() throws SQLException {
    String url = "jdbc:h2:mem:long;DB_CLOSE_DELAY=-1";
    try (PromptStore store = JdbcPromptStore.open(DataSources.of(url))) {
      assertThat(addOne(store)).startsWith("greeting@1");
    }
    Place.execute(url, "SHUTDOWN");
  }

  @Test
  void aDatabaseThatCannotBeReachedIsSaidToBeSoWithoutItsPassword() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl("jdbc:postgresql://127.0.0.1:1/app?user=ken&password=s3cret");
    assertThatThrownBy(() -> JdbcPromptStore.open(source))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContainingAll("cannot connect", "08001")
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> JdbcJournal.open(source))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("cannot connect");
  }

  @Test
  void urlsAreShownWithoutWhatMayBeSecret() {
    assertThat(Database.shown("jdbc:postgresql://ken:pw@db:5432/app?password=pw&x=y"))
        .isEqualTo("jdbc:postgresql://db:5432/app");
    assertThat(Database.shown("jdbc:h2:file:/data/app;USER=sa;PASSWORD=pw"))
        .isEqualTo("jdbc:h2:file:/data/app");
    assertThat(Database.shown(null)).isEqualTo("an unknown place");
  }

  @Test
  void aPostgresDatabaseThatIsNotInUtf8IsRefused() throws SQLException {
    Place.execute(
        TestPostgres.url(),
        "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    String url = TestPostgres.url().replace("/postgres?", "/latin?");
    assertThatThrownBy(() -> JdbcPromptStore.open(DataSources.of(url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("LATIN1", "UTF8");
  }

  @Test
  void aUserOfH2WhoCannotFlushIsRefused() throws SQLException {
    String url = "jdbc:h2:mem:users;DB_CLOSE_DELAY=-1";
    Place.execute(url, "CREATE USER ken PASSWORD 'pw'");
    JdbcDataSource source = new JdbcDataSource();
    source.setUrl("jdbc:h2:mem:users");
    source.setUser("ken");
    source.setPassword("pw");
    assertThatThrownBy(() -> JdbcPromptStore.open(source))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("administrator", "CHECKPOINT SYNC");
    Place.execute(url, "SHUTDOWN");
  }

  @Test
  void aUserWhoMayNotMakeTablesGetsTheStoresErrorAndLeavesNothingHalfMade() throws SQLException {
    String url = TestPostgres.newSchema();
    Place.execute(url, "CREATE USER reader PASSWORD 'pw'");
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser("reader");
    source.setPassword("pw");
    assertThatThrownBy(() -> JdbcPromptStore.open(source))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("cannot make the tables");
    try (PromptStore store = JdbcPromptStore.open(DataSources.of(url))) {
      assertThat(addOne(store)).startsWith("greeting@1");
    }
  }

  @Test
  void whatADeadOrFailedOpenerLeftInH2IsCompleted() throws SQLException {
    String url = Place.H2.empty(folder);
    Place.execute(url, "CREATE VIEW fmops_run AS SELECT 1 AS id");
    assertThatThrownBy(() -> JdbcPromptStore.open(DataSources.of(url)))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("cannot make the tables");
    assertThat(count(url, "fmops_prompt")).isZero();
    Place.execute(url, "DROP VIEW fmops_run");
    try (PromptStore store = JdbcPromptStore.open(DataSources.of(url))) {
      assertThat(addOne(store)).startsWith("greeting@1");
    }
    Place.H2.end(url);
  }

  @Test
  void theNewestVersionThatTheCodeKnowsIsThatOfTheLastFile() {
    for (Dialect dialect : List.of(new PostgreSql(), new H2(), new Sqlite())) {
      for (String file : List.of("V1__prompts_and_runs.sql", "V2__evaluations.sql")) {
        assertThat(getClass().getResource(dialect.folder() + "/" + file))
            .as(dialect.product())
            .isNotNull();
      }
    }
    assertThat(Migrations.NEWEST).isEqualTo(2);
  }
}

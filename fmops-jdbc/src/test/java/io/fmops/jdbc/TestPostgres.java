package io.fmops.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL server for all tests of the module; it ends with the JVM. */
final class TestPostgres {

  private static final EmbeddedPostgres SERVER = start();
  private static final AtomicInteger SCHEMAS = new AtomicInteger();
  private static final Queue<String> WITH_TABLES = new ConcurrentLinkedQueue<>();

  private static final List<String> TABLES = List.of(
      "evaluation_row",
      "evaluation",
      "prompt_use",
      "prompt_label",
      "prompt_label_move",
      "prompt_version",
      "prompt",
      "run_entry",
      "run_input",
      "run");

  private TestPostgres() {}

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder()
          .setServerConfig("synchronous_commit", "on")
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The URL of a schema without tables. */
  static String newSchema() throws SQLException {
    String schema = "test_" + SCHEMAS.incrementAndGet();
    Place.execute(url(), "CREATE SCHEMA " + schema);
    return url() + "&currentSchema=" + schema;
  }

  /** The URL of a schema with empty tables. */
  static String schemaWithTables() throws SQLException {
    String given = WITH_TABLES.poll();
    if (given != null) {
      return given;
    }
    String made = newSchema();
    JdbcPromptStore.open(DataSources.of(made)).close();
    return made;
  }

  /** Empties the tables for the next test, if they are as they should be. */
  static void giveBack(String url) throws SQLException {
    // Quicker than TRUNCATE, for the few rows of a test.
    StringBuilder deletes = new StringBuilder();
    for (String table : TABLES) {
      deletes.append("DELETE FROM fmops_").append(table).append(';');
    }
    try {
      Place.execute(url, deletes.toString());
    } catch (SQLException e) {
      // The test was about other tables.
      return;
    }
    WITH_TABLES.add(url);
  }

  static String url() {
    return SERVER.getJdbcUrl("postgres", "postgres");
  }
}

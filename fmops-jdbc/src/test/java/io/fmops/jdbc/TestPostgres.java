package io.fmops.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL server for all tests of the module; it ends with the JVM. */
final class TestPostgres {

  private static final EmbeddedPostgres SERVER = start();
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

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

  /** The URL of an empty schema. */
  static String emptyPlace() throws SQLException {
    String schema = "test_" + SCHEMAS.incrementAndGet();
    execute("CREATE SCHEMA " + schema);
    return url() + "&currentSchema=" + schema;
  }

  static String url() {
    return SERVER.getJdbcUrl("postgres", "postgres");
  }

  static void execute(String sql) throws SQLException {
    try (Connection connection = DataSources.of(url()).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

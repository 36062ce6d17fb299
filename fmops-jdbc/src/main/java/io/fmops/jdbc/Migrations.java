package io.fmops.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tables. Flyway does it, but only when there is something to do, and behind a lock of
 * ours: where several processes open an empty database at once, one makes the tables, and the
 * others find them made. Where the database can, all is one transaction on one connection.
 */
final class Migrations {

  /** The version that this code works with; the last of the files has this number. */
  static final int NEWEST = 2;

  private final Database database;
  private final DataSource dataSource;
  private final JdbcSettings settings;

  Migrations(Database database, DataSource dataSource) {
    this.database = database;
    this.dataSource = dataSource;
    this.settings = database.settings();
  }

  /** Makes the tables unless they are there, or complains that they are not. */
  void bringUpToDate() {
    if (version() >= NEWEST) {
      return;
    }
    if (!settings.migrate()) {
      throw tooOld("open a store once with migrate(true), as a user who may make tables");
    }
    database.change("make the tables", session -> {
      database.dialect().lockMigrations(session, settings);
      migrate(session.connection());
      return true;
    });
    if (version() < NEWEST) {
      // Each connection has a database of its own, or the last one took it along.
      throw tooOld("a database in memory must outlive its connections; use a file, or, with H2,"
          + " DB_CLOSE_DELAY=-1");
    }
  }

  private RuntimeException tooOld(String wayOut) {
    int version = version();
    return database.failure(
        "the tables %s* in %s are %s: %s"
            .formatted(
                settings.tablePrefix(),
                database.place(),
                version == 0
                    ? "missing"
                    : "of version %d, and %d is needed".formatted(version, NEWEST),
                wayOut),
        null);
  }

  /** The version of the tables, 0 if there are none; a later one than this code knows is fine. */
  private int version() {
    return database.look("look for the tables", session -> {
      try {
        return session
            .first(
                "SELECT \"version\" FROM {history} WHERE \"success\" = TRUE AND \"version\" IS NOT NULL"
                    + " ORDER BY \"installed_rank\" DESC",
                row -> row.number("version"))
            .orElse(0);
      } catch (SQLException e) {
        if (database.dialect().tableMissing(e)) {
          return 0;
        }
        throw e;
      }
    });
  }

  private void migrate(Connection locked) throws SQLException {
    if (database.dialect().transactionalTables()) {
      flyway(SharedConnection.inTransaction(locked));
      return;
    }
    try (Connection other = dataSource.getConnection()) {
      flyway(SharedConnection.of(other));
    }
  }

  private void flyway(DataSource connection) throws SQLException {
    FluentConfiguration configuration = Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(connection)
        .locations("classpath:io/fmops/jdbc/" + database.dialect().folder())
        .table(database.tables().historyName())
        .placeholders(Map.of("prefix", settings.tablePrefix()))
        // The schema may hold the application's own tables, which are none of our business.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .cleanDisabled(true);
    settings.schema().ifPresent(schema -> configuration.schemas(schema).defaultSchema(schema));
    try {
      Flyway flyway = configuration.load();
      if (!database.dialect().transactionalTables()) {
        // What an earlier trial left behind; the statements pass over what is there.
        flyway.repair();
      }
      flyway.migrate();
    } catch (FlywayException e) {
      throw sqlProblem(e)
          .orElseThrow(() -> database.failure(
              "cannot make the tables %s* in %s"
                  .formatted(settings.tablePrefix(), database.place()),
              e));
    }
  }

  private static Optional<SQLException> sqlProblem(@Nullable Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }
}

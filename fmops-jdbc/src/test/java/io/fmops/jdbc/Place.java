package io.fmops.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The databases that the tests run in, each with empty places. */
enum Place {
  POSTGRESQL {
    @Override
    String empty(Path folder) throws SQLException {
      return TestPostgres.emptyPlace();
    }

    @Override
    void end(String url) {}
  },
  H2 {
    @Override
    String empty(Path folder) {
      return "jdbc:h2:file:%s;AUTO_SERVER=TRUE;DB_CLOSE_DELAY=-1".formatted(folder.resolve("h2"));
    }

    @Override
    void end(String url) throws SQLException {
      // It would stay open after its last connection, and its file could not be deleted.
      execute(url, "SHUTDOWN");
    }
  },
  SQLITE {
    @Override
    String empty(Path folder) {
      return "jdbc:sqlite:" + folder.resolve("sqlite.db");
    }

    @Override
    void end(String url) {}
  };

  /** The URL of a place without tables, which other processes can reach. */
  abstract String empty(Path folder) throws SQLException;

  /** Lets go of a place. */
  abstract void end(String url) throws SQLException;

  static void execute(String url, String sql) throws SQLException {
    try (Connection connection = DataSources.of(url).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

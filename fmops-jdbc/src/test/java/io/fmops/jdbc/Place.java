package io.fmops.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The databases that the tests run in, each with places to test in. */
enum Place {
  POSTGRESQL {
    @Override
    String empty(Path folder) throws SQLException {
      return TestPostgres.newSchema();
    }

    @Override
    String withTables(Path folder) throws SQLException {
      return TestPostgres.schemaWithTables();
    }

    @Override
    void end(String url) throws SQLException {
      DataSources.closePool(url);
      TestPostgres.giveBack(url);
    }
  },
  H2 {
    @Override
    String empty(Path folder) {
      return url(folder.resolve("place"));
    }

    private String url(Path file) {
      return "jdbc:h2:file:%s;AUTO_SERVER=TRUE;DB_CLOSE_DELAY=-1".formatted(file);
    }

    @Override
    String withTables(Path folder) throws IOException, SQLException {
      Files.copy(Template.of(this).resolve("place.mv.db"), folder.resolve("place.mv.db"));
      return empty(folder);
    }

    @Override
    void end(String url) throws SQLException {
      DataSources.closePool(url);
      // It would stay open after its last connection, and its file could not be deleted.
      execute(url, "SHUTDOWN");
    }
  },
  SQLITE {
    @Override
    String empty(Path folder) {
      return "jdbc:sqlite:" + folder.resolve("place.db");
    }

    @Override
    String withTables(Path folder) throws IOException, SQLException {
      Files.copy(Template.of(this).resolve("place.db"), folder.resolve("place.db"));
      return empty(folder);
    }

    @Override
    void end(String url) throws SQLException {
      DataSources.closePool(url);
    }
  };

  /** The URL of a place without tables, which other processes can reach. */
  abstract String empty(Path folder) throws SQLException;

  /** The URL of a place with empty tables, for tests to which their making does not matter. */
  abstract String withTables(Path folder) throws IOException, SQLException;

  /** Lets go of a place. */
  abstract void end(String url) throws SQLException;

  static void execute(String url, String sql) throws SQLException {
    try (Connection connection = DataSources.of(url).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Files with tables, made once for all tests of this process. */
  private static final class Template {

    private static final java.util.Map<Place, Path> FOLDERS = new java.util.EnumMap<>(Place.class);

    static synchronized Path of(Place place) throws IOException, SQLException {
      Path folder = FOLDERS.get(place);
      if (folder == null) {
        folder = Files.createTempDirectory("fmops-jdbc-template");
        String url = place.empty(folder);
        JdbcPromptStore.open(DataSources.of(url)).close();
        place.end(url);
        FOLDERS.put(place, folder);
        Path made = folder;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made)));
      }
      return folder;
    }

    private static void delete(Path folder) {
      try (var files = Files.walk(folder)) {
        files
            .sorted(java.util.Comparator.reverseOrder())
            .forEach(file -> file.toFile().delete());
      } catch (IOException e) {
        // The system's own cleaning finds it.
      }
    }
  }
}

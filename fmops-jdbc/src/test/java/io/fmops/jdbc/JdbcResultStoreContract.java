package io.fmops.jdbc;

import io.fmops.testkit.ResultStoreContract;
import io.fmops.testkit.ResultStoreOpener;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract of stores of results, in a database. */
abstract class JdbcResultStoreContract extends ResultStoreContract {

  private final Place place;

  @TempDir
  private Path folder;

  private String url;

  JdbcResultStoreContract(Place place) {
    this.place = place;
  }

  @Override
  protected ResultStoreOpener opener() {
    return new JdbcResultStoreOpener();
  }

  @Override
  protected List<String> arguments() {
    try {
      if (url == null) {
        url = place.withTables(folder);
      }
      return List.of(url);
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void letGo() throws SQLException {
    place.end(url);
  }
}

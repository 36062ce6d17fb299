package io.fmops.jdbc;

import io.fmops.testkit.DurablePromptStoreContract;
import io.fmops.testkit.PromptStoreOpener;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract of stores of prompts, in a database. */
abstract class JdbcPromptStoreContract extends DurablePromptStoreContract {

  private final Place place;

  @TempDir
  private Path folder;

  private String url;

  JdbcPromptStoreContract(Place place) {
    this.place = place;
  }

  @Override
  protected PromptStoreOpener opener() {
    return new JdbcStoreOpener();
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

package io.fmops.jdbc;

import io.fmops.chain.spi.Journal;
import io.fmops.testkit.JournalOpener;
import io.fmops.testkit.JournalProcessContract;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract of journals, in a database. */
abstract class JdbcJournalContract extends JournalProcessContract {

  private final Place place;

  @TempDir
  private Path folder;

  private String url;

  /** So that H2 is served by this process, which outlives the others. */
  private Connection keep;

  JdbcJournalContract(Place place) {
    this.place = place;
  }

  @BeforeEach
  void makePlace() throws IOException, SQLException {
    url = place.withTables(folder);
    keep = DataSources.of(url).getConnection();
  }

  @Override
  protected Journal open() {
    return JdbcJournal.open(DataSources.pool(url), JdbcJournalOpener.SETTINGS);
  }

  @Override
  protected Class<? extends JournalOpener> opener() {
    return JdbcJournalOpener.class;
  }

  @Override
  protected List<String> openerArguments() {
    return List.of(url);
  }

  @AfterEach
  void letGo() throws SQLException {
    keep.close();
    place.end(url);
  }
}

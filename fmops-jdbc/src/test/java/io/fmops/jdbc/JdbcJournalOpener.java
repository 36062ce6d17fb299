package io.fmops.jdbc;

import io.fmops.chain.spi.Journal;
import io.fmops.testkit.JournalOpener;
import java.time.Duration;
import java.util.List;

/** Opens a journal by the URL of its database, in whichever process. */
public final class JdbcJournalOpener implements JournalOpener {

  /** So that a run that was killed is soon free. */
  static final JdbcSettings SETTINGS =
      JdbcSettings.builder().lease(Duration.ofSeconds(2)).build();

  /** For other processes. */
  public JdbcJournalOpener() {}

  @Override
  public Journal open(List<String> arguments) {
    return JdbcJournal.open(DataSources.pool(arguments.get(0)), SETTINGS);
  }
}

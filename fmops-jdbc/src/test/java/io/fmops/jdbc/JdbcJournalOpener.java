package io.fmops.jdbc;

import io.fmops.chain.spi.Journal;
import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunHeader;
import io.fmops.testkit.JournalOpener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Opens a journal by the URL of its database, in whichever process. */
public final class JdbcJournalOpener implements JournalOpener {

  /** So that a run that was killed is soon free. */
  static final JdbcSettings SETTINGS =
      JdbcSettings.builder().lease(Duration.ofSeconds(2)).build();

  /** For other processes. */
  public JdbcJournalOpener() {}

  @Override
  public Journal open(List<String> arguments) {
    Journal journal = JdbcJournal.open(DataSources.pool(arguments.get(0)), SETTINGS);
    // So that a process that is soon killed does not only load classes.
    String warm = UUID.randomUUID().toString();
    try (JournalRun run = journal.open(warm, new RunHeader("c", "d", "i", Instant.EPOCH))) {
      run.append(new JournalEntry(JournalEntry.Type.STEP, "a", "", Instant.EPOCH));
    }
    journal.delete(warm);
    return journal;
  }
}

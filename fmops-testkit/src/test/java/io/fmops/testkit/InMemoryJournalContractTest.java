package io.fmops.testkit;

import io.fmops.chain.InMemoryJournal;
import io.fmops.chain.spi.Journal;

class InMemoryJournalContractTest extends JournalContract {

  private final InMemoryJournal journal = new InMemoryJournal();

  @Override
  protected Journal open() {
    return journal;
  }
}

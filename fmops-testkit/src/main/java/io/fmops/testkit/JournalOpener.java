package io.fmops.testkit;

import io.fmops.chain.spi.Journal;
import java.util.List;

/**
 * Opens a journal in a process of its own, for {@link JournalProcessContract}. Implementations are
 * public classes with a public constructor without parameters.
 */
public interface JournalOpener {

  /**
   * Opens the journal.
   *
   * @param arguments say which, as {@link JournalProcessContract#openerArguments()} gave them
   * @return the journal
   */
  Journal open(List<String> arguments);
}

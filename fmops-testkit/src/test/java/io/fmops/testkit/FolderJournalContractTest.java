package io.fmops.testkit;

import io.fmops.chain.FolderJournal;
import io.fmops.chain.spi.Journal;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FolderJournalContractTest extends JournalContract {

  @TempDir
  private Path folder;

  @Override
  protected Journal open() {
    return FolderJournal.in(folder.resolve("runs"));
  }
}

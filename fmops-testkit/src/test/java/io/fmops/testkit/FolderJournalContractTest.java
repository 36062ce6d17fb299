package io.fmops.testkit;

import io.fmops.chain.FolderJournal;
import io.fmops.chain.spi.Journal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class FolderJournalContractTest extends JournalProcessContract {

  @TempDir
  private Path folder;

  /** In another process. */
  public static final class Opener implements JournalOpener {
    /** As the kit wants it. */
    public Opener() {}

    @Override
    public Journal open(List<String> arguments) {
      return FolderJournal.in(Path.of(arguments.get(0)));
    }
  }

  @Override
  protected Journal open() {
    return FolderJournal.in(folder.resolve("runs"));
  }

  @Override
  protected Class<? extends JournalOpener> opener() {
    return Opener.class;
  }

  @Override
  protected List<String> openerArguments() {
    return List.of(folder.resolve("runs").toString());
  }
}

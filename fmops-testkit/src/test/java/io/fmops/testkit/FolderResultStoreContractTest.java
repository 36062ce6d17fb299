package io.fmops.testkit;

import io.fmops.eval.store.ResultStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The store in a folder keeps the promises of stores. */
class FolderResultStoreContractTest extends ResultStoreContract {

  /** Opens the folder that is the only argument. */
  public static final class Opener implements ResultStoreOpener {
    @Override
    public ResultStore open(String[] arguments) {
      return ResultStore.folder(Path.of(arguments[0]));
    }
  }

  @TempDir
  private Path place;

  @Override
  protected ResultStoreOpener opener() {
    return new Opener();
  }

  @Override
  protected List<String> arguments() {
    return List.of(place.resolve("results").toString());
  }
}

package io.fmops.testkit;

import io.fmops.prompt.FolderPromptStore;
import io.fmops.prompt.spi.PromptStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The store in a folder keeps the promises of stores. */
class FolderPromptStoreTest extends DurablePromptStoreContract {

  /** Opens the folder that is the only argument. */
  public static final class Opener implements PromptStoreOpener {
    @Override
    public PromptStore open(String[] arguments) {
      return FolderPromptStore.in(Path.of(arguments[0]));
    }
  }

  @TempDir
  private Path place;

  @Override
  protected PromptStoreOpener opener() {
    return new Opener();
  }

  @Override
  protected List<String> arguments() {
    return List.of(place.resolve("prompts").toString());
  }
}

package io.fmops.jdbc;

import io.fmops.prompt.spi.PromptStore;
import io.fmops.testkit.PromptStoreOpener;

/** Opens a store of prompts by the URL of its database, in whichever process. */
public final class JdbcStoreOpener implements PromptStoreOpener {

  /** For other processes. */
  public JdbcStoreOpener() {}

  @Override
  public PromptStore open(String[] arguments) {
    return JdbcPromptStore.open(DataSources.pool(arguments[0]));
  }
}

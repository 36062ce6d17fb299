package io.fmops.testkit;

import io.fmops.prompt.spi.PromptStore;

/**
 * Opens a store of prompts in whichever process. Implementations are public classes with a public
 * constructor without parameters, because other processes make them by name.
 */
public interface PromptStoreOpener {

  /**
   * Opens a store.
   *
   * @param arguments where the place is, such as a folder or the URL of a database
   * @return a store over that place
   * @throws Exception if it cannot be opened
   */
  PromptStore open(String[] arguments) throws Exception;
}

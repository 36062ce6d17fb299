package io.fmops.testkit;

import io.fmops.eval.store.ResultStore;

/**
 * Opens a store of results in whichever process. Implementations are public classes with a public
 * constructor without parameters, because other processes make them by name.
 */
public interface ResultStoreOpener {

  /**
   * Opens a store. One that is {@link AutoCloseable} is closed in the end.
   *
   * @param arguments where the place is, such as a folder or the URL of a database
   * @return a store over that place
   * @throws Exception if it cannot be opened
   */
  ResultStore open(String[] arguments) throws Exception;
}

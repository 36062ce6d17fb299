package io.fmops.jdbc;

import io.fmops.eval.store.ResultStore;
import io.fmops.testkit.ResultStoreOpener;

/** Opens a store of results by the URL of its database, in whichever process. */
public final class JdbcResultStoreOpener implements ResultStoreOpener {

  /** For other processes. */
  public JdbcResultStoreOpener() {}

  @Override
  public ResultStore open(String[] arguments) {
    return JdbcResultStore.open(DataSources.pool(arguments[0]));
  }
}

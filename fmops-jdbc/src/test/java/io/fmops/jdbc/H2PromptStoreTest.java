package io.fmops.jdbc;

class H2PromptStoreTest extends JdbcPromptStoreContract {

  H2PromptStoreTest() {
    super(Place.H2);
  }
}

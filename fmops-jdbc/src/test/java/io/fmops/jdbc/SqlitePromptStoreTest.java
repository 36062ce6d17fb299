package io.fmops.jdbc;

class SqlitePromptStoreTest extends JdbcPromptStoreContract {

  SqlitePromptStoreTest() {
    super(Place.SQLITE);
  }
}

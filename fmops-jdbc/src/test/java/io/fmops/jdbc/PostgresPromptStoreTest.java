package io.fmops.jdbc;

class PostgresPromptStoreTest extends JdbcPromptStoreContract {

  PostgresPromptStoreTest() {
    super(Place.POSTGRESQL);
  }
}

package io.fmops.jdbc;

class SqliteResultStoreTest extends JdbcResultStoreContract {

  SqliteResultStoreTest() {
    super(Place.SQLITE);
  }
}

package io.fmops.jdbc;

class PostgresResultStoreTest extends JdbcResultStoreContract {

  PostgresResultStoreTest() {
    super(Place.POSTGRESQL);
  }
}

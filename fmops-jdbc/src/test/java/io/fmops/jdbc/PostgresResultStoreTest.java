package io.fmops.jdbc;

import org.junit.jupiter.api.Tag;

@Tag("long")
class PostgresResultStoreTest extends JdbcResultStoreContract {

  PostgresResultStoreTest() {
    super(Place.POSTGRESQL);
  }
}

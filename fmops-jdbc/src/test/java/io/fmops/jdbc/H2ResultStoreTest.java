package io.fmops.jdbc;

import org.junit.jupiter.api.Tag;

@Tag("long")
class H2ResultStoreTest extends JdbcResultStoreContract {

  H2ResultStoreTest() {
    super(Place.H2);
  }
}

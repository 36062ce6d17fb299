package io.fmops.jdbc;

class H2ResultStoreTest extends JdbcResultStoreContract {

  H2ResultStoreTest() {
    super(Place.H2);
  }
}

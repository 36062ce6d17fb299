package io.fmops.jdbc;

class PostgresJournalTest extends JdbcJournalContract {

  PostgresJournalTest() {
    super(Place.POSTGRESQL);
  }
}

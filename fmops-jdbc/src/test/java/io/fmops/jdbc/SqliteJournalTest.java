package io.fmops.jdbc;

class SqliteJournalTest extends JdbcJournalContract {

  SqliteJournalTest() {
    super(Place.SQLITE);
  }
}

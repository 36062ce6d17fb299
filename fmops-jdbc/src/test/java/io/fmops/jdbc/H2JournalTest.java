package io.fmops.jdbc;

class H2JournalTest extends JdbcJournalContract {

  H2JournalTest() {
    super(Place.H2);
  }
}

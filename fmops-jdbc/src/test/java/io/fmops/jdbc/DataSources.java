package io.fmops.jdbc;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** Data sources by URL; each call of theirs makes a new connection. */
final class DataSources {

  private DataSources() {}

  static DataSource of(String url) {
    if (url.startsWith("jdbc:postgresql:")) {
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl(url);
      return source;
    } else if (url.startsWith("jdbc:h2:")) {
      JdbcDataSource source = new JdbcDataSource();
      source.setUrl(url);
      source.setUser("sa");
      return source;
    }
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl(url);
    return source;
  }
}

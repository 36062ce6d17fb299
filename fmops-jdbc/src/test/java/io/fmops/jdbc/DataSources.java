package io.fmops.jdbc;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** Data sources by URL. */
final class DataSources {

  private static final Map<String, Pool> POOLS = new ConcurrentHashMap<>();

  private DataSources() {}

  /** The process's pool of connections to a database. */
  static Pool pool(String url) {
    return POOLS.computeIfAbsent(url, place -> new Pool(of(place)));
  }

  static void closePool(String url) throws SQLException {
    Pool pool = POOLS.remove(url);
    if (pool != null) {
      pool.close();
    }
  }

  /** A data source that makes a new connection each time. */
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

  /** As {@link #of}, with a database that itself waits for others no longer than a moment. */
  static DataSource impatient(String url) {
    DataSource source = of(url.startsWith("jdbc:h2:") ? url + ";LOCK_TIMEOUT=100" : url);
    if (source instanceof SQLiteDataSource sqlite) {
      sqlite.getConfig().setBusyTimeout(100);
    }
    return source;
  }
}

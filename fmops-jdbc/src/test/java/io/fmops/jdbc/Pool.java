package io.fmops.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A pool that complains about connections that come back in another state than they went out. It
 * has no bound of its own, and remembers how many were out at once.
 */
final class Pool implements DataSource, AutoCloseable {

  private final DataSource source;
  private final boolean autoCommit;
  private final int isolation;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final AtomicInteger taken = new AtomicInteger();
  private int out;
  private int mostOut;

  /** A pool of connections that commit by themselves, with the database's isolation. */
  Pool(DataSource source) {
    this(source, true, Connection.TRANSACTION_NONE);
  }

  /** A pool of connections with settings of their own; no isolation is the database's own. */
  Pool(DataSource source, boolean autoCommit, int isolation) {
    this.source = source;
    this.autoCommit = autoCommit;
    this.isolation = isolation;
  }

  /** How often a connection was taken. */
  int taken() {
    return taken.get();
  }

  synchronized int out() {
    return out;
  }

  synchronized int mostOut() {
    return mostOut;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection real;
    synchronized (this) {
      real = idle.pollFirst();
      out++;
      mostOut = Math.max(mostOut, out);
    }
    taken.incrementAndGet();
    if (real == null) {
      try {
        real = source.getConnection();
        if (isolation != Connection.TRANSACTION_NONE) {
          real.setTransactionIsolation(isolation);
        }
        real.setAutoCommit(autoCommit);
      } catch (SQLException e) {
        synchronized (this) {
          out--;
        }
        throw e;
      }
    }
    return shown(real);
  }

  private Connection shown(Connection real) {
    boolean[] back = new boolean[1];
    return (Connection) Proxy.newProxyInstance(
        Pool.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, values) -> {
          if (method.getName().equals("close")) {
            if (!back[0]) {
              back[0] = true;
              takeBack(real);
            }
            return null;
          }
          if (back[0] && !method.getName().equals("isClosed")) {
            throw new SQLException("used after it was given back");
          }
          try {
            return method.invoke(real, values);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private void takeBack(Connection real) throws SQLException {
    synchronized (this) {
      out--;
    }
    if (real.isClosed()) {
      return;
    }
    boolean changed = real.getAutoCommit() != autoCommit
        || (isolation != Connection.TRANSACTION_NONE
            && real.getTransactionIsolation() != isolation);
    if (changed) {
      real.close();
      throw new AssertionError("a connection came back in another state");
    }
    if (!autoCommit) {
      real.rollback();
    }
    synchronized (this) {
      idle.addFirst(real);
    }
  }

  @Override
  public synchronized void close() throws SQLException {
    for (Connection connection : idle) {
      connection.close();
    }
    idle.clear();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("no loggers");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}

package io.fmops.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Shows Flyway, which wants two connections, one connection again and again: so that a pool of one
 * is enough, and, where wanted, so that all that Flyway does is part of a transaction that somebody
 * else ends. Not thread-safe.
 */
final class SharedConnection implements DataSource {

  private final Connection shown;

  private SharedConnection(Connection connection, boolean inTransaction) {
    shown = (Connection) Proxy.newProxyInstance(
        SharedConnection.class.getClassLoader(),
        new Class<?>[] {Connection.class},
        new Calls(connection, inTransaction)::call);
  }

  /** A source of one connection that it does not close. */
  static DataSource of(Connection connection) {
    return new SharedConnection(connection, false);
  }

  /** A source of one connection that it neither closes nor commits. */
  static DataSource inTransaction(Connection connection) {
    return new SharedConnection(connection, true);
  }

  private static final class Calls {

    private final Connection connection;
    private final boolean inTransaction;
    private boolean autoCommit = true;

    Calls(Connection connection, boolean inTransaction) {
      this.connection = connection;
      this.inTransaction = inTransaction;
    }

    @Nullable
    Object call(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
      String name = method.getName();
      if (name.equals("close")) {
        return null;
      }
      if (inTransaction) {
        switch (name) {
          case "commit", "rollback" -> {
            return null;
          }
          case "getAutoCommit" -> {
            return autoCommit;
          }
          case "setAutoCommit" -> {
            autoCommit = arguments != null && Boolean.TRUE.equals(arguments[0]);
            return null;
          }
          default -> {}
        }
      }
      try {
        return method.invoke(connection, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  @Override
  public Connection getConnection() {
    return shown;
  }

  @Override
  public Connection getConnection(String user, String password) {
    return shown;
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
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
  public <T> T unwrap(Class<T> type) throws java.sql.SQLException {
    throw new java.sql.SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}

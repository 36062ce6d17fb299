package io.fmops.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/** A data source that can be cut off. */
final class Switch {

  private final DataSource source;
  private final AtomicBoolean losing = new AtomicBoolean();
  private final AtomicReference<SQLException> flushProblem = new AtomicReference<>();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile Throwable problem;

  Switch(DataSource source) {
    this.source = source;
  }

  void turnOff() {
    turnOff(new SQLTransientConnectionException("no connection for this test", "08001"));
  }

  /** Whoever asks for a connection gets the problem. */
  void turnOff(Throwable problem) {
    this.problem = problem;
  }

  void turnOn() {
    problem = null;
  }

  /** How many asked for a connection in vain. */
  int refused() {
    return refused.get();
  }

  /** The next commit is made, but the connection breaks before it says so. */
  void loseNextCommitsAnswer() {
    losing.set(true);
  }

  /** What comes of the next flush of H2's, after a commit that was made. */
  void failNextFlush(SQLException problem) {
    flushProblem.set(problem);
  }

  DataSource shown() {
    return proxy(DataSource.class, (method, values) -> {
      Throwable now = problem;
      if (now != null) {
        refused.incrementAndGet();
        throw now;
      }
      Object value = method.invoke(source, values);
      return value instanceof Connection connection ? losing(connection) : value;
    });
  }

  private Connection losing(Connection connection) {
    return proxy(Connection.class, (method, values) -> {
      Object value = method.invoke(connection, values);
      if (method.getName().equals("commit") && losing.getAndSet(false)) {
        connection.close();
        throw new SQLException("broken for this test", "08006", 90_067);
      }
      return method.getName().equals("createStatement") ? failing((Statement) value) : value;
    });
  }

  private Statement failing(Statement statement) {
    return proxy(Statement.class, (method, values) -> {
      if (method.getName().equals("execute") && "CHECKPOINT SYNC".equals(values[0])) {
        SQLException failure = flushProblem.getAndSet(null);
        if (failure != null) {
          throw failure;
        }
      }
      return method.invoke(statement, values);
    });
  }

  private interface Calls {
    Object made(Method method, Object[] values) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(Proxy.newProxyInstance(
        Switch.class.getClassLoader(), new Class<?>[] {type}, (self, method, values) -> {
          try {
            return calls.made(method, values);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        }));
  }
}

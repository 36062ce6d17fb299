package io.fmops.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;

/** A data source that can be cut off. */
final class Switch {

  private final DataSource source;
  private volatile boolean off;

  Switch(DataSource source) {
    this.source = source;
  }

  void turnOff() {
    off = true;
  }

  void turnOn() {
    off = false;
  }

  DataSource shown() {
    return (DataSource) Proxy.newProxyInstance(
        Switch.class.getClassLoader(),
        new Class<?>[] {DataSource.class},
        (self, method, values) -> {
          if (off) {
            throw new SQLTransientConnectionException("no connection for this test", "08001");
          }
          try {
            return method.invoke(source, values);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }
}

package io.fmops.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A connection in use. In statements, {@code {name}} stands for a table of ours, {@code {now}} and
 * {@code {later}} for the database's clock, and {@code {lock}} for what locks a row that is read.
 * Not thread-safe.
 */
final class Session {

  /** Makes a value of a row. */
  interface Reader<T> {
    T read(Row row) throws SQLException;
  }

  private final Connection connection;
  private final Dialect dialect;
  private final Tables tables;

  Session(Connection connection, Dialect dialect, Tables tables) {
    this.connection = connection;
    this.dialect = dialect;
    this.tables = tables;
  }

  Connection connection() {
    return connection;
  }

  /** Executes a statement and tells how many rows it touched. */
  int update(String statement, @Nullable Object... values) throws SQLException {
    try (PreparedStatement prepared = prepare(statement, values)) {
      return prepared.executeUpdate();
    }
  }

  /** A statement to be executed with many lists of values. */
  Batch batch(String statement) throws SQLException {
    return new Batch(this, prepare(statement));
  }

  /** All rows of a query. */
  <T> List<T> list(String query, Reader<T> reader, @Nullable Object... values) throws SQLException {
    try (PreparedStatement prepared = prepare(query, values);
        ResultSet results = prepared.executeQuery()) {
      List<T> list = new ArrayList<>();
      Row row = new Row(results, dialect);
      while (results.next()) {
        list.add(reader.read(row));
      }
      return list;
    }
  }

  /** The first row of a query. */
  <T> Optional<T> first(String query, Reader<T> reader, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement prepared = prepare(query, values);
        ResultSet results = prepared.executeQuery()) {
      return results.next()
          ? Optional.of(reader.read(new Row(results, dialect)))
          : Optional.empty();
    }
  }

  /** The one text that a query gives. */
  String value(String query) throws SQLException {
    try (PreparedStatement prepared = prepare(query);
        ResultSet results = prepared.executeQuery()) {
      results.next();
      return String.valueOf(results.getString(1));
    }
  }

  private PreparedStatement prepare(String statement, @Nullable Object... values)
      throws SQLException {
    PreparedStatement prepared = connection.prepareStatement(tables.sql(statement, dialect));
    try {
      set(prepared, values);
      return prepared;
    } catch (SQLException | RuntimeException e) {
      prepared.close();
      throw e;
    }
  }

  void set(PreparedStatement prepared, @Nullable Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      set(prepared, i + 1, values[i]);
    }
  }

  private void set(PreparedStatement prepared, int index, @Nullable Object value)
      throws SQLException {
    if (value instanceof Instant time) {
      dialect.setTime(prepared, index, time);
    } else if (value instanceof String text) {
      prepared.setString(index, text);
    } else if (value instanceof byte[] bytes) {
      prepared.setBytes(index, bytes);
    } else if (value instanceof OptionalInt number) {
      prepared.setObject(index, number.isPresent() ? number.getAsInt() : null);
    } else {
      prepared.setObject(index, value);
    }
  }

  /** A row of a query's answer. */
  static final class Row {

    private final ResultSet results;
    private final Dialect dialect;

    private Row(ResultSet results, Dialect dialect) {
      this.results = results;
      this.dialect = dialect;
    }

    String text(String column) throws SQLException {
      return results.getString(column);
    }

    int number(String column) throws SQLException {
      return results.getInt(column);
    }

    OptionalInt optionalNumber(String column) throws SQLException {
      int number = results.getInt(column);
      return results.wasNull() ? OptionalInt.empty() : OptionalInt.of(number);
    }

    long id(String column) throws SQLException {
      return results.getLong(column);
    }

    Instant time(String column) throws SQLException {
      return dialect.time(results, column);
    }

    Optional<String> optionalText(String column) throws SQLException {
      return Optional.ofNullable(results.getString(column));
    }
  }
}

package io.fmops.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store's way to its database: takes a connection for each piece of work and gives it back as it
 * was, makes work again that failed only because of others, and turns the driver's exceptions into
 * the store's. Thread-safe.
 */
final class Database implements AutoCloseable {

  /** Something to do with a connection. May be done several times. */
  interface Work<T> {
    T with(Session session) throws SQLException;
  }

  private static final Logger log = LoggerFactory.getLogger(Database.class);

  private static final long FIRST_PAUSE_MILLIS = 5;
  private static final long LONGEST_PAUSE_MILLIS = 250;

  /** A pool may have many connections that a restarted server has ended. */
  private static final long RECONNECT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final DataSource dataSource;
  private final Dialect dialect;
  private final JdbcSettings settings;
  private final Tables tables;
  private final String place;
  private final BiFunction<String, @Nullable Throwable, RuntimeException> failure;
  private final @Nullable Aside aside;

  /** Fair, because whoever waits in the database itself is woken by chance. */
  private final ReentrantLock writing = new ReentrantLock(true);

  private volatile boolean closed;

  private Database(
      DataSource dataSource,
      Dialect dialect,
      JdbcSettings settings,
      String place,
      BiFunction<String, @Nullable Throwable, RuntimeException> failure) {
    this.dataSource = dataSource;
    this.dialect = dialect;
    this.settings = settings;
    this.tables = new Tables(settings);
    this.place = place;
    this.failure = failure;
    this.aside = dialect.harmedByInterrupts() ? new Aside() : null;
  }

  /**
   * Finds out which database it is, and sees to its tables.
   *
   * @param failure makes the store's exception of a message and a cause
   * @throws IllegalArgumentException if the stores do not work in this database
   */
  static Database open(
      DataSource dataSource,
      JdbcSettings settings,
      BiFunction<String, @Nullable Throwable, RuntimeException> failure) {
    Dialect dialect;
    String place;
    try (Connection connection = dataSource.getConnection()) {
      dialect = Dialect.of(connection);
      place = dialect.product() + " at " + shown(connection.getMetaData().getURL());
    } catch (SQLException e) {
      throw failure.apply("cannot connect to the database (%s)".formatted(code(e)), e);
    }
    Database database = new Database(dataSource, dialect, settings, place, failure);
    try {
      database.look("look at the database", session -> {
        dialect.check(session, settings);
        return true;
      });
      new Migrations(database, dataSource).bringUpToDate();
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** A database's URL without parameters and users, which may have passwords. */
  static String shown(@Nullable String url) {
    return url == null
        ? "an unknown place"
        : url.replaceFirst("[?;].*", "").replaceFirst("//[^/]*@", "//");
  }

  Dialect dialect() {
    return dialect;
  }

  JdbcSettings settings() {
    return settings;
  }

  Tables tables() {
    return tables;
  }

  String place() {
    return place;
  }

  /** Reads with a single statement, which sees everything that was committed before. */
  <T> T look(String what, Work<T> work) {
    return again(what, settings.patience(), () -> once(work, settings.patience(), false));
  }

  /** Does the work in a transaction that others' work stands wholly before or after, row by row. */
  <T> T change(String what, Work<T> work) {
    return change(what, settings.patience(), work);
  }

  /**
   * Does the work in a transaction, with less patience with others than the settings' or as much.
   */
  <T> T change(String what, Duration patience, Work<T> work) {
    return again(
        what,
        patience,
        () -> dialect.oneWriter() ? onceInTurn(work, patience) : once(work, patience, true));
  }

  private <T> T onceInTurn(Work<T> work, Duration patience) throws SQLException {
    writing.lock();
    try {
      return once(work, patience, true);
    } finally {
      writing.unlock();
    }
  }

  private interface Attempt<T> {
    T make() throws SQLException;
  }

  /**
   * Interrupts cut nothing short: a run that is given up is interrupted, and has to write that down
   * all the same.
   */
  private <T> T again(String what, Duration patience, Attempt<T> attempt) {
    if (closed) {
      throw failure("cannot %s: the store is closed".formatted(what), null);
    }
    boolean interrupted = Thread.interrupted();
    try {
      return aside == null
          ? attempts(what, patience, attempt)
          : aside.run(() -> attempts(what, patience, attempt));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <T> T attempts(String what, Duration patience, Attempt<T> attempt) {
    long begin = System.nanoTime();
    boolean interrupted = false;
    try {
      for (int number = 1; ; number++) {
        try {
          return attempt.make();
        } catch (SQLException e) {
          if (System.nanoTime() - begin > patienceNanos(patience.toNanos(), e)) {
            throw failed(what, patience, e);
          }
          log.debug("cannot {} yet ({}), trial {}", what, code(e), number);
          interrupted |= pause(number);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** How long work that failed so is tried; nothing of it was done. */
  private long patienceNanos(long patience, SQLException problem) {
    if (problem instanceof InDoubt) {
      return -1;
    } else if (dialect.conflict(problem)) {
      return patience;
    }
    return dialect.connectionLost(problem) ? Math.min(RECONNECT_NANOS, patience) : -1;
  }

  /**
   * Longer each time and never the same, so that those who met do not meet again.
   *
   * @return whether the thread was interrupted
   */
  private static boolean pause(int number) {
    long most = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(number - 1, 10));
    try {
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(1, most + 1));
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private <T> T once(Work<T> work, Duration patience, boolean transaction) throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      boolean autoCommit = connection.getAutoCommit();
      try {
        Session session = new Session(connection, dialect, tables);
        return transaction ? inTransaction(session, patience, work) : outside(session, work);
      } finally {
        restore(connection, autoCommit);
      }
    } finally {
      giveBack(connection);
    }
  }

  private static <T> T outside(Session session, Work<T> work) throws SQLException {
    // Setting it again would commit what a pool may have begun.
    if (!session.connection().getAutoCommit()) {
      session.connection().setAutoCommit(true);
    }
    return work.with(session);
  }

  private <T> T inTransaction(Session session, Duration patience, Work<T> work)
      throws SQLException {
    Connection connection = session.connection();
    Dialect.Undo begun = () -> {};
    try {
      begun = dialect.begin(connection, patience);
      T result = work.with(session);
      commit(connection);
      return result;
    } catch (SQLException | RuntimeException | Error e) {
      // Also after an error, because the auto-commit mode that is restored would commit the half.
      rollback(connection, e);
      throw e;
    } finally {
      undo(connection, begun);
    }
  }

  private void commit(Connection connection) throws SQLException {
    try {
      dialect.commit(connection);
    } catch (SQLException e) {
      throw dialect.conflict(e) ? e : new InDoubt(e);
    }
    try {
      dialect.flush(connection);
    } catch (SQLException e) {
      // Committed by now, so that not even a conflict means that nothing was done.
      throw new InDoubt(e);
    }
  }

  private void rollback(Connection connection, Throwable problem) {
    if (problem instanceof InDoubt) {
      // Nothing more can be said over this connection.
      abort(connection);
      return;
    }
    try {
      dialect.rollback(connection);
    } catch (SQLException e) {
      problem.addSuppressed(e);
      abort(connection);
    }
  }

  private static void undo(Connection connection, Dialect.Undo begun) {
    try {
      begun.undo();
    } catch (SQLException e) {
      abort(connection);
    }
  }

  private static void restore(Connection connection, boolean autoCommit) {
    try {
      if (connection.getAutoCommit() != autoCommit) {
        connection.setAutoCommit(autoCommit);
      }
    } catch (SQLException e) {
      abort(connection);
    }
  }

  /** A connection in an unknown state must not go back to a pool. */
  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      log.debug("a broken connection could not be aborted", e);
    }
  }

  private static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // The work is done or has failed by now; this changes neither.
      log.debug("a connection could not be given back", e);
    }
  }

  /** The store's exception for a driver's. */
  private RuntimeException failed(String what, Duration patience, SQLException problem) {
    String why;
    if (problem instanceof InDoubt) {
      why = "did not say whether the change was made";
    } else if (dialect.away(problem)) {
      why = "cannot be reached";
    } else if (dialect.tableMissing(problem)) {
      why =
          "has no such table; was it made in another schema, or in a database in memory that ended"
              + " with its last connection?";
    } else if (dialect.conflict(problem)) {
      why = "was busy with others for " + patience.toMillis() + " ms";
    } else {
      why = "has failed";
    }
    return failure("cannot %s: %s %s (%s)".formatted(what, place, why, code(problem)), problem);
  }

  /** The store's exception. */
  RuntimeException failure(String message, @Nullable Throwable cause) {
    return failure.apply(message, cause);
  }

  private static String code(SQLException problem) {
    return "SQL state %s, code %d".formatted(Dialect.state(problem), problem.getErrorCode());
  }

  @Override
  public void close() {
    closed = true;
    if (aside != null) {
      aside.close();
    }
  }

  /** The change may have been made or not, so that it must not be made again unasked. */
  private static final class InDoubt extends SQLException {

    private static final long serialVersionUID = 1L;

    InDoubt(SQLException cause) {
      super("in doubt", cause.getSQLState(), cause.getErrorCode(), cause);
    }
  }
}

package io.fmops.eval.report;

import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.RunListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Shows how a run goes on. On a terminal it keeps one line up to date, at most ten times a second;
 * elsewhere it prints a plain line at each 10 % or after 30 seconds, whichever comes first, but
 * never two within a second. A last line tells what was done. It uses no colour and no escape
 * sequence, only carriage returns on a terminal.
 *
 * <p>For one run at a time; it may be used for the next run when one is finished. Thread-safe.
 */
public final class ConsoleProgress implements RunListener {

  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final long PLAIN_LEAST_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long PLAIN_MOST_NANOS = Duration.ofSeconds(30).toNanos();

  /** A line as wide as the terminal would wrap in some, and then not be rewritten. */
  private static final int WIDTH = 79;

  private static final int BAR = 16;

  private final PrintStream out;
  private final boolean terminal;
  private final boolean quiet;
  private final LongSupplier nanoTime;

  private String dataset = "";
  private long rows;
  private long done;
  private long errors;
  private long startedAt;
  private long shownAt;
  private long shownTenth;
  private int shownColumns;

  /**
   * Progress to a stream of your choice.
   *
   * @param out where to write; it stays open
   * @param terminal whether it is a terminal, where a line can be rewritten in place
   */
  public ConsoleProgress(PrintStream out, boolean terminal) {
    this(out, terminal, false, System::nanoTime);
  }

  ConsoleProgress(PrintStream out, boolean terminal, boolean quiet, LongSupplier nanoTime) {
    this.out = Objects.requireNonNull(out, "out");
    this.terminal = terminal;
    this.quiet = quiet;
    this.nanoTime = nanoTime;
  }

  /**
   * Progress to the standard error, so that the standard output can be piped elsewhere. The line is
   * rewritten in place only if the standard error is a terminal, {@code TERM} is not {@code dumb},
   * and {@code CI} is not set.
   *
   * @return a listener
   */
  public static ConsoleProgress toStandardError() {
    return new ConsoleProgress(System.err, TerminalCheck.standardErrorIsTerminal());
  }

  /**
   * A listener for the same stream that is silent but for a last line if there were errors.
   *
   * @return another listener
   */
  public ConsoleProgress quiet() {
    return new ConsoleProgress(out, terminal, true, nanoTime);
  }

  @Override
  public synchronized void started(String name, long total) {
    dataset = PlainText.cutMiddle(PlainText.line(name), 24);
    rows = total;
    done = 0;
    errors = 0;
    shownTenth = 0;
    shownColumns = 0;
    startedAt = nanoTime.getAsLong();
    shownAt = startedAt;
    if (!quiet && terminal) {
      redraw();
    }
  }

  @Override
  public synchronized void row(ResultRow row, long count) {
    done = count;
    errors += row.error().isPresent() ? 1 : 0;
    if (quiet) {
      return;
    }
    long since = nanoTime.getAsLong() - shownAt;
    if (terminal) {
      if (since >= REDRAW_NANOS) {
        redraw();
      }
    } else if (done < rows
        && since >= PLAIN_LEAST_NANOS
        && (since >= PLAIN_MOST_NANOS || tenth() > shownTenth)) {
      out.println(dataset + ": " + state());
      shown();
    }
  }

  @Override
  public synchronized void finished(EvaluationResult result) {
    if (quiet && errors == 0) {
      return;
    }
    String line = "%s: %s in %s (%s), %s"
        .formatted(
            dataset,
            Figures.plural(done, "row", "rows"),
            duration(elapsedSeconds()),
            rate(),
            errorCount());
    if (terminal && !quiet) {
      rewrite(line);
      out.println();
    } else {
      out.println(line);
    }
    out.flush();
  }

  private void redraw() {
    int filled = (int) (rows <= 0 ? BAR : Math.min(BAR, BAR * done / rows));
    String bar = "#".repeat(filled) + ".".repeat(BAR - filled);
    // What does not fit is the dataset's name: the figures at the end are what is waited for.
    String line = "[" + bar + "] " + state();
    int room = WIDTH - PlainText.columns(line) - 1;
    rewrite(room < 4 ? line : PlainText.cutMiddle(dataset, room) + " " + line);
    shown();
  }

  /** Writes over the line before; spaces wipe what would stand out behind a shorter one. */
  private void rewrite(String line) {
    int size = PlainText.columns(line);
    out.print("\r" + PlainText.padRight(line, shownColumns));
    out.flush();
    shownColumns = size;
  }

  private void shown() {
    shownAt = nanoTime.getAsLong();
    shownTenth = tenth();
  }

  private long tenth() {
    return rows <= 0 ? 0 : 10 * done / rows;
  }

  private String state() {
    long percent = rows <= 0 ? 100 : 100 * done / rows;
    return "%s/%s  %d %%  %s%s  %s"
        .formatted(
            Figures.count(done), Figures.count(rows), percent, rate(), timeLeft(), errorCount());
  }

  private double elapsedSeconds() {
    return (nanoTime.getAsLong() - startedAt) / 1e9;
  }

  private String rate() {
    double seconds = elapsedSeconds();
    double rate = seconds <= 0 ? 0 : done / seconds;
    return String.format(Locale.ROOT, rate < 100 ? "%.1f/s" : "%,.0f/s", rate);
  }

  private String timeLeft() {
    return done == 0 || done >= rows
        ? ""
        : "  " + duration(elapsedSeconds() * (rows - done) / done) + " left";
  }

  private String errorCount() {
    return errors == 0 ? "no errors" : Figures.plural(errors, "error", "errors");
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return seconds < 10 ? String.format(Locale.ROOT, "%.1f s", seconds) : whole + " s";
    }
    return whole < 3600
        ? "%d min %02d s".formatted(whole / 60, whole % 60)
        : "%d h %02d min".formatted(whole / 3600, whole % 3600 / 60);
  }
}

package io.fmops.chain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where instants of a run are on a timeline, and how times are written. Immutable. */
final class TimeAxis {

  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;

  /** No run is longer; and so no sum of nanoseconds is too large. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** Beyond seconds, round numbers are those of a clock. */
  private static final List<Long> CLOCK_STEPS = List.of(
      10 * SECOND,
      30 * SECOND,
      MINUTE,
      2 * MINUTE,
      5 * MINUTE,
      10 * MINUTE,
      30 * MINUTE,
      HOUR,
      3 * HOUR,
      6 * HOUR,
      12 * HOUR);

  private static final int MAX_TICKS = 6;

  private final Instant origin;
  private final long length;

  private TimeAxis(Instant origin, long length) {
    this.origin = origin;
    this.length = Math.max(MILLI, length);
  }

  /** From the start of the run to its end; what was replayed was before that. */
  static TimeAxis of(Trace trace) {
    long end = nanos(trace.duration());
    for (TraceStep step : trace.steps()) {
      if (step.state() != StepState.REPLAYED) {
        long start = nanos(Duration.between(trace.start(), step.start()));
        end = Math.max(end, start + nanos(step.duration()));
      }
    }
    return new TimeAxis(trace.start(), end);
  }

  /** Kept within what a long can count. */
  private static long nanos(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    return duration.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : duration.toNanos();
  }

  long after(Instant instant) {
    return nanos(Duration.between(origin, instant));
  }

  /** How much of the axis lies before an instant, from 0 to 1. */
  double share(Instant instant) {
    return Math.min(1, (double) after(instant) / length);
  }

  /** How much of the axis a time takes that begins at an instant, and does not leave the axis. */
  double share(Instant start, Duration time) {
    return Math.min(1 - share(start), (double) nanos(time) / length);
  }

  /** The distance of two marks, in nanoseconds: a round number, and few marks. */
  private long step() {
    long least = (length + MAX_TICKS - 1) / MAX_TICKS;
    if (least > 5 * SECOND) {
      for (long step : CLOCK_STEPS) {
        if (step >= least) {
          return step;
        }
      }
      long day = 24 * HOUR;
      return (least + day - 1) / day * day;
    }
    long power = 1;
    while (power * 10 <= least) {
      power *= 10;
    }
    for (int factor : new int[] {1, 2, 5}) {
      if (power * factor >= least) {
        return power * factor;
      }
    }
    return power * 10;
  }

  double stepShare() {
    return Math.min(1, (double) step() / length);
  }

  record Mark(double share, String text) {}

  List<Mark> marks() {
    List<Mark> marks = new ArrayList<>();
    long step = step();
    for (long at = 0; at <= length; at += step) {
      marks.add(new Mark((double) at / length, at == 0 ? "0" : text(at)));
    }
    return marks;
  }

  static String text(Duration time) {
    return text(nanos(time));
  }

  static String text(long nanos) {
    if (nanos > 0 && nanos < MILLI / 10) {
      return "< 0.1 ms";
    }
    if (nanos < 10 * MILLI) {
      return number((double) nanos / MILLI, 1) + " ms";
    }
    if (nanos < SECOND) {
      return Math.min(999, Math.round((double) nanos / MILLI)) + " ms";
    }
    long seconds = nanos / SECOND;
    if (seconds < 60) {
      // Cut, not rounded, so that it never says 60 seconds.
      return number(Math.floor((double) nanos / SECOND * 100) / 100, 2) + " s";
    }
    if (seconds < 3600) {
      return parts(seconds / 60, "min", seconds % 60, "s");
    }
    return seconds < 86_400
        ? parts(seconds / 3600, "h", seconds / 60 % 60, "min")
        : parts(seconds / 86_400, "d", seconds / 3600 % 24, "h");
  }

  private static String parts(long large, String unit, long small, String smallUnit) {
    return small == 0 ? large + " " + unit : large + " " + unit + " " + small + " " + smallUnit;
  }

  private static String number(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.replaceAll("\\.?0+$", "");
  }
}

package io.fmops.telemetry;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/**
 * The time that a budget is for: from one turn of the clock or the calendar to the next, in the
 * time zone of the {@link BudgetLayer}. A call belongs to the window in which it began.
 */
public enum BudgetWindow {
  /** From one full minute to the next. */
  MINUTE,
  /** From one full hour to the next. */
  HOUR,
  /** From midnight to midnight, also on days of 23 or 25 hours. */
  DAY,
  /** From Monday to Monday. */
  WEEK,
  /** From the first of a month to the first of the next. */
  MONTH;

  ZonedDateTime from(ZonedDateTime time) {
    return switch (this) {
      case MINUTE -> time.truncatedTo(ChronoUnit.MINUTES);
      case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
      case DAY -> midnight(time);
      case WEEK -> midnight(time.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
      case MONTH -> midnight(time.withDayOfMonth(1));
    };
  }

  ZonedDateTime until(ZonedDateTime from) {
    return switch (this) {
      case MINUTE -> from.plusMinutes(1);
      case HOUR -> from.plusHours(1);
      case DAY -> midnight(from.plusDays(1));
      case WEEK -> midnight(from.plusWeeks(1));
      case MONTH -> midnight(from.plusMonths(1));
    };
  }

  /** Where a day has no midnight, because the clocks were put forward, its first moment. */
  private static ZonedDateTime midnight(ZonedDateTime time) {
    return time.toLocalDate().atStartOfDay(time.getZone());
  }
}

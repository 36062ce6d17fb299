package io.fmops.prompt;

import io.fmops.prompt.internal.Checked;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * Who changed something in the catalog, when, and why. Immutable and thread-safe.
 *
 * @param who a person or a job, 1 to 200 characters in one line
 * @param when the moment; kept in whole milliseconds, so that every store gives it back unchanged
 * @param why the reason, 1 to 4,000 characters, as one would write for a commit; line breaks are LF
 */
public record Change(String who, Instant when, String why) {

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  /**
   * Checks the parts, cuts the moment to milliseconds and strips white space around the texts.
   *
   * @throws IllegalArgumentException if a text is blank, too long or has control characters, or if
   *     the moment is not in the years 1 to 9999
   */
  public Change {
    who = Checked.line("who", who, 200);
    why = Checked.lines("why", why, 4_000);
    when = Objects.requireNonNull(when, "when").truncatedTo(ChronoUnit.MILLIS);
    if (when.isBefore(FIRST) || when.isAfter(LAST)) {
      throw new IllegalArgumentException("when is " + when + "; it must be in the years 1 to 9999");
    }
  }

  /**
   * A change that happens now.
   *
   * @param who a person or a job
   * @param why the reason
   * @return the change, with this moment
   * @throws IllegalArgumentException if a text is blank, too long or has control characters
   */
  public static Change by(String who, String why) {
    return new Change(who, Clock.systemUTC().instant(), why);
  }
}

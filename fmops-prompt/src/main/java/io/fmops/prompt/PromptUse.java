package io.fmops.prompt;

import io.fmops.prompt.internal.Checked;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * That something used a version: an evaluation run, a chain, a service. Immutable and thread-safe.
 *
 * @param name the prompt's name
 * @param number the version's number
 * @param kind what used it, such as {@code chain} or {@code evaluation run}: 1 to 100 characters in
 *     one line
 * @param user which of that kind, such as the chain's name or the run's id: 1 to 500 characters in
 *     one line
 * @param first when the use was first told, in whole milliseconds
 */
public record PromptUse(String name, int number, String kind, String user, Instant first) {

  /**
   * Checks the parts, cuts the moment to milliseconds and strips white space around the texts.
   *
   * @throws IllegalArgumentException if a text is blank, too long or has control characters, or if
   *     the number is below 1
   */
  public PromptUse {
    Objects.requireNonNull(name, "name");
    Checked.versionNumber(number);
    kind = Checked.line("kind", kind, 100);
    user = Checked.line("user", user, 500);
    first = Objects.requireNonNull(first, "first").truncatedTo(ChronoUnit.MILLIS);
  }
}

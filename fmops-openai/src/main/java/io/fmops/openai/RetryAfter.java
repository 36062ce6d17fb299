package io.fmops.openai;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a server asks to wait: {@code Retry-After-Ms} and {@code Retry-After}, or else when the
 * limit that is used up is reset, which OpenAI tells as {@code x-ratelimit-reset-tokens: 6m0.5s}.
 */
final class RetryAfter {

  private static final Pattern RESET = Pattern.compile(
      "(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m(?!s))?(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,9}(?:\\.\\d{1,9})?)ms)?");

  private RetryAfter() {}

  static Optional<Duration> of(HttpHeaders headers, Instant now) {
    return headers
        .firstValue("retry-after-ms")
        .filter(value -> value.matches("\\d{1,12}(\\.\\d+)?"))
        .map(value -> Duration.ofMillis((long) Math.ceil(Double.parseDouble(value))))
        .or(() -> headers.firstValue("retry-after").flatMap(value -> retryAfter(value, now)))
        .or(() -> reset(headers, "requests"))
        .or(() -> reset(headers, "tokens"));
  }

  /** Seconds, or the date at which to come again; anything else is passed over. */
  private static Optional<Duration> retryAfter(String value, Instant now) {
    String trimmed = value.strip();
    try {
      if (trimmed.matches("\\d{1,9}(\\.\\d{1,9})?")) {
        return Optional.of(seconds(trimmed));
      }
      Instant then =
          ZonedDateTime.parse(trimmed, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> reset(HttpHeaders headers, String what) {
    boolean usedUp = headers
        .firstValue("x-ratelimit-remaining-" + what)
        .filter(left -> left.strip().equals("0"))
        .isPresent();
    return usedUp
        ? headers.firstValue("x-ratelimit-reset-" + what).flatMap(RetryAfter::span)
        : Optional.empty();
  }

  private static Optional<Duration> span(String text) {
    Matcher parts = RESET.matcher(text.strip());
    if (text.isBlank() || !parts.matches()) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofDays(number(parts.group(1)))
        .plusHours(number(parts.group(2)))
        .plusMinutes(number(parts.group(3)))
        .plus(parts.group(4) == null ? Duration.ZERO : seconds(parts.group(4)))
        .plus(
            parts.group(5) == null
                ? Duration.ZERO
                : Duration.ofMillis((long) Math.ceil(Double.parseDouble(parts.group(5))))));
  }

  private static long number(@org.jspecify.annotations.Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static Duration seconds(String number) {
    return Duration.ofMillis((long) Math.ceil(Double.parseDouble(number) * 1000));
  }
}

package io.fmops.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SdkErrorsTest {

  @Test
  void retryAfterIsSecondsOrADate() {
    Instant now = Instant.parse("2026-11-01T12:00:00Z");
    assertThat(SdkErrors.retryAfter("90", now)).contains(Duration.ofSeconds(90));
    assertThat(SdkErrors.retryAfter("Sun, 1 Nov 2026 12:00:30 GMT", now))
        .contains(Duration.ofSeconds(30));
    assertThat(SdkErrors.retryAfter("Sun, 1 Nov 2026 11:00:00 GMT", now)).contains(Duration.ZERO);
    assertThat(SdkErrors.retryAfter("soon", now)).isEmpty();
    assertThat(SdkErrors.retryAfter("-1", now)).isEmpty();
  }
}

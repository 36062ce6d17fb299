package io.fmops.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancelTokenTest {

  @Test
  void actionsRunOnceWhetherTheyComeBeforeOrAfter() {
    CancelToken token = new CancelToken();
    AtomicInteger runs = new AtomicInteger();
    token.onCancel(runs::incrementAndGet);
    assertThat(token.cancelled()).isFalse();
    token.cancel("first");
    token.cancel("second");
    token.onCancel(runs::incrementAndGet);
    assertThat(runs).hasValue(2);
    assertThat(token.reason()).contains("first");
  }

  @Test
  void aRegistrationThatIsClosedDoesNotRun() {
    CancelToken token = new CancelToken();
    AtomicInteger runs = new AtomicInteger();
    try (CancelToken.Registration registration = token.onCancel(runs::incrementAndGet)) {
      assertThat(registration).isNotNull();
    }
    token.cancel("x");
    assertThat(runs).hasValue(0);
  }
}

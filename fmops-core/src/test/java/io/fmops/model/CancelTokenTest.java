package io.fmops.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
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

  /** Against a plain list: whatever is closed in whatever order, the rest runs in its order. */
  @Property
  void whatIsNotTakenBackRunsInTheOrderOfRegistration(
      @ForAll @Size(max = 20) List<@IntRange(max = 25) Integer> closed) {
    CancelToken token = new CancelToken();
    List<Integer> ran = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    List<CancelToken.Registration> registrations = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int number = i;
      registrations.add(token.onCancel(() -> ran.add(number)));
      expected.add(number);
    }
    for (int number : closed) {
      if (number < 20) {
        registrations.get(number).close(); // also twice
        expected.remove((Integer) number);
      } else {
        registrations.add(token.onCancel(() -> ran.add(number)));
        expected.add(number);
      }
    }
    token.cancel("x");
    registrations.forEach(CancelToken.Registration::close);
    assertThat(ran).isEqualTo(expected);
  }
}

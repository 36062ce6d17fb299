package io.fmops.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RateWindowTest {

  private static final long PERIOD = 6_000;

  private record Use(long time, long amount) {}

  @Property(tries = 300)
  void inNoPeriodIsMoreUsedThanTheLimit(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int limit) {
    Random random = new Random(seed);
    long now = random.nextLong(-500_000, 500_000);
    RateWindow window = new RateWindow(limit, PERIOD, now);
    List<Use> uses = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      now += random.nextInt(400);
      long amount = random.nextLong(1, limit + 1L);
      long wait = window.nanosUntil(amount, now);
      assertThat(wait).isBetween(0L, PERIOD + PERIOD / 60 + 1);
      if (wait > 0 && random.nextBoolean()) {
        now += wait;
        assertThat(window.nanosUntil(amount, now)).as("the wait is long enough").isZero();
        wait = 0;
      }
      if (wait == 0) {
        long actual = random.nextInt((int) amount + 1);
        window.settle(window.take(amount, now), amount, actual, now);
        uses.add(new Use(now, actual));
      }
    }
    for (Use end : uses) {
      long sum = uses.stream()
          .filter(use -> use.time() > end.time() - PERIOD && use.time() <= end.time())
          .mapToLong(Use::amount)
          .sum();
      assertThat(sum).isLessThanOrEqualTo(limit);
    }
  }

  @Property(tries = 300)
  void everythingIsForgottenAfterThePeriodWhateverWasSettledWhen(@ForAll long seed) {
    Random random = new Random(seed);
    RateWindow window = new RateWindow(1_000, PERIOD, 0);
    long now = 0;
    List<long[]> open = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      now += random.nextInt(500);
      if (random.nextBoolean() || open.isEmpty()) {
        long amount = random.nextInt(300);
        open.add(new long[] {window.take(amount, now), amount});
      } else {
        long[] taken = open.remove(random.nextInt(open.size()));
        window.settle(taken[0], taken[1], random.nextInt(600), now);
      }
      assertThat(window.used(now)).isNotNegative();
      assertThat(window.nanosAtLeastUntil(10, now)).isLessThanOrEqualTo(window.nanosUntil(10, now));
    }
    for (long[] taken : open) {
      window.settle(taken[0], taken[1], taken[1], now);
    }
    now += 2 * PERIOD;
    assertThat(window.used(now)).isZero();
    assertThat(window.nanosUntil(1_000, now)).isZero();
  }

  @Example
  void whatIsAboveTheLimitNeedsAnEmptyWindow() {
    RateWindow window = new RateWindow(10, PERIOD, 0);
    assertThat(window.nanosUntil(500, 0)).isZero();
    long taken = window.take(500, 0);
    assertThat(window.nanosUntil(1, 0)).isEqualTo(PERIOD + PERIOD / 60);
    window.settle(taken, 500, 4, 0);
    assertThat(window.nanosUntil(6, 0)).isZero();
    assertThat(window.nanosUntil(7, 0)).isEqualTo(PERIOD + PERIOD / 60);
    assertThat(window.nanosUntil(500, 0)).isEqualTo(PERIOD + PERIOD / 60);
  }

  @Example
  void whatIsUsedAboveALateEstimateCountsNow() {
    RateWindow window = new RateWindow(10, PERIOD, 0);
    long taken = window.take(2, 0);
    window.settle(taken, 2, 9, 2 * PERIOD);
    assertThat(window.used(2 * PERIOD)).isEqualTo(7);
  }
}

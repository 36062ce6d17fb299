package io.fmops.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BooleanSupplier;

/** Waits for what another thread does; fails after ten seconds. */
final class Await {

  private Await() {}

  static void until(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("time over").isNegative();
      Thread.sleep(1);
    }
  }
}

package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fmops.guardrails.spi.Detector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bound on looks at once, and what detectors and executors throw. */
@Timeout(60)
class LooksAtOnceTest {

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stopThreads() {
    callers.shutdownNow();
    threads.shutdownNow();
  }

  private static Check check(Detector.Cost cost, Function<Excerpt, List<Finding>> detect) {
    return Check.of(TestDetectors.of("busy", Detector.Scope.WHOLE, cost, detect))
        .onAny(0.5, Action.block("found"))
        .timeout(Duration.ofSeconds(40));
  }

  private Guardrail guardrail(Check check) {
    return Guardrail.builder(GuardrailPolicy.builder("test")
            .budget(Duration.ofSeconds(40))
            .input(check)
            .build())
        .executor(threads)
        .build();
  }

  private static String problem(Guardrail guardrail) {
    return guardrail.check(Stage.INPUT, "x").verdict().failures().get(0).problem();
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> List<Finding> sneak(Throwable problem) throws T {
    throw (T) problem;
  }

  private static List<Finding> sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }

  @Test
  void looksBeyondTheBoundWaitForTheirTurnAndAllAreAnswered() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Guardrail guardrail = guardrail(check(Detector.Cost.LOCAL, excerpt -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          sleep(2);
          now.decrementAndGet();
          return List.of();
        })
        .maxRunning(3));
    List<Future<Filtered>> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      all.add(callers.submit(() -> guardrail.check(Stage.INPUT, "hello")));
    }
    for (Future<Filtered> one : all) {
      assertThat(one.get().verdict().failures()).isEmpty();
    }
    assertThat(most).hasValueLessThanOrEqualTo(3);
  }

  @Test
  void noPlaceIsLostByLooksThatAreGivenUp() throws Exception {
    AtomicInteger count = new AtomicInteger();
    Check check = check(
            Detector.Cost.LOCAL,
            excerpt -> sleep(excerpt.text().equals("slow") ? count.incrementAndGet() % 3 : 0))
        .maxRunning(2)
        .timeout(Duration.ofMillis(1));
    Guardrail hurried = guardrail(check);
    List<Future<Filtered>> all = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      all.add(callers.submit(() -> hurried.check(Stage.INPUT, "slow")));
    }
    for (Future<Filtered> one : all) {
      one.get();
    }
    // Places of looks that were given up while they ran come back when those end.
    for (int i = 0; !hurried.check(Stage.INPUT, "quick").passes(); i++) {
      assertThat(i).isLessThan(2_000);
    }
  }

  @Test
  void aHungLookKeepsItsPlaceUntilItEnds() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch began = new CountDownLatch(1);
    Check deaf = check(Detector.Cost.LOCAL, excerpt -> {
      began.countDown();
      while (release.getCount() > 0) {
        try {
          release.await();
        } catch (InterruptedException e) {
          // deaf
        }
      }
      return List.of();
    });
    Guardrail guardrail = guardrail(deaf.maxRunning(1).timeout(Duration.ofSeconds(1)));
    assertThat(problem(guardrail)).isEqualTo("no answer within its 1000 ms");
    assertThat(began.await(1, TimeUnit.SECONDS)).isTrue();
    assertThat(problem(guardrail)).isEqualTo("too many of its looks are under way");
    Future<Filtered> last = callers.submit(() -> {
      Filtered filtered = guardrail.check(Stage.INPUT, "x");
      while (!filtered.passes()) {
        filtered = guardrail.check(Stage.INPUT, "x");
      }
      return filtered;
    });
    release.countDown();
    assertThat(last.get(20, TimeUnit.SECONDS).passes()).isTrue();
  }

  @Test
  void anInterruptAndAnAbortEndTheWaitForAPlace() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    ActiveCheck check = new ActiveCheck(check(Detector.Cost.LOCAL, excerpt -> {
          began.countDown();
          return sleep(50_000);
        })
        .maxRunning(1));
    List<Looks.Ask> asks = List.of(new Looks.Ask(check, new Excerpt("x", Stage.INPUT, List.of())));
    Looks.Hearer nobody = new Looks.Hearer() {
      @Override
      public boolean found(ActiveCheck from, List<Finding> findings) {
        return false;
      }

      @Override
      public boolean failed(ActiveCheck from, String problem) {
        return false;
      }
    };
    long budget = TimeUnit.SECONDS.toNanos(40);
    Looks first = new Looks(threads, budget);
    Looks second = new Looks(threads, budget);
    Looks third = new Looks(threads, budget);
    Future<Boolean> runs = callers.submit(() -> first.look(asks, nobody));
    assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();
    Future<Boolean> waits = callers.submit(() -> second.look(asks, nobody));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread interrupted =
        new Thread(() -> thrown.set(catchThrowable(() -> third.look(asks, nobody))));
    interrupted.start();
    Thread.sleep(50);
    second.abort();
    assertThat(waits.get(20, TimeUnit.SECONDS)).isFalse();
    interrupted.interrupt();
    interrupted.join(20_000);
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    first.abort();
    assertThat(runs.get(20, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void anExecutorThatThrowsAnythingCostsNoPlace() {
    for (Throwable thrown : List.of(
        new OutOfMemoryError("unable to create native thread"),
        new IllegalStateException("closed"))) {
      AtomicInteger calls = new AtomicInteger();
      Guardrail guardrail = Guardrail.builder(GuardrailPolicy.builder("test")
              .input(check(Detector.Cost.LOCAL, excerpt -> List.of()).maxRunning(1))
              .build())
          .executor(task -> {
            if (calls.incrementAndGet() <= 3) {
              LooksAtOnceTest.<RuntimeException>sneak(thrown);
            }
            threads.execute(task);
          })
          .build();
      for (int i = 0; i < 3; i++) {
        assertThat(problem(guardrail)).isEqualTo("no thread was free for it");
      }
      assertThat(guardrail.check(Stage.INPUT, "x").passes()).isTrue();
    }
  }

  @Test
  void whateverADetectorThrowsIsAFailureThatIsToldAtOnce() {
    for (Throwable thrown : List.of(
        new java.io.IOException("secret"),
        new OutOfMemoryError("secret"),
        new StackOverflowError(),
        new Error("secret"))) {
      for (Detector.Cost cost : Detector.Cost.values()) {
        Check check = check(cost, excerpt -> LooksAtOnceTest.<RuntimeException>sneak(thrown));
        Filtered passed = guardrail(check.onFailure(Check.OnFailure.PASS)).check(Stage.INPUT, "x");
        assertThat(passed.passes()).isTrue();
        assertThat(passed.verdict().failures())
            .extracting(Verdict.Failure::problem)
            .containsExactly("it threw " + thrown.getClass().getName());
        assertThat(guardrail(check).check(Stage.INPUT, "x").passes()).isFalse();
      }
    }
  }

  @Test
  void anErrorOfTheVirtualMachineIsToldAndThrownOn() {
    InternalError broken = new InternalError("broken");
    broken.setStackTrace(new StackTraceElement[0]);
    for (Detector.Cost cost : Detector.Cost.values()) {
      Check check = check(cost, excerpt -> LooksAtOnceTest.<RuntimeException>sneak(broken));
      Guardrail guardrail = guardrail(check);
      if (cost == Detector.Cost.INSTANT) {
        assertThatThrownBy(() -> guardrail.check(Stage.INPUT, "x")).isSameAs(broken);
      } else {
        assertThat(problem(guardrail)).isEqualTo("it threw java.lang.InternalError");
      }
    }
  }

  @Test
  void boundsAndTimeoutsAreTakenOrRefusedWhenTheyAreSet() {
    Check check = check(Detector.Cost.LOCAL, excerpt -> List.of());
    assertThat(check.maxRunning()).isEqualTo(Check.DEFAULT_MAX_RUNNING).isEqualTo(256);
    assertThat(check.maxRunning(7).sample(1).maxRunning()).isEqualTo(7);
    assertThatThrownBy(() -> check.maxRunning(0))
        .hasMessage("0 looks at once; it must be at least 1");
    Check patient = check.timeout(Duration.ofDays(200_000));
    assertThat(patient.timeout()).isEqualTo(Duration.ofDays(1));
    assertThat(guardrail(patient).check(Stage.INPUT, "x").passes()).isTrue();
  }
}

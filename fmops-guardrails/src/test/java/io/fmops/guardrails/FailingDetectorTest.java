package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.guardrails.spi.Detector;
import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.TimedOutException;
import io.fmops.replay.ScriptedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a call whose detectors throw, hang or answer late. */
@Timeout(60)
class FailingDetectorTest {

  private static Check check(Detector.Cost cost, Function<Excerpt, List<Finding>> detect) {
    return Check.of(TestDetectors.of("broken", Detector.Scope.WHOLE, cost, detect))
        .onAny(0.5, Action.block("found"));
  }

  private static List<Finding> hang(Excerpt excerpt) {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }

  private static FoundationModel guarded(Check check) {
    return ScriptedModel.answering("fine")
        .model()
        .with(Guardrail.of(GuardrailPolicy.builder("test").input(check).build()));
  }

  @Test
  void aDetectorThatThrowsBlocksUnlessThePolicySaysOtherwise() {
    for (Detector.Cost cost : Detector.Cost.values()) {
      Check throwing = check(cost, excerpt -> {
        throw new IllegalStateException("secret " + excerpt.text());
      });
      BlockedByGuardrailException problem = catchThrowableOfType(
          BlockedByGuardrailException.class,
          () -> guarded(throwing).generate(GenerateRequest.of("hello")));
      assertThat(problem).hasMessageContaining("could not be checked");
      Verdict verdict = Verdict.of(problem).orElseThrow();
      assertThat(verdict.failures())
          .containsExactly(
              new Verdict.Failure("broken", "it threw java.lang.IllegalStateException", true));
      GenerateResponse response =
          guarded(throwing.onFailure(Check.OnFailure.PASS)).generate(GenerateRequest.of("hello"));
      assertThat(response.text()).isEqualTo("fine");
      assertThat(Verdict.of(response).get(0).failures())
          .containsExactly(
              new Verdict.Failure("broken", "it threw java.lang.IllegalStateException", false));
    }
  }

  @Test
  void aDetectorThatHangsIsInterruptedAndCountsAsLate() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    Check hanging = check(Detector.Cost.REMOTE, excerpt -> {
          List<Finding> none = hang(excerpt);
          interrupted.countDown();
          return none;
        })
        .timeout(Duration.ofMillis(50))
        .onFailure(Check.OnFailure.PASS);
    GenerateResponse response = guarded(hanging).generate(GenerateRequest.of("hello"));
    assertThat(response.text()).isEqualTo("fine");
    assertThat(Verdict.of(response).get(0).failures().get(0).problem())
        .isEqualTo("no answer within its 50 ms");
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theBudgetEndsALookThoughEachDetectorHasTime() {
    GuardrailPolicy policy = GuardrailPolicy.builder("test")
        .budget(Duration.ofMillis(50))
        .input(check(Detector.Cost.LOCAL, FailingDetectorTest::hang).timeout(Duration.ofMinutes(1)))
        .build();
    Filtered filtered = Guardrail.of(policy).check(Stage.INPUT, "hello");
    assertThat(filtered.passes()).isFalse();
    assertThat(filtered.verdict().failures().get(0).problem()).contains("budget");
  }

  @Test
  void aDetectorThatHearsNoInterruptTakesABoundedNumberOfThreads() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger running = new AtomicInteger();
    Check deaf = check(Detector.Cost.LOCAL, excerpt -> {
          running.incrementAndGet();
          while (release.getCount() > 0) {
            try {
              release.await();
            } catch (InterruptedException e) {
              // deaf
            }
          }
          running.decrementAndGet();
          return List.of();
        })
        .timeout(Duration.ofMillis(1))
        .maxRunning(4)
        .onFailure(Check.OnFailure.PASS);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Guardrail guardrail = Guardrail.builder(
              GuardrailPolicy.builder("test").input(deaf).build())
          .executor(threads)
          .build();
      List<String> problems = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        problems.add(
            guardrail.check(Stage.INPUT, "x").verdict().failures().get(0).problem());
      }
      assertThat(running).hasValueLessThanOrEqualTo(4);
      assertThat(problems).contains("too many of its looks are under way");
      release.countDown();
      threads.shutdown();
      assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      release.countDown();
      threads.shutdownNow();
    }
  }

  @Test
  void theCallsDeadlineAndItsTokenReachADetectorThatHangs() {
    FoundationModel model = guarded(
        check(Detector.Cost.REMOTE, FailingDetectorTest::hang).timeout(Duration.ofMinutes(5)));
    assertThat(catchThrowableOfType(
            TimedOutException.class,
            () -> model.generate(
                GenerateRequest.of("hello"),
                CallContext.create().withDeadline(Duration.ofMillis(100)))))
        .isNotNull();
    CancelToken token = new CancelToken();
    var unused = Executors.newSingleThreadScheduledExecutor(task -> {
          Thread thread = new Thread(task);
          thread.setDaemon(true);
          return thread;
        })
        .schedule(() -> token.cancel("enough"), 100, TimeUnit.MILLISECONDS);
    assertThat(catchThrowableOfType(
            CancelledException.class,
            () -> model.generate(
                GenerateRequest.of("hello"), CallContext.create().withCancelToken(token))))
        .isNotNull();
  }

  @Test
  void detectorsOfTheSameCostLookAtOnceAndABlockStopsTheRest() {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch both = new CountDownLatch(2);
    Function<Excerpt, List<Finding>> together = excerpt -> {
      both.countDown();
      try {
        order.add(both.await(20, TimeUnit.SECONDS) ? "together" : "alone");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return List.of(new Finding("c", 0, 1, 1, "broken"));
    };
    GuardrailPolicy policy = GuardrailPolicy.builder("test")
        .input(check(Detector.Cost.REMOTE, excerpt -> {
          order.add("remote");
          return List.of();
        }))
        .input(check(Detector.Cost.LOCAL, together).timeout(Duration.ofMinutes(1)))
        .input(check(Detector.Cost.LOCAL, together).timeout(Duration.ofMinutes(1)))
        .input(check(Detector.Cost.INSTANT, excerpt -> {
          order.add("instant");
          return List.of();
        }))
        .build();
    assertThat(Guardrail.of(policy).check(Stage.INPUT, "hello").passes()).isFalse();
    assertThat(order).startsWith("instant").contains("together").doesNotContain("remote", "alone");
  }

  @Test
  void aFindingOutsideOfTheTextIsAFailure() {
    Check wrong =
        check(Detector.Cost.INSTANT, excerpt -> List.of(new Finding("c", 0, 99, 1, "broken")));
    assertThat(catchThrowableOfType(
                BlockedByGuardrailException.class,
                () -> guarded(wrong).generate(GenerateRequest.of("hello")))
            .verdict(Verdict.class)
            .orElseThrow()
            .failures()
            .get(0)
            .problem())
        .contains("0 to 99 in a text of 5 chars");
  }

  @Test
  void anInterruptEndsACheckAndIsKept() {
    Guardrail guardrail = Guardrail.of(GuardrailPolicy.builder("test")
        .input(check(Detector.Cost.LOCAL, FailingDetectorTest::hang))
        .build());
    Thread.currentThread().interrupt();
    assertThat(catchThrowableOfType(
            CancelledException.class, () -> guardrail.check(Stage.INPUT, "hello")))
        .isNotNull();
    assertThat(Thread.interrupted()).isTrue();
  }
}

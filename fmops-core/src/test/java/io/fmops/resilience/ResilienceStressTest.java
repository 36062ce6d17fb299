package io.fmops.resilience;

import static io.fmops.resilience.Backend.HANG;
import static io.fmops.resilience.Backend.ID;
import static io.fmops.resilience.Backend.REQUEST;
import static io.fmops.resilience.Backend.answer;
import static io.fmops.resilience.Backend.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.FailedAttempt;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.ThrottledException;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing leaks and nothing is counted twice, whatever happens at the same time. */
@Timeout(120)
class ResilienceStressTest {

  private static final int CALLS = 10_000;

  private final Bulkhead bulkhead =
      Bulkhead.builder().maxConcurrent(6).maxQueue(100_000).build();
  private final RateLimit limit = RateLimit.builder()
      .tokensPerMinute(Integer.MAX_VALUE)
      .period(Duration.ofHours(1))
      .build();
  private final CircuitBreaker breaker =
      CircuitBreaker.builder().failureShare(1).window(1_000).minimumCalls(1_000).build();

  private FoundationModel stack(Backend backend) {
    return backend
        .model()
        .with(Resilience.builder()
            .retry(Retry.builder()
                .backoff(Duration.ofNanos(1_000), Duration.ofMillis(1))
                .unlimitedReserve()
                .build())
            .circuitBreaker(breaker)
            .rateLimit(limit)
            .bulkhead(bulkhead)
            .timeLimits(TimeLimits.builder().total(Duration.ofMillis(250)).build())
            .build());
  }

  /** One in five exchanges goes wrong, in one of many ways; each number always in the same. */
  private static List<Object> exchange(int number) {
    SplittableRandom random = new SplittableRandom(number);
    int dice = random.nextInt(1_000);
    if (dice < 50) {
      return List.of(new UnavailableException("503"));
    } else if (dice < 100) {
      return List.of(new ThrottledException("429"));
    } else if (dice < 140) {
      return List.of(text("half"), new TruncatedStreamException("cut"));
    } else if (dice < 180) {
      return List.of(new RejectedInputException("bad"));
    } else if (dice < 182) {
      return List.of(text("half"), HANG);
    }
    return answer("yes");
  }

  private static ExecutorService threads(boolean virtual) throws ReflectiveOperationException {
    return virtual && Runtime.version().feature() >= 21
        ? (ExecutorService)
            Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null)
        : Executors.newFixedThreadPool(16);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyExchangeIsToldExactlyOnce(boolean virtual) throws Exception {
    Backend backend = new Backend(ID, ResilienceStressTest::exchange);
    FoundationModel model = stack(backend);
    AtomicLong told = new AtomicLong();
    AtomicLong tokens = new AtomicLong();
    ExecutorService executor = threads(virtual);
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      calls.add(executor.submit(() -> {
        try {
          GenerateResponse response = model.generate(REQUEST);
          told.addAndGet(1 + response.notices().size());
          tokens.addAndGet(response.usage().total());
          response
              .notices()
              .forEach(notice -> tokens.addAndGet(
                  ((FailedAttempt) notice.value()).problem().usage().total()));
        } catch (ModelException e) {
          told.addAndGet(e.attempts());
          tokens.addAndGet(e.usage().total());
          for (Throwable earlier : e.getSuppressed()) {
            tokens.addAndGet(((ModelException) earlier).usage().total());
          }
        }
      }));
    }
    for (Future<?> call : calls) {
      call.get(60, TimeUnit.SECONDS);
    }
    executor.shutdown();
    assertThat(told).hasValue(backend.begun.get());
    assertThat(backend.begun.get()).isGreaterThan(CALLS);
    assertThat(limit.tokensInUse()).isEqualTo(tokens.get());
    assertThat(backend.mostRunning.get()).isLessThanOrEqualTo(6);
    assertNothingIsHeld(backend);
  }

  private void assertNothingIsHeld(Backend backend) {
    assertThat(bulkhead.running()).isZero();
    assertThat(bulkhead.waiting()).isZero();
    assertThat(limit.waiting()).isZero();
    assertThat(backend.running).hasValue(0);
    assertThat(breaker.state(ID)).isEqualTo(CircuitBreaker.State.CLOSED);
  }

  @Test
  void cancelledAndLateCallsHoldNothing() throws Exception {
    Backend backend = new Backend(ID, n -> {
      List<Object> steps = new ArrayList<>(exchange(n));
      if (n % 16 == 0) {
        steps.add(0, Duration.ofMillis(1));
      }
      return steps;
    });
    FoundationModel model = stack(backend);
    ExecutorService executor = threads(false);
    List<Future<?>> calls = new ArrayList<>();
    AtomicLong outcomes = new AtomicLong();
    for (int i = 0; i < CALLS; i++) {
      int number = i;
      calls.add(executor.submit(() -> {
        CancelToken token = new CancelToken();
        CallContext context = CallContext.create().withCancelToken(token);
        CallContext limited =
            number % 8 == 1 ? context.withDeadline(Duration.ofMillis(2)) : context;
        var future = number % 4 == 0 ? model.generateAsync(REQUEST, context) : null;
        if (future != null) {
          Thread.onSpinWait();
          if (number % 8 == 0) {
            token.cancel("enough");
          } else {
            future.cancel(true);
          }
          outcomes.incrementAndGet();
          return;
        }
        try {
          outcomes.addAndGet(model.generate(REQUEST, limited).text().isEmpty() ? 0 : 1);
        } catch (ModelException e) {
          outcomes.incrementAndGet();
        }
      }));
    }
    for (Future<?> call : calls) {
      call.get(60, TimeUnit.SECONDS);
    }
    executor.shutdown();
    assertThat(outcomes).hasValue(CALLS);
    Await.until(() -> bulkhead.running() == 0
        && bulkhead.waiting() == 0
        && limit.waiting() == 0
        && backend.running.get() == 0);
    assertNothingIsHeld(backend);
  }

  @Test
  void hedgedCallsHoldNothingAndTellBothRequests() throws Exception {
    Backend backend = new Backend(ID, n -> {
      List<Object> steps = new ArrayList<>(exchange(n));
      steps.add(0, Duration.ofMillis(n % 50 == 0 ? 40 : 0));
      return steps;
    });
    Hedge hedge = Hedge.builder().after(Duration.ofMillis(1)).maxShare(1, 1_000).build();
    FoundationModel model = stack(backend).with(hedge);
    AtomicLong told = new AtomicLong();
    ExecutorService executor = threads(false);
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      calls.add(executor.submit(() -> {
        try {
          told.addAndGet(1 + model.generate(REQUEST).notices().size());
        } catch (ModelException e) {
          told.addAndGet(e.attempts());
        }
      }));
    }
    for (Future<?> call : calls) {
      call.get(60, TimeUnit.SECONDS);
    }
    executor.shutdown();
    Await.until(() -> hedge.places.availablePermits() == 16 && backend.running.get() == 0);
    assertThat(told.get()).isGreaterThanOrEqualTo(1_000);
    assertNothingIsHeld(backend);
  }

  @Test
  void thousandsWaitAtOnceWithoutHoldingCarriers() throws Exception {
    Backend backend = Backend.of(List.of(text("a"), HANG), answer("yes"));
    Bulkhead one = Bulkhead.builder().maxConcurrent(1).maxQueue(100_000).build();
    FoundationModel model = backend.model().with(one);
    ExecutorService executor = threads(true);
    int many = Runtime.version().feature() >= 21 ? 5_000 : 15;
    List<Future<String>> waiting = new ArrayList<>();
    try (var stream = model.stream(REQUEST)) {
      assertThat(stream.iterator().next()).isEqualTo(text("a"));
      for (int i = 0; i < many; i++) {
        waiting.add(executor.submit(() -> model.generate(REQUEST).text()));
      }
      Await.until(() -> one.waiting() == many);
    }
    for (Future<String> call : waiting) {
      assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo("yes");
    }
    executor.shutdown();
    assertThat(one.running()).isZero();
  }
}

package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CallContext;
import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import io.fmops.model.StreamEvent;
import io.fmops.resilience.Retry;
import io.fmops.resilience.TimeLimits;
import io.fmops.telemetry.Budget;
import io.fmops.telemetry.BudgetLayer;
import io.fmops.telemetry.BudgetWindow;
import io.fmops.telemetry.CallOutcome;
import io.fmops.telemetry.ModelCall;
import io.fmops.telemetry.ModelListener;
import io.fmops.telemetry.PriceList;
import io.fmops.telemetry.Telemetry;
import io.fmops.telemetry.spi.BudgetAccount;
import io.fmops.telemetry.spi.BudgetAmount;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With retries, limits and a ledger around it, a model makes as many exchanges as it says. */
abstract class RemoteRetryContract extends RemoteFaultContract {

  private static final TimeLimits LIMITS = TimeLimits.builder()
      .firstToken(Duration.ofMillis(400))
      .gap(Duration.ofMillis(400))
      .total(Duration.ofSeconds(3))
      .build();

  private static Retry retry() {
    return Retry.builder()
        .maxAttempts(3)
        .backoff(Duration.ofMillis(1), Duration.ofMillis(4))
        .unlimitedReserve()
        .build();
  }

  @TempDir
  Path folder;

  /**
   * How many calls are made of a server of which every fifth exchange goes wrong.
   *
   * @return 300 unless a test wants more
   */
  protected int mixedCalls() {
    return 300;
  }

  @ParameterizedTest
  @EnumSource(WireFault.class)
  void eachFaultIsTriedAgainAsItsKindAllowsAndNoMore(WireFault fault) {
    serve(exchange -> doWrong(fault, exchange));
    try (FoundationModel model = open().with(LIMITS).with(retry())) {
      StringBuilder seen = new StringBuilder();
      ModelException problem = catchThrowableOfType(ModelException.class, () -> {
        try (ModelStream stream = model.stream(request())) {
          for (StreamEvent event : stream) {
            if (event instanceof StreamEvent.TextDelta delta) {
              seen.append(delta.text());
            }
          }
        }
      });
      assertThat(problem).isInstanceOf(fault.kind);
      assertThat(problem.retryable()).isEqualTo(fault.retryable);
      assertThat(problem.attempts()).isEqualTo(fault.attempts());
      assertThat(requestsMade()).isEqualTo(fault.attempts());
      // What was shown is the beginning of the answer, once.
      assertThat(expectedText()).startsWith(seen);
      assertThat(ContentBlock.visibleText(problem.partialContent())).isEqualTo(seen.toString());
      assertThat(seen.isEmpty()).isEqualTo(!fault.inStream);
    }
  }

  @Test
  @Tag("thorough")
  void everyCallIsAccountedForExactlyOnce() throws Exception {
    AtomicInteger exchanges = new AtomicInteger();
    List<WireFault> faults = new ArrayList<>(List.of(WireFault.values()));
    // Waiting out a silent server takes its time, so these come once in a while only.
    faults.removeAll(List.of(WireFault.SILENCE, WireFault.STALL));
    serve(exchange -> {
      int number = exchanges.incrementAndGet();
      SplittableRandom random = new SplittableRandom(number);
      if (number % 400 == 0) {
        doWrong(
            wantsStream(exchange.request()) && number % 800 == 0
                ? WireFault.STALL
                : WireFault.SILENCE,
            exchange);
      } else if (random.nextInt(5) == 0) {
        WireFault fault = faults.get(random.nextInt(faults.size()));
        doWrong(
            fault.inStream && !wantsStream(exchange.request()) ? WireFault.UNAVAILABLE : fault,
            exchange);
      } else {
        answer(exchange, ANSWER);
      }
    });
    Ledger ledger = new Ledger();
    try (FoundationModel model = open()) {
      PriceList prices = prices(model.id().provider());
      BudgetLayer budget = BudgetLayer.builder(prices)
          .budget(Budget.forAll("all", BudgetWindow.MONTH).money("1000000000"))
          .build();
      AtomicInteger begun = new AtomicInteger();
      FoundationModel layered = model
          .with((id, inner) -> (request, context) -> {
            begun.incrementAndGet();
            return inner.open(request, context);
          })
          .with(LIMITS)
          .with(retry())
          .with(budget)
          .with(Telemetry.builder().prices(prices).listener(ledger).build());
      run(layered);

      for (int i = 0; i < 500 && ledger.outcomes.size() < mixedCalls(); i++) {
        Thread.sleep(10); // the last outcomes are told on other threads
      }
      List<CallOutcome> outcomes = List.copyOf(ledger.outcomes);
      assertThat(outcomes).hasSize(mixedCalls());
      assertThat(outcomes.stream().filter(outcome -> outcome.response().isPresent()))
          .hasSizeGreaterThan(mixedCalls() / 2);
      assertThat(outcomes.stream().filter(CallOutcome::cancelled)).isNotEmpty();
      assertThat(outcomes.stream().mapToInt(CallOutcome::exchanges).sum())
          .as("exchanges told and exchanges begun")
          .isEqualTo(begun.get());
      // On a busy machine a limit may pass before the request has reached the server.
      assertThat(exchanges.get()).isBetween(begun.get() * 9 / 10, begun.get());
      BudgetAccount.Balance balance = budget.balance("all", "all");
      assertThat(balance.reserved()).isEqualTo(BudgetAmount.NONE);
      assertThat(balance.used().tokens())
          .isEqualTo(
              outcomes.stream().mapToLong(outcome -> outcome.usage().total()).sum());
      assertThat(balance.used().money())
          .isEqualByComparingTo(outcomes.stream()
              .map(outcome -> outcome.cost().orElseThrow().amount())
              .reduce(BigDecimal.ZERO, BigDecimal::add));
    }
  }

  /** Half of the calls are streams, of which some are given up after their first event. */
  private void run(FoundationModel model) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < mixedCalls(); i++) {
        int number = i;
        calls.add(threads.submit(() -> call(model, number)));
      }
      for (Future<?> call : calls) {
        call.get(5, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void call(FoundationModel model, int number) {
    try {
      if (number % 2 == 0) {
        model.generate(request(), CallContext.create());
        return;
      }
      try (ModelStream stream = model.stream(request())) {
        Iterator<StreamEvent> events = stream.iterator();
        while (events.hasNext()) {
          StreamEvent event = events.next();
          if (number % 50 == 1 && event instanceof StreamEvent.Content) {
            return;
          }
        }
      }
    } catch (ModelException e) {
      // Told to the ledger.
    }
  }

  private PriceList prices(String provider) throws IOException {
    return PriceList.read(
        Files.writeString(folder.resolve("prices.json"), """
        {"date": "2026-11-01", "currency": "USD",
         "models": {"%s:*": {"input": 3, "output": 15}}}""".formatted(provider)));
  }

  private static final class Ledger implements ModelListener {
    final ConcurrentLinkedQueue<CallOutcome> outcomes = new ConcurrentLinkedQueue<>();

    @Override
    public void finished(ModelCall call, CallOutcome outcome) {
      outcomes.add(outcome);
    }
  }
}

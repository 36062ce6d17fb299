package io.fmops.telemetry;

import static io.fmops.telemetry.Script.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.FailedAttempt;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import io.fmops.model.spi.ModelEngine;
import io.fmops.replay.Replay;
import io.fmops.telemetry.spi.BudgetAccount.Balance;
import io.fmops.telemetry.spi.BudgetAmount;
import io.fmops.text.TokenEstimate;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is booked, against a bill that is written beside it. */
class BudgetAccountingTest {

  private static final int CALLS = 10_000;
  private static final String TEXT = "今日は晴れです";

  /** How a call goes; two of ten go wrong. */
  private enum Course {
    WHOLE,
    RETRIED,
    REPLAYED,
    UNCOUNTED,
    CLOSED,
    CANCELLED_FROM_OUTSIDE,
    THROTTLED,
    CUT,
    REFUSED_AT_ONCE,
    BROKEN;

    static Course of(int call) {
      // A fifth of the calls goes through the faults in turn.
      return call % 5 == 0 ? values()[1 + call / 5 % (values().length - 1)] : WHOLE;
    }
  }

  private final LongAdder billedInput = new LongAdder();
  private final LongAdder billedOutput = new LongAdder();

  private final Map<Integer, Script> scripts = new ConcurrentHashMap<>();

  private void bill(long input, long output) {
    billedInput.add(input);
    billedOutput.add(output);
  }

  private static GenerateRequest request(int call) {
    return GenerateRequest.builder()
        .user("天気は？")
        .maxTokens(50)
        .metadata("tenant", "t" + call % 7)
        .metadata("call", Integer.toString(call))
        .build();
  }

  private ModelEngine provider() {
    return (request, context) -> {
      int call = Integer.parseInt(request.metadata().get("call"));
      StreamEvent text = Script.text(TEXT);
      StreamEvent end = Script.completed(TokenUsage.reported(11, 7));
      Script script = switch (Course.of(call)) {
        case WHOLE -> new Script(text, end);
        case RETRIED -> {
          ModelException cut =
              Script.used(new TruncatedStreamException("cut", ErrorDetails.of(MODEL), null), 5, 3);
          yield new Script(
              new FailedAttempt(MODEL, new ThrottledException("slow down"), "retry").notice(),
              new FailedAttempt(MODEL, cut, "retry").notice(),
              text,
              end);
        }
        case REPLAYED -> new Script(new StreamEvent.Notice(Replay.NOTICE, "file"), text, end);
        case UNCOUNTED -> new Script(text, Script.completed(TokenUsage.UNKNOWN));
        case CLOSED, CANCELLED_FROM_OUTSIDE -> new Script(text, Script.HANG);
        case THROTTLED -> new Script(new ThrottledException("slow down"));
        case CUT -> new Script(text, new TruncatedStreamException("cut"));
        case BROKEN -> new Script(text, new IllegalStateException("bug"));
        case REFUSED_AT_ONCE -> throw new UnavailableException("no route");
      };
      scripts.put(call, script);
      return script.open(request, context);
    };
  }

  private void call(FoundationModel model, int call) {
    GenerateRequest request = request(call);
    long estimate = request.estimatedInputTokens();
    long arrived = TokenEstimate.of(TEXT);
    CancelToken token = new CancelToken();
    Course course = Course.of(call);
    Thread outside = new Thread(() -> {
      try {
        scripts.get(call).hanging.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      token.cancel("enough");
    });
    try (ModelStream stream = model.stream(request, CallContext.create().withCancelToken(token))) {
      if (course == Course.CLOSED) {
        stream.iterator().next();
        stream.close();
        bill(estimate, arrived);
        return;
      }
      if (course == Course.CANCELLED_FROM_OUTSIDE) {
        outside.start();
      }
      stream.response();
      switch (course) {
        case REPLAYED -> bill(0, 0);
        case UNCOUNTED -> bill(estimate, arrived);
        case RETRIED -> bill(5 + 11, 3 + 7);
        default -> bill(11, 7);
      }
    } catch (ModelException e) {
      switch (course) {
        case THROTTLED, REFUSED_AT_ONCE -> bill(0, 0);
        default -> bill(estimate, arrived);
      }
    } finally {
      join(outside);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Timeout(60)
  void everyCallIsBookedExactlyOnceHoweverItEnds() throws Exception {
    InMemoryBudgetStore store = new InMemoryBudgetStore();
    BudgetLayer layer = BudgetLayer.builder(Prices.UNITS)
        .budget(Budget.perLabel("tenant", BudgetWindow.MONTH).money("1e9").tokens(1_000_000_000))
        .budget(Budget.forAll("all", BudgetWindow.MONTH).money("1e9"))
        .store(store)
        .clock(Clock.fixed(Instant.parse("2026-11-25T00:00:00Z"), ZoneOffset.UTC))
        .build();
    Heard heard = new Heard(CALLS);
    FoundationModel model = FoundationModel.of(MODEL, provider())
        .with(layer)
        .with(Telemetry.builder()
            .prices(Prices.UNITS)
            .listener(new Counting(heard))
            .build());

    ExecutorService threads = Executors.newFixedThreadPool(64);
    try {
      List<? extends Future<?>> calls = IntStream.range(0, CALLS)
          .mapToObj(i -> threads.submit(() -> call(model, i)))
          .toList();
      for (Future<?> call : calls) {
        call.get();
      }
    } finally {
      threads.shutdownNow();
    }
    heard.outcome();

    BudgetAmount expected = new BudgetAmount(
        BigDecimal.valueOf(billedInput.sum() + 3 * billedOutput.sum()),
        billedInput.sum() + billedOutput.sum());
    assertThat(store.openReservations()).isZero();
    assertThat(layer.balance("all", "all")).isEqualTo(new Balance(expected, BudgetAmount.NONE));
    BudgetAmount tenants = IntStream.range(0, 7)
        .mapToObj(i -> layer.balance("tenant", "t" + i).used())
        .reduce(BudgetAmount.NONE, BudgetAmount::plus);
    assertThat(tenants).isEqualTo(expected);
    assertThat(told.sum()).isEqualTo(expected.tokens());
    assertThat(outcomes.sum()).isEqualTo(CALLS);
  }

  private final LongAdder told = new LongAdder();
  private final LongAdder outcomes = new LongAdder();

  /** Sums up what listeners are told, without keeping it. */
  private final class Counting implements ModelListener {
    private final Heard last;

    Counting(Heard last) {
      this.last = last;
    }

    @Override
    public void finished(ModelCall call, CallOutcome outcome) {
      told.add(outcome.usage().total());
      outcomes.increment();
      last.finished(call, outcome);
    }
  }

  @Test
  @Timeout(60)
  void aCallThatIsCancelledAtItsVeryEndIsBookedOnceToo() throws Exception {
    GenerateRequest request = request(1);
    long cancelled = request.estimatedInputTokens();
    for (int round = 0; round < 300; round++) {
      BudgetLayer layer = BudgetLayer.builder(Prices.UNITS)
          .budget(Budget.forAll("all", BudgetWindow.MONTH).tokens(1_000))
          .clock(Clock.fixed(Instant.parse("2026-11-25T00:00:00Z"), ZoneOffset.UTC))
          .build();
      FoundationModel model = FoundationModel.of(
              MODEL, new Script(Script.text(TEXT), Script.completed(TokenUsage.reported(11, 7))))
          .with(layer);
      CancelToken token = new CancelToken();
      ModelStream stream = model.stream(request, CallContext.create().withCancelToken(token));
      Thread outside = new Thread(() -> token.cancel("enough"));
      outside.start();
      try {
        stream.response();
      } catch (CancelledException e) {
        // Either end is right.
      }
      outside.join();
      Balance balance = layer.balance("all", "all");
      assertThat(balance.reserved()).isEqualTo(BudgetAmount.NONE);
      assertThat(balance.used().tokens()).isIn(18L, cancelled, cancelled + TokenEstimate.of(TEXT));
    }
  }

  @Test
  @Timeout(60)
  void aLimitIsNeverPassedHoweverManyAskAtOnce() throws Exception {
    GenerateRequest request = request(1);
    long most = request.estimatedInputTokens() + 50;
    BudgetLayer layer = BudgetLayer.builder(Prices.UNITS)
        .budget(Budget.forAll("all", BudgetWindow.MONTH).tokens(10 * most + 5))
        .clock(Clock.fixed(Instant.parse("2026-11-25T00:00:00Z"), ZoneOffset.UTC))
        .build();
    FoundationModel model =
        FoundationModel.of(MODEL, new Script(Script.text("x"), Script.HANG)).with(layer);
    ExecutorService threads = Executors.newFixedThreadPool(32);
    try {
      List<Future<Boolean>> calls = IntStream.range(0, 200)
          .mapToObj(i -> threads.submit(() -> {
            try {
              ModelStream running = model.stream(request);
              return running != null;
            } catch (ModelException e) {
              return false;
            }
          }))
          .toList();
      int begun = 0;
      for (Future<Boolean> call : calls) {
        begun += call.get() ? 1 : 0;
      }
      assertThat(begun).isEqualTo(10);
      assertThat(layer.balance("all", "all").reserved().tokens()).isEqualTo(10 * most);
    } finally {
      threads.shutdownNow();
    }
  }
}

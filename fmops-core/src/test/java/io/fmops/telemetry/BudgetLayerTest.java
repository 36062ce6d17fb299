package io.fmops.telemetry;

import static io.fmops.telemetry.Script.MODEL;
import static io.fmops.telemetry.Script.completed;
import static io.fmops.telemetry.Script.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.BudgetExceededException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.FailedAttempt;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import io.fmops.replay.Replay;
import io.fmops.telemetry.spi.BudgetAccount.Balance;
import io.fmops.telemetry.spi.BudgetAmount;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BudgetLayerTest {

  private static final Budget TENANTS =
      Budget.perLabel("tenant", BudgetWindow.DAY).money("1000");
  private static final String NEW_MODEL = "new";

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-25T23:59:50Z"));

  private final Clock clock = new Clock() {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now.get();
    }
  };

  private static GenerateRequest request(String tenant, int maxTokens) {
    return GenerateRequest.builder()
        .user("こんにちは")
        .maxTokens(maxTokens)
        .metadata("tenant", tenant)
        .build();
  }

  private BudgetLayer.Builder layer() {
    return BudgetLayer.builder(Prices.UNITS).budget(TENANTS).clock(clock);
  }

  private static FoundationModel model(Script script, BudgetLayer layer) {
    return FoundationModel.of(MODEL, script).with(layer);
  }

  private static Script answering(long input, long output) {
    return new Script(text("はい"), completed(TokenUsage.reported(input, output)));
  }

  private static BudgetAmount amount(long money, long tokens) {
    return new BudgetAmount(BigDecimal.valueOf(money), tokens);
  }

  @Test
  void theWorstCaseIsReservedAndWhatWasUsedIsBooked() {
    BudgetLayer layer = layer().build();
    GenerateRequest request = request("a", 100);
    long input = request.estimatedInputTokens();
    try (ModelStream stream = model(answering(10, 2), layer).stream(request)) {
      assertThat(layer.balance("tenant", "a").reserved())
          .isEqualTo(amount(input + 300, input + 100));
      assertThat(layer.balance("tenant", "a").used()).isEqualTo(BudgetAmount.NONE);
      stream.response();
    }
    assertThat(layer.balance("tenant", "a"))
        .isEqualTo(new Balance(amount(16, 12), BudgetAmount.NONE));
    assertThat(layer.balance("tenant", "b")).isEqualTo(Balance.EMPTY);
  }

  @Test
  void aCallWithoutRoomIsRefusedBeforeItIsMadeAndSaysWhy() {
    BudgetLayer layer = layer().build();
    Script never = new Script();
    assertThatThrownBy(() -> model(never, layer).generate(request("acme", 400)))
        .isInstanceOf(BudgetExceededException.class)
        .hasMessageContainingAll(
            "the budget tenant of acme",
            "bedrock:amazon.nova-lite-v1:0",
            "until 2026-11-26T00:00:00Z",
            "limit 1000 USD, used 0, reserved by running calls 0, wanted 12")
        .matches(e -> !((BudgetExceededException) e).retryable());
    assertThat(layer.balance("tenant", "acme")).isEqualTo(Balance.EMPTY);
  }

  @Test
  void whatOneRunningCallReservesAnotherCannotHave() {
    BudgetLayer layer = layer().build();
    FoundationModel model = model(answering(10, 2), layer);
    ModelStream first = model.stream(request("a", 200));
    assertThatThrownBy(() -> model.stream(request("a", 200)))
        .isInstanceOf(BudgetExceededException.class);
    try (ModelStream other = model.stream(request("b", 200))) {
      assertThat(other.response().text()).isEqualTo("はい");
    }
    first.response();
    assertThat(model.generate(request("a", 200)).text()).isEqualTo("はい");
  }

  @Test
  void allBudgetsNeedRoomAndNoneIsTouchedIfOneHasNone() {
    BudgetLayer layer = layer()
        .budget(Budget.forAll("everybody", BudgetWindow.MONTH).tokens(150))
        .build();
    assertThatThrownBy(() -> model(answering(1, 1), layer).generate(request("a", 200)))
        .hasMessageContaining("the budget everybody of all")
        .hasMessageContaining("limit 150 tokens")
        .hasMessageContaining("until 2026-12-01T00:00:00Z");
    assertThat(layer.balance("tenant", "a")).isEqualTo(Balance.EMPTY);
    model(answering(1, 1), layer).generate(request("a", 100));
    assertThat(layer.balance("everybody", "all").used().tokens()).isEqualTo(2);
  }

  @Test
  void aRefusedCallCostsNothingAndACallThatWasGivenUpCostsWhatHadArrived() {
    BudgetLayer layer = layer().build();
    assertThatThrownBy(() -> model(new Script(new ThrottledException("slow down")), layer)
            .generate(request("a", 10)))
        .isInstanceOf(ThrottledException.class);
    assertThat(layer.balance("tenant", "a")).isEqualTo(Balance.EMPTY);

    GenerateRequest request = request("a", 10);
    ModelStream stream = model(new Script(text("はい"), Script.HANG), layer).stream(request);
    stream.iterator().next();
    stream.close();
    Balance after = layer.balance("tenant", "a");
    assertThat(after.reserved()).isEqualTo(BudgetAmount.NONE);
    assertThat(after.used().tokens()).isGreaterThan(request.estimatedInputTokens());
  }

  @Test
  void aCallThatCannotBeginGivesItsReservationBack() {
    BudgetLayer layer = layer().build();
    FoundationModel refusing = FoundationModel.of(MODEL, (request, context) -> {
          throw new UnavailableException("closed");
        })
        .with(layer);
    FoundationModel broken = FoundationModel.of(MODEL, (request, context) -> {
          throw new IllegalStateException("bug");
        })
        .with(layer);
    assertThatThrownBy(() -> refusing.generate(request("a", 10)))
        .isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> broken.generate(request("a", 10))).hasMessageContaining("bug");
    assertThat(layer.balance("tenant", "a")).isEqualTo(Balance.EMPTY);
  }

  @Test
  void attemptsThatWerePaidAreBookedOnceAndReplaysNotAtAll() {
    BudgetLayer layer = layer().build();
    TruncatedStreamException cut =
        Script.used(new TruncatedStreamException("cut", ErrorDetails.of(MODEL), null), 10, 1);
    model(
            new Script(
                new FailedAttempt(MODEL, cut, "retry").notice(),
                new FailedAttempt(MODEL, cut, "hedge").notice(),
                text("はい"),
                completed(TokenUsage.reported(10, 2))),
            layer)
        .generate(request("a", 10));
    assertThat(layer.balance("tenant", "a").used()).isEqualTo(amount(29, 23));

    model(
            new Script(
                new StreamEvent.Notice(Replay.NOTICE, "file"),
                text("はい"),
                completed(TokenUsage.reported(10, 2))),
            layer)
        .generate(request("a", 10));
    assertThat(layer.balance("tenant", "a"))
        .isEqualTo(new Balance(amount(29, 23), BudgetAmount.NONE));
  }

  @Test
  void aFallbackIsBookedAtItsOwnPriceAndReservedAtTheDearest() {
    ModelId dear = ModelId.of("bedrock", "dear");
    Script fallback = new Script(text("はい"), completed(dear, TokenUsage.reported(10, 2)));
    BudgetLayer layer = layer().mayServe(MODEL, dear).build();
    model(fallback, layer).generate(request("a", 10));
    assertThat(layer.balance("tenant", "a").used().money()).isEqualByComparingTo("160");
    assertThatThrownBy(() -> model(fallback, layer).generate(request("b", 40)))
        .hasMessageContaining("wanted 1");
  }

  @Test
  void aModelWithoutAPriceIsNeverFree() {
    ModelId unknown = ModelId.of("bedrock", NEW_MODEL);
    assertThatThrownBy(() -> FoundationModel.of(unknown, answering(1, 1))
            .with(layer().build())
            .generate(request("a", 10)))
        .isInstanceOf(BudgetExceededException.class)
        .hasMessageContaining("bedrock:new has no price in the price list of 2026-11-01");

    assertThatThrownBy(
            () -> layer().unknownPrice(BudgetLayer.UnknownPrice.COUNT_TOKENS).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no limit of tokens");

    BudgetLayer counting = BudgetLayer.builder(Prices.UNITS)
        .budget(Budget.perLabel("tenant", BudgetWindow.DAY).money("1000").tokens(50))
        .unknownPrice(BudgetLayer.UnknownPrice.COUNT_TOKENS)
        .clock(clock)
        .build();
    FoundationModel counted = FoundationModel.of(
            unknown, new Script(completed(unknown, TokenUsage.reported(30, 2))))
        .with(counting);
    counted.generate(request("a", 10));
    assertThat(counting.balance("tenant", "a").used()).isEqualTo(amount(0, 32));
    assertThatThrownBy(() -> counted.generate(request("a", 10)))
        .hasMessageContaining("limit 50 tokens, used 32");
  }

  @Test
  void aModelThatNobodyNamedAndThatHasNoPriceCostsWhatWasReserved() {
    BudgetLayer layer = layer().build();
    GenerateRequest request = request("a", 10);
    model(new Script(completed(ModelId.of("bedrock", NEW_MODEL), TokenUsage.reported(1, 1))), layer)
        .generate(request);
    assertThat(layer.balance("tenant", "a").used().money())
        .isEqualByComparingTo(BigDecimal.valueOf(request.estimatedInputTokens() + 30));
  }

  @Test
  void aBudgetStartsAnewWithItsWindowAndACallBelongsToTheOneItBeganIn() {
    BudgetLayer layer = layer().build();
    FoundationModel model = model(answering(10, 2), layer);
    ModelStream stream = model.stream(request("a", 300));
    now.set(Instant.parse("2026-11-26T00:00:00Z"));
    assertThat(layer.balance("tenant", "a")).isEqualTo(Balance.EMPTY);
    stream.response();
    assertThat(layer.balance("tenant", "a")).isEqualTo(Balance.EMPTY);
    now.set(Instant.parse("2026-11-25T12:00:00Z"));
    assertThat(layer.balance("tenant", "a").used().tokens()).isEqualTo(12);
  }

  @Test
  void windowsFollowTheCalendarOfTheirZone() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    ZonedDateTime shortDay = ZonedDateTime.of(2026, 3, 29, 13, 0, 0, 0, berlin);
    ZonedDateTime from = BudgetWindow.DAY.from(shortDay);
    assertThat(Duration.between(from, BudgetWindow.DAY.until(from)))
        .isEqualTo(Duration.ofHours(23));

    ZonedDateTime tokyo = ZonedDateTime.of(2026, 1, 31, 8, 59, 59, 0, ZoneId.of("Asia/Tokyo"));
    assertThat(BudgetWindow.MONTH.from(tokyo)).isEqualTo("2026-01-01T00:00+09:00[Asia/Tokyo]");
    assertThat(BudgetWindow.MONTH.until(BudgetWindow.MONTH.from(tokyo)))
        .isEqualTo("2026-02-01T00:00+09:00[Asia/Tokyo]");
    assertThat(BudgetWindow.WEEK.from(tokyo)).isEqualTo("2026-01-26T00:00+09:00[Asia/Tokyo]");
    assertThat(BudgetWindow.HOUR.from(tokyo)).isEqualTo("2026-01-31T08:00+09:00[Asia/Tokyo]");
    assertThat(BudgetWindow.MINUTE.until(BudgetWindow.MINUTE.from(tokyo)))
        .isEqualTo("2026-01-31T09:00+09:00[Asia/Tokyo]");
  }

  @Test
  void requestsWithoutTheLabelShareABudgetAndAFunctionMayLeaveSomeOut() {
    BudgetLayer layer = layer()
        .budget(Budget.per(
                "premium", r -> Optional.ofNullable(r.metadata().get("plan")), BudgetWindow.DAY)
            .tokens(1_000))
        .build();
    model(answering(10, 2), layer)
        .generate(GenerateRequest.builder().user("a").maxTokens(10).build());
    assertThat(layer.balance("tenant", Budget.UNLABELLED).used().tokens()).isEqualTo(12);
    assertThat(layer.balance("premium", "gold")).isEqualTo(Balance.EMPTY);
    assertThatThrownBy(() -> layer.balance("other", "a")).hasMessageContaining("[tenant, premium]");
  }

  @Test
  void moreExchangesReserveMore() {
    BudgetLayer layer = layer().exchanges(4).build();
    assertThatThrownBy(() -> model(answering(1, 1), layer).generate(request("a", 100)))
        .isInstanceOf(BudgetExceededException.class);
  }

  @Test
  void aLayerThatLimitsNothingIsRefused() {
    assertThatThrownBy(() -> BudgetLayer.builder(Prices.UNITS).build())
        .hasMessageContaining("at least one budget");
    assertThatThrownBy(() -> BudgetLayer.builder(Prices.UNITS)
            .budget(Budget.forAll("x", BudgetWindow.DAY))
            .build())
        .hasMessageContaining("has no limit");
    assertThatThrownBy(() -> layer().budget(TENANTS).build()).hasMessageContaining("same name");
    assertThatThrownBy(() -> TENANTS.money("ten")).hasMessageContaining("no decimal");
    assertThatThrownBy(() -> TENANTS.tokens(-1)).hasMessageContaining("0 or more");
    assertThatThrownBy(() -> layer().exchanges(0)).hasMessageContaining("at least 1");
  }
}

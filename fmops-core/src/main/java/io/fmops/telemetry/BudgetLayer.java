package io.fmops.telemetry;

import io.fmops.model.BudgetExceededException;
import io.fmops.model.CallContext;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import io.fmops.telemetry.spi.BudgetAccount;
import io.fmops.telemetry.spi.BudgetAccount.Balance;
import io.fmops.telemetry.spi.BudgetAccount.Claim;
import io.fmops.telemetry.spi.BudgetAccount.Shortage;
import io.fmops.telemetry.spi.BudgetAmount;
import io.fmops.telemetry.spi.BudgetStore;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Refuses calls that would cost more than a budget allows, before they are made.
 *
 * <p>Each call reserves the most it can use: its prompt, estimated, and as many output tokens as
 * the request allows ({@link Builder#defaultMaxTokens} if it says nothing). If one of its budgets
 * has no room left, it ends in a {@link BudgetExceededException} and nothing is reserved. When the
 * call ends, what it really used is booked instead: reported usage where there is some, an estimate
 * for a call that failed or was given up, and each attempt that layers further in told of, once. An
 * answer from a recording costs nothing.
 *
 * <p>An estimate can be too low, so a window can end a little above its limit; the next call is
 * refused then. Stands around retries and fallbacks and inside {@link Telemetry}. Thread-safe.
 *
 * <pre>{@code
 * model.with(BudgetLayer.builder(prices)
 *     .budget(Budget.perLabel("tenant", BudgetWindow.DAY).money("25.00"))
 *     .build());
 * }</pre>
 */
public final class BudgetLayer implements ModelLayer {

  /** What happens to a call of a model without a price. */
  public enum UnknownPrice {
    /** It is refused if one of its budgets has a limit of money. */
    REFUSE,
    /** Its tokens are counted and its money is not; so every budget needs a limit of tokens. */
    COUNT_TOKENS
  }

  private final PriceList prices;
  private final List<Budget> budgets;
  private final BudgetStore store;
  private final UnknownPrice unknownPrice;
  private final long defaultMaxTokens;
  private final int exchanges;
  private final List<ModelId> mayServe;
  private final Clock clock;
  private final ZoneId zone;

  private BudgetLayer(Builder builder) {
    prices = builder.prices;
    budgets = List.copyOf(builder.budgets);
    store = builder.store;
    unknownPrice = builder.unknownPrice;
    defaultMaxTokens = builder.defaultMaxTokens;
    exchanges = builder.exchanges;
    mayServe = List.copyOf(builder.mayServe);
    clock = builder.clock;
    zone = builder.zone;
  }

  /**
   * A builder: UTC, in memory, models without a price refused, 4,096 output tokens for requests
   * that do not limit them, one exchange a call.
   *
   * @param prices what tokens cost
   * @return a new builder
   */
  public static Builder builder(PriceList prices) {
    return new Builder(prices);
  }

  /**
   * What a key has used and reserved in the current window.
   *
   * @param budget the name of a budget of this layer
   * @param key the key
   * @return its balance
   * @throws IllegalArgumentException if there is no such budget
   */
  public Balance balance(String budget, String key) {
    return budgets.stream()
        .filter(b -> b.name().equals(budget))
        .findFirst()
        .map(b -> store.balance(account(b, key, now())))
        .orElseThrow(() -> new IllegalArgumentException("no budget \"%s\"; there are %s"
            .formatted(budget, budgets.stream().map(Budget::name).toList())));
  }

  @Override
  public ModelEngine around(ModelId model, ModelEngine inner) {
    return new ModelEngine() {
      @Override
      public EventSource open(GenerateRequest request, CallContext context) {
        return begin(model, inner, request, context);
      }

      @Override
      public void close() {
        inner.close();
      }
    };
  }

  private EventSource begin(
      ModelId model, ModelEngine inner, GenerateRequest request, CallContext context) {
    List<Claim> claims = claims(request);
    if (claims.isEmpty()) {
      return inner.open(request, context);
    }
    BudgetAmount worst = worstCase(model, request, claims);
    String reservation = UUID.randomUUID().toString();
    Optional<Shortage> shortage = store.reserve(reservation, claims, worst);
    if (shortage.isPresent()) {
      throw refused(model, shortage.get(), worst);
    }
    Booking booking =
        new Booking(store, reservation, new Tally(model, request), prices, model, worst);
    try {
      return new BookedSource(model, request, inner.open(request, context), booking);
    } catch (ModelException e) {
      booking.failed(e);
      throw e;
    } catch (RuntimeException | Error e) {
      // Not even begun: there was no exchange.
      store.settle(reservation, BudgetAmount.NONE);
      throw e;
    }
  }

  private List<Claim> claims(GenerateRequest request) {
    ZonedDateTime now = now();
    List<Claim> claims = new ArrayList<>(budgets.size());
    for (Budget budget : budgets) {
      budget
          .key()
          .apply(request)
          .ifPresent(key ->
              claims.add(new Claim(account(budget, key, now), budget.money(), budget.tokens())));
    }
    return claims;
  }

  private ZonedDateTime now() {
    return clock.instant().atZone(zone);
  }

  private static BudgetAccount account(Budget budget, String key, ZonedDateTime now) {
    ZonedDateTime from = budget.window().from(now);
    return new BudgetAccount(
        budget.name(), key, from.toInstant(), budget.window().until(from).toInstant());
  }

  private BudgetAmount worstCase(ModelId model, GenerateRequest request, List<Claim> claims) {
    long input = request.estimatedInputTokens();
    long output = request.parameters().maxTokens().map(Long::valueOf).orElse(defaultMaxTokens);
    BigDecimal dearest = BigDecimal.ZERO;
    for (ModelId served : mayServe.isEmpty() ? List.of(model) : mayServe) {
      Optional<BigDecimal> cost = prices.highestCost(served, input, output);
      if (cost.isEmpty() && unknownPrice == UnknownPrice.REFUSE) {
        refuseWithoutPrice(served, claims);
      }
      dearest = dearest.max(cost.orElse(BigDecimal.ZERO));
    }
    return new BudgetAmount(
        dearest.multiply(BigDecimal.valueOf(exchanges)), (input + output) * exchanges);
  }

  private void refuseWithoutPrice(ModelId model, List<Claim> claims) {
    claims.stream().filter(c -> c.money().isPresent()).findFirst().ifPresent(claim -> {
      throw new BudgetExceededException(
          "%s has no price in the price list of %s, so the budget %s cannot allow its call; add the price, or count tokens only"
              .formatted(model, prices.date(), claim.account().budget()),
          ErrorDetails.of(model),
          null);
    });
  }

  private BudgetExceededException refused(ModelId model, Shortage shortage, BudgetAmount worst) {
    Claim claim = shortage.claim();
    Instant reset = claim.account().until().truncatedTo(ChronoUnit.SECONDS);
    List<String> limits = new ArrayList<>();
    claim
        .money()
        .ifPresent(limit -> limits.add(line(
            limit.toPlainString() + " " + prices.currency(),
            shortage.balance().used().money(),
            shortage.balance().reserved().money(),
            worst.money())));
    claim
        .tokens()
        .ifPresent(limit -> limits.add(line(
            limit + " tokens",
            shortage.balance().used().tokens(),
            shortage.balance().reserved().tokens(),
            worst.tokens())));
    return new BudgetExceededException(
        "the budget %s of %s has no room for this call of %s until %s: %s"
            .formatted(
                claim.account().budget(),
                claim.account().key(),
                model,
                reset,
                String.join("; ", limits)),
        ErrorDetails.of(model),
        null);
  }

  private static String line(String limit, Object used, Object reserved, Object wanted) {
    return "limit %s, used %s, reserved by running calls %s, wanted %s"
        .formatted(limit, plain(used), plain(reserved), plain(wanted));
  }

  private static String plain(Object number) {
    return number instanceof BigDecimal decimal ? decimal.toPlainString() : number.toString();
  }

  /** Builds a {@link BudgetLayer}. Not thread-safe. */
  public static final class Builder {
    private static final int DEFAULT_MAX_TOKENS = 4_096;

    private final PriceList prices;
    private final List<Budget> budgets = new ArrayList<>();
    private BudgetStore store = new InMemoryBudgetStore();
    private UnknownPrice unknownPrice = UnknownPrice.REFUSE;
    private int defaultMaxTokens = DEFAULT_MAX_TOKENS;
    private int exchanges = 1;
    private List<ModelId> mayServe = List.of();
    private Clock clock = Clock.systemUTC();
    private ZoneId zone = ZoneOffset.UTC;

    private Builder(PriceList prices) {
      this.prices = Objects.requireNonNull(prices, "prices");
    }

    /**
     * Adds a budget; a call needs room in all of them.
     *
     * @param budget with at least one limit, and a name of its own
     * @return this
     */
    public Builder budget(Budget budget) {
      budgets.add(Objects.requireNonNull(budget, "budget"));
      return this;
    }

    /**
     * Sets who keeps the books; layers around several models may share one. Default: this layer's
     * own {@link InMemoryBudgetStore}.
     *
     * @param value the store
     * @return this
     */
    public Builder store(BudgetStore value) {
      store = Objects.requireNonNull(value, "store");
      return this;
    }

    /**
     * Sets what happens to models without a price. Default: {@link UnknownPrice#REFUSE}.
     *
     * @param value the choice
     * @return this
     */
    public Builder unknownPrice(UnknownPrice value) {
      unknownPrice = Objects.requireNonNull(value, "unknownPrice");
      return this;
    }

    /**
     * Sets how many output tokens are reserved for requests that do not limit them. Default: 4,096.
     *
     * @param tokens at least 1
     * @return this
     */
    public Builder defaultMaxTokens(int tokens) {
      defaultMaxTokens = positive("defaultMaxTokens", tokens);
      return this;
    }

    /**
     * Sets for how many exchanges a call reserves: with hedging or retries inside, each may have to
     * be paid. Default: 1, because most attempts that fail were refused and cost nothing.
     *
     * @param most at least 1
     * @return this
     */
    public Builder exchanges(int most) {
      exchanges = positive("exchanges", most);
      return this;
    }

    /**
     * Names the models that a fallback or a router further in may call; the price of the dearest is
     * reserved. Default: the model that the layer is put around.
     *
     * @param models all that may serve
     * @return this
     */
    public Builder mayServe(ModelId... models) {
      mayServe = List.of(models);
      return this;
    }

    /**
     * Sets where days begin. Default: UTC.
     *
     * @param value the time zone
     * @return this
     */
    public Builder zone(ZoneId value) {
      zone = Objects.requireNonNull(value, "zone");
      return this;
    }

    /**
     * Sets the clock. Default: the system's.
     *
     * @param value tells the time of a call
     * @return this
     */
    public Builder clock(Clock value) {
      clock = Objects.requireNonNull(value, "clock");
      return this;
    }

    private static int positive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " is " + value + "; it must be at least 1");
      }
      return value;
    }

    /**
     * Builds the layer.
     *
     * @return the layer
     * @throws IllegalArgumentException if there is no budget, one has no limit, two have one name,
     *     or one without a limit of tokens could let models without a price through for nothing
     */
    public BudgetLayer build() {
      if (budgets.isEmpty()) {
        throw new IllegalArgumentException("a budget layer needs at least one budget");
      }
      for (Budget budget : budgets) {
        if (budget.money().isEmpty() && budget.tokens().isEmpty()) {
          throw new IllegalArgumentException(
              "the budget " + budget.name() + " has no limit; give it money, tokens or both");
        }
        if (unknownPrice == UnknownPrice.COUNT_TOKENS && budget.tokens().isEmpty()) {
          throw new IllegalArgumentException(
              "the budget %s has no limit of tokens, so a model without a price would be free; give it one, or refuse such models"
                  .formatted(budget.name()));
        }
      }
      long names = budgets.stream().map(Budget::name).distinct().count();
      if (names < budgets.size()) {
        throw new IllegalArgumentException("two budgets have the same name: "
            + budgets.stream().map(Budget::name).toList());
      }
      return new BudgetLayer(this);
    }
  }
}

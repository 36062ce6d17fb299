package io.fmops.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;

class PriceListPropertyTest {

  private static final ModelId MODEL = ModelId.of("bedrock", "m");

  private static PriceList list(BigDecimal input, BigDecimal output, BigDecimal cacheRead) {
    return Prices.of("\"bedrock:m\": {\"input\": %s, \"output\": %s, \"cacheRead\": %s}"
        .formatted(input.toPlainString(), output.toPlainString(), cacheRead.toPlainString()));
  }

  private static TokenUsage usage(long input, long output, long read, long write) {
    return new TokenUsage(input, output, read, write, TokenUsage.Source.REPORTED);
  }

  @Property(tries = 100)
  void theCostOfASumIsTheSumOfTheCostsToTheLastDigit(
      @ForAll @BigRange(min = "0", max = "1000") @Scale(12) BigDecimal input,
      @ForAll @BigRange(min = "0", max = "1000") @Scale(12) BigDecimal output,
      @ForAll @BigRange(min = "0", max = "1000") @Scale(12) BigDecimal read,
      @ForAll @LongRange(min = 0, max = 10_000_000_000L) long a,
      @ForAll @LongRange(min = 0, max = 10_000_000_000L) long b) {
    PriceList prices = list(input, output, read);
    TokenUsage one = usage(a, b, a / 3, b / 7);
    TokenUsage other = usage(b, a, b / 5, a / 11);
    BigDecimal sum =
        prices.cost(MODEL, one).orElseThrow().add(prices.cost(MODEL, other).orElseThrow());
    assertThat(prices.cost(MODEL, one.plus(other)).orElseThrow()).isEqualByComparingTo(sum);
  }

  @Property(tries = 100)
  void aMillionTokensCostThePrice(
      @ForAll @BigRange(min = "0", max = "1000000000") @Scale(12) BigDecimal price) {
    PriceList prices = list(price, price, price);
    assertThat(prices.cost(MODEL, usage(1_000_000, 0, 0, 0)).orElseThrow())
        .isEqualByComparingTo(price);
    assertThat(prices.cost(MODEL, usage(0, 250_000, 250_000, 500_000)).orElseThrow())
        .isEqualByComparingTo(price);
  }

  @Property(tries = 100)
  void nothingCostsMoreThanTheMostThatIsReserved(
      @ForAll @BigRange(min = "0", max = "1000") @Scale(6) BigDecimal input,
      @ForAll @BigRange(min = "0", max = "1000") @Scale(6) BigDecimal read,
      @ForAll @LongRange(min = 0, max = 1_000_000) long fresh,
      @ForAll @LongRange(min = 0, max = 1_000_000) long cached,
      @ForAll @LongRange(min = 0, max = 1_000_000) long output) {
    PriceList prices = list(input, input, read);
    assertThat(prices.cost(MODEL, usage(fresh, output, cached, cached / 2)).orElseThrow())
        .isLessThanOrEqualTo(
            prices.highestCost(MODEL, fresh + cached + cached / 2, output).orElseThrow());
  }
}

package io.fmops.telemetry;

import io.fmops.model.TokenUsage;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The prices of one model: for a million tokens of each kind, and for one image. */
record PriceRow(
    BigDecimal input,
    BigDecimal output,
    BigDecimal cacheRead,
    BigDecimal cacheWrite,
    @Nullable BigDecimal image,
    Map<String, PriceRow> regions) {

  static final PriceRow FREE = new PriceRow(
      BigDecimal.ZERO,
      BigDecimal.ZERO,
      BigDecimal.ZERO,
      BigDecimal.ZERO,
      BigDecimal.ZERO,
      Map.of());

  private static final int MILLION_DIGITS = 6;

  PriceRow {
    regions = Map.copyOf(regions);
  }

  PriceRow in(String region) {
    return regions.getOrDefault(region, this);
  }

  /** Then it does not matter that nobody counted them. */
  boolean tokensAreFree() {
    return input.signum() == 0
        && output.signum() == 0
        && cacheRead.signum() == 0
        && cacheWrite.signum() == 0;
  }

  /** Exact, because a division by a power of ten only moves the point. */
  BigDecimal of(TokenUsage usage) {
    return times(input, usage.input())
        .add(times(output, usage.output()))
        .add(times(cacheRead, usage.cacheRead()))
        .add(times(cacheWrite, usage.cacheWrite()))
        .movePointLeft(MILLION_DIGITS)
        .stripTrailingZeros();
  }

  /** The most that prompt tokens can cost, whatever the cache does with them. */
  BigDecimal dearestInput() {
    return input.max(cacheRead).max(cacheWrite);
  }

  private static BigDecimal times(BigDecimal price, long tokens) {
    return price.multiply(BigDecimal.valueOf(tokens));
  }
}

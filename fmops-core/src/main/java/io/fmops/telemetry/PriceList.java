package io.fmops.telemetry;

import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Prices of models at a date. Prices change and differ by region and contract, so the list is a
 * file that its users keep; the library has no prices of its own, except that embedded models cost
 * nothing.
 *
 * <p>The file is JSON. Prices are for a million tokens, those of images for one:
 *
 * <pre>{@code
 * {"date": "2026-11-01", "currency": "USD", "models": {
 *    "bedrock:my-model": {"input": 0.06, "output": 0.24, "cacheRead": 0.015, "cacheWrite": 0.06,
 *       "regions": {"ap-northeast-1": {"input": 0.08, "output": 0.30}}},
 *    "bedrock:my-image-model": {"image": 0.04},
 *    "sagemaker:*": {"input": 0, "output": 0}}}
 * }</pre>
 *
 * <p>A list without {@code cacheRead} or {@code cacheWrite} charges those tokens as input; what a
 * region leaves out is as everywhere.
 *
 * <p>The row of a model is the first of these that the list has:
 *
 * <ol>
 *   <li>{@code provider:name}, without the id's options: any model, ARN or endpoint can be listed
 *       as it is called;
 *   <li>for an ARN of Bedrock's, the name behind its last slash;
 *   <li>for a cross-region id of Bedrock's, such as {@code eu.amazon.nova-lite-v1:0}, the model
 *       without the prefix;
 *   <li>{@code provider:*}.
 * </ol>
 *
 * <p>Of that row, the region's prices are taken if it has any: the region of the id's option
 * {@code region}, else of its ARN. A region that is not listed has the prices of the row itself.
 * Immutable and thread-safe.
 */
public final class PriceList {

  private static final String BEDROCK = "bedrock";
  private static final Pattern ARN = Pattern.compile("arn:[^:]*:[^:]*:([^:]*):[^:]*:(?:.*/)?(.+)");

  /** Where Bedrock's cross-region profiles route to; no vendor of models is called like this. */
  private static final Pattern CROSS_REGION =
      Pattern.compile("(?:global|us|us-gov|eu|apac|jp|au|ca|sa|in|kr|uk|me|af|mx|il)\\.(.+)");

  private final LocalDate date;
  private final String currency;
  private final Map<String, PriceRow> rows;

  PriceList(LocalDate date, String currency, Map<String, PriceRow> rows) {
    this.date = date;
    this.currency = currency;
    this.rows = Map.copyOf(rows);
  }

  /**
   * A list without any price: only embedded models, which cost nothing, have a known cost.
   *
   * @return the list, in USD
   */
  public static PriceList empty() {
    return new PriceList(LocalDate.EPOCH, "USD", Map.of());
  }

  /**
   * Reads a list.
   *
   * @param file a JSON file as described above
   * @return the list
   * @throws IllegalArgumentException if the file is missing or wrong, naming the file, the place
   *     and what would be right
   */
  public static PriceList read(Path file) {
    return PriceFile.read(file);
  }

  /**
   * The day on which the prices held.
   *
   * @return the date
   */
  public LocalDate date() {
    return date;
  }

  /**
   * The currency of all prices.
   *
   * @return such as {@code USD}
   */
  public String currency() {
    return currency;
  }

  /**
   * What a call costs; of an embedding model, too.
   *
   * @param model the model that served
   * @param usage the tokens used
   * @return the exact amount in {@link #currency()}; empty if the model has no price here or nobody
   *     counted the tokens: unknown is not free
   */
  public Optional<BigDecimal> cost(ModelId model, TokenUsage usage) {
    PriceRow row = find(model);
    if (row != null && row.tokensAreFree()) {
      return Optional.of(BigDecimal.ZERO);
    }
    return row == null || usage.source() == TokenUsage.Source.UNKNOWN
        ? Optional.empty()
        : Optional.of(row.of(usage));
  }

  /**
   * What images cost.
   *
   * @param model the model that made them
   * @param images how many, 0 or more
   * @return the exact amount in {@link #currency()}; empty if images of the model have no price
   *     here
   * @throws IllegalArgumentException if the number is negative
   */
  public Optional<BigDecimal> imageCost(ModelId model, int images) {
    if (images < 0) {
      throw new IllegalArgumentException(
          "the number of images is " + images + "; it must be 0 or more");
    }
    PriceRow row = find(model);
    return row == null || row.image() == null
        ? Optional.empty()
        : Optional.of(row.image().multiply(BigDecimal.valueOf(images)).stripTrailingZeros());
  }

  /** The most that so many tokens can cost, whatever a prompt cache does; empty without a price. */
  Optional<BigDecimal> highestCost(ModelId model, long input, long output) {
    PriceRow row = find(model);
    return row == null
        ? Optional.empty()
        : Optional.of(new PriceRow(
                row.dearestInput(), row.output(), BigDecimal.ZERO, BigDecimal.ZERO, null, Map.of())
            .of(TokenUsage.estimated(input, output)));
  }

  private @Nullable PriceRow find(ModelId model) {
    String name = model.name();
    String region = model.options().get("region");
    PriceRow row = row(model, name);
    if (model.provider().equals(BEDROCK)) {
      Matcher arn = ARN.matcher(name);
      if (arn.matches()) {
        region = region == null ? arn.group(1) : region;
        name = arn.group(2);
        row = row == null ? row(model, name) : row;
      }
      Matcher crossRegion = CROSS_REGION.matcher(name);
      if (row == null && crossRegion.matches()) {
        row = row(model, crossRegion.group(1));
      }
    }
    row = row == null ? row(model, "*") : row;
    if (row == null) {
      return model.provider().equals("baseline") ? PriceRow.FREE : null;
    }
    return region == null ? row : row.in(region);
  }

  private @Nullable PriceRow row(ModelId model, String name) {
    return rows.get(model.provider() + ":" + name);
  }
}

package io.fmops.telemetry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Prices of models at a date. Prices change and differ by region and contract, so the list is a
 * file that its users keep; the library has no prices of its own, except that embedded models cost
 * nothing.
 *
 * <p>The file is JSON; prices are for a million tokens:
 *
 * <pre>{@code
 * {"date": "2026-11-01", "currency": "USD", "models": {
 *    "bedrock:my-model": {"input": 0.06, "output": 0.24, "cacheRead": 0.015, "cacheWrite": 0.06},
 *    "sagemaker:*": {"input": 0, "output": 0}}}
 * }</pre>
 *
 * <p>A model is looked up by {@code provider:name} without options, then by {@code provider:*}. A
 * list without {@code cacheRead} or {@code cacheWrite} charges those tokens as input. Immutable and
 * thread-safe.
 */
public final class PriceList {

  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  /** Money is read as decimals; a price given twice is a mistake, not a choice. */
  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
      .build();

  /** Bounds that no price meets, so that no sum can grow out of hand. */
  private static final BigDecimal HIGHEST = BigDecimal.valueOf(1_000_000_000);

  private static final int MAX_DECIMALS = 20;

  private final LocalDate date;
  private final String currency;
  private final Map<String, Price> prices;

  /** Prices for a million tokens of each kind. */
  private record Price(
      BigDecimal input, BigDecimal output, BigDecimal cacheRead, BigDecimal cacheWrite) {
    static final Price FREE =
        new Price(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);
  }

  private PriceList(LocalDate date, String currency, Map<String, Price> prices) {
    this.date = date;
    this.currency = currency;
    this.prices = prices;
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
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("no price list at " + file, e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s, line %d: not JSON: %s"
              .formatted(file, e.getLocation().getLineNr(), e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the price list %s cannot be read: %s".formatted(file, e), e);
    }
    Map<String, Price> prices = new LinkedHashMap<>();
    JsonNode models = root.path("models");
    if (!models.isObject()) {
      throw new IllegalArgumentException(
          file + ": \"models\" is missing; expected an object of model ids and their prices");
    }
    models
        .properties()
        .forEach(
            entry -> prices.put(entry.getKey(), price(file, entry.getKey(), entry.getValue())));
    return new PriceList(date(file, root), root.path("currency").asText("USD"), prices);
  }

  private static LocalDate date(Path file, JsonNode root) {
    try {
      return LocalDate.parse(root.path("date").asText());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          file + ": \"date\" is missing or no date; expected one like \"2026-11-01\"", e);
    }
  }

  private static Price price(Path file, String model, JsonNode node) {
    BigDecimal input = amount(file, model, node, "input", null);
    return new Price(
        input,
        amount(file, model, node, "output", null),
        amount(file, model, node, "cacheRead", input),
        amount(file, model, node, "cacheWrite", input));
  }

  private static BigDecimal amount(
      Path file, String model, JsonNode node, String field, @Nullable BigDecimal otherwise) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() && otherwise != null) {
      return otherwise;
    }
    if (!value.isNumber()
        || value.decimalValue().signum() < 0
        || value.decimalValue().compareTo(HIGHEST) > 0
        || value.decimalValue().scale() > MAX_DECIMALS) {
      throw new IllegalArgumentException(
          "%s: the %s price of %s is %s; expected 0 to 1e9, of at most 20 decimals, for a million tokens"
              .formatted(file, field, model, value.isMissingNode() ? "missing" : value));
    }
    return value.decimalValue();
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
   * What a call costs.
   *
   * @param model the model that served
   * @param usage the tokens used
   * @return the exact amount in {@link #currency()}; empty if the model has no price here or nobody
   *     counted the tokens: unknown is not free
   */
  public Optional<BigDecimal> cost(ModelId model, TokenUsage usage) {
    Price price = find(model);
    if (Objects.equals(price, Price.FREE)) {
      return Optional.of(BigDecimal.ZERO);
    }
    if (price == null || usage.source() == TokenUsage.Source.UNKNOWN) {
      return Optional.empty();
    }
    BigDecimal sum = times(price.input(), usage.input())
        .add(times(price.output(), usage.output()))
        .add(times(price.cacheRead(), usage.cacheRead()))
        .add(times(price.cacheWrite(), usage.cacheWrite()));
    // Division by a power of ten always terminates, so the amount stays exact.
    return Optional.of(sum.divide(MILLION).stripTrailingZeros());
  }

  private @Nullable Price find(ModelId model) {
    Price exact = prices.get(model.provider() + ":" + model.name());
    if (exact != null) {
      return exact;
    }
    Price any = prices.get(model.provider() + ":*");
    return any == null && model.provider().equals("baseline") ? Price.FREE : any;
  }

  private static BigDecimal times(BigDecimal price, long tokens) {
    return price.multiply(BigDecimal.valueOf(tokens));
  }
}

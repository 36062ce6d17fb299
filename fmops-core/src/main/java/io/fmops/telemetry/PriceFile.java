package io.fmops.telemetry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the file of a {@link PriceList}. */
final class PriceFile {

  /** Money is read as decimals; a price given twice is a mistake, not a choice. */
  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
      .build();

  /** Bounds that no price meets, so that no sum can grow out of hand. */
  private static final BigDecimal HIGHEST = BigDecimal.valueOf(1_000_000_000);

  private static final int MAX_DECIMALS = 20;
  private static final String REGIONS = "regions";
  private static final Set<String> FIELDS =
      Set.of("input", "output", "cacheRead", "cacheWrite", "image", REGIONS);

  private final Path file;

  private PriceFile(Path file) {
    this.file = file;
  }

  static PriceList read(Path path) {
    return new PriceFile(path).list();
  }

  private PriceList list() {
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
    JsonNode models = root.path("models");
    if (!models.isObject()) {
      throw new IllegalArgumentException(
          file + ": \"models\" is missing; expected an object of model ids and their prices");
    }
    Map<String, PriceRow> rows = new LinkedHashMap<>();
    models.properties().forEach(e -> rows.put(e.getKey(), row(e.getKey(), e.getValue())));
    return new PriceList(date(root), root.path("currency").asText("USD"), rows);
  }

  private LocalDate date(JsonNode root) {
    try {
      return LocalDate.parse(root.path("date").asText());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          file + ": \"date\" is missing or no date; expected one like \"2026-11-01\"", e);
    }
  }

  private PriceRow row(String model, JsonNode node) {
    checkFields(model, node);
    JsonNode regional = node.path(REGIONS);
    if (!regional.isMissingNode() && !regional.isObject()) {
      throw new IllegalArgumentException(
          "%s: \"regions\" of %s is no object of regions and their prices".formatted(file, model));
    }
    Map<String, PriceRow> regions = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> region : regional.properties()) {
      String where = model + " in " + region.getKey();
      checkFields(where, region.getValue());
      if (region.getValue().has(REGIONS)) {
        throw new IllegalArgumentException(
            "%s: the prices of %s have regions of their own".formatted(file, where));
      }
      // What a region leaves out is as everywhere; merged before defaults between fields apply.
      ObjectNode merged = ((ObjectNode) node).deepCopy();
      merged.remove(REGIONS);
      merged.setAll((ObjectNode) region.getValue());
      regions.put(region.getKey(), prices(where, merged, Map.of()));
    }
    return prices(model, node, regions);
  }

  /** A misspelt name would otherwise be a price that silently does not count. */
  private void checkFields(String model, JsonNode node) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(
          "%s: the prices of %s are no object".formatted(file, model));
    }
    node.fieldNames().forEachRemaining(name -> {
      if (!FIELDS.contains(name)) {
        throw new IllegalArgumentException(
            "%s: %s has the unknown price \"%s\"; known are input, output, cacheRead, cacheWrite, image and regions"
                .formatted(file, model, name));
      }
    });
  }

  private PriceRow prices(String model, JsonNode node, Map<String, PriceRow> regions) {
    // A model that is paid by the image has no price for tokens.
    BigDecimal forTokens = node.has("image") ? BigDecimal.ZERO : null;
    BigDecimal input = amount(model, node, "input", forTokens);
    return new PriceRow(
        input,
        amount(model, node, "output", forTokens),
        amount(model, node, "cacheRead", input),
        amount(model, node, "cacheWrite", input),
        node.has("image") ? amount(model, node, "image", null) : null,
        regions);
  }

  private BigDecimal amount(
      String model, JsonNode node, String field, @Nullable BigDecimal otherwise) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() && otherwise != null) {
      return otherwise;
    }
    if (!value.isNumber()
        || value.decimalValue().signum() < 0
        || value.decimalValue().compareTo(HIGHEST) > 0
        || value.decimalValue().scale() > MAX_DECIMALS) {
      throw new IllegalArgumentException(
          "%s: the %s price of %s is %s; expected 0 to 1e9, of at most 20 decimals, for %s"
              .formatted(
                  file,
                  field,
                  model,
                  value.isMissingNode() ? "missing" : value,
                  field.equals("image") ? "an image" : "a million tokens"));
    }
    return value.decimalValue();
  }
}

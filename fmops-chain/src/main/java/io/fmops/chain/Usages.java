package io.fmops.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.Cost;
import io.fmops.model.TokenUsage;
import java.math.BigDecimal;
import java.time.LocalDate;

/** Tokens and money as JSON. */
final class Usages {

  private Usages() {}

  static ObjectNode write(TokenUsage usage) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("input", usage.input())
        .put("output", usage.output())
        .put("cacheRead", usage.cacheRead())
        .put("cacheWrite", usage.cacheWrite())
        .put("source", usage.source().name());
  }

  static TokenUsage usage(JsonNode node) {
    return new TokenUsage(
        node.path("input").asLong(),
        node.path("output").asLong(),
        node.path("cacheRead").asLong(),
        node.path("cacheWrite").asLong(),
        TokenUsage.Source.valueOf(node.path("source").asText()));
  }

  static ObjectNode write(Cost cost) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("amount", cost.amount().toPlainString())
        .put("currency", cost.currency())
        .put("priceDate", cost.priceDate().toString())
        .put("estimated", cost.estimated());
  }

  static Cost cost(JsonNode node) {
    return new Cost(
        new BigDecimal(node.path("amount").asText()),
        node.path("currency").asText(),
        LocalDate.parse(node.path("priceDate").asText()),
        node.path("estimated").asBoolean());
  }
}

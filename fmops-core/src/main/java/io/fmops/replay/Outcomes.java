package io.fmops.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.BudgetExceededException;
import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Latency;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.ProviderException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StopReason;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How a call ended, in a recording. Stateless. */
final class Outcomes {

  private Outcomes() {}

  static ObjectNode write(GenerateResponse response, UnaryOperator<String> scrub) {
    ObjectNode node = ReadableJson.NODES
        .objectNode()
        .put("model", withoutOptions(response.model()))
        .put("stopReason", response.stopReason().name())
        .put("rawStopReason", response.rawStopReason());
    TokenUsage usage = response.usage();
    node.putObject("usage")
        .put("input", usage.input())
        .put("output", usage.output())
        .put("cacheRead", usage.cacheRead())
        .put("cacheWrite", usage.cacheWrite())
        .put("source", usage.source().name());
    response.requestId().ifPresent(id -> node.put("requestId", id));
    response.latency().server().ifPresent(time -> node.put("serverMillis", time.toMillis()));
    new java.util.TreeMap<>(response.metadata())
        .forEach((key, value) -> node.withObject("/metadata").put(key, scrub.apply(value)));
    return node;
  }

  static GenerateResponse readCompleted(JsonNode node) {
    JsonNode usage = node.path("usage");
    Map<String, String> metadata = new LinkedHashMap<>();
    node.path("metadata")
        .properties()
        .forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
    return GenerateResponse.builder(ModelId.parse(Fields.text(node, "model")))
        .stopReason(
            Fields.constant(StopReason.class, node, "stopReason"),
            Fields.text(node, "rawStopReason"))
        .usage(new TokenUsage(
            usage.path("input").asLong(),
            usage.path("output").asLong(),
            usage.path("cacheRead").asLong(),
            usage.path("cacheWrite").asLong(),
            Fields.constant(TokenUsage.Source.class, usage, "source")))
        .requestId(node.has("requestId") ? Fields.text(node, "requestId") : null)
        .latency(new Latency(Duration.ZERO, Optional.empty(), millis(node, "serverMillis")))
        .metadata(metadata)
        .build();
  }

  static ObjectNode write(ModelException problem, UnaryOperator<String> scrub) {
    ErrorDetails details = problem.details();
    ObjectNode node = ReadableJson.NODES
        .objectNode()
        .put("kind", problem.getClass().getSimpleName())
        .put("message", scrub.apply(String.valueOf(problem.getMessage())));
    details.code().ifPresent(code -> node.put("code", code));
    details.httpStatus().ifPresent(status -> node.put("httpStatus", status));
    details.requestId().ifPresent(id -> node.put("requestId", id));
    details.retryAfter().ifPresent(time -> node.put("retryAfterMillis", time.toMillis()));
    if (problem instanceof TimedOutException timedOut) {
      node.put("limit", timedOut.limit().name());
    }
    return node;
  }

  static ModelException readFailed(JsonNode node, ModelId model) {
    ErrorDetails details = new ErrorDetails(
        Optional.of(model),
        Optional.ofNullable(node.get("code")).map(JsonNode::asText),
        Optional.ofNullable(node.get("httpStatus")).map(JsonNode::asInt),
        Optional.ofNullable(node.get("requestId")).map(JsonNode::asText),
        millis(node, "retryAfterMillis"));
    String message = Fields.text(node, "message");
    return switch (Fields.text(node, "kind")) {
      case "BlockedByGuardrailException" -> new BlockedByGuardrailException(message, details, null);
      case "BudgetExceededException" -> new BudgetExceededException(message, details, null);
      case "CancelledException" -> new CancelledException(message, details, null);
      case "MalformedAnswerException" -> new MalformedAnswerException(message, details, null);
      case "ModelNotFoundException" -> new ModelNotFoundException(message, details, null);
      case "NotAuthorizedException" -> new NotAuthorizedException(message, details, null);
      case "ProviderException" -> new ProviderException(message, details, null);
      case "RejectedInputException" -> new RejectedInputException(message, details, null);
      case "ThrottledException" -> new ThrottledException(message, details, null);
      case "TimedOutException" ->
        new TimedOutException(
            message, Fields.constant(TimedOutException.Limit.class, node, "limit"), details, null);
      case "TruncatedStreamException" -> new TruncatedStreamException(message, details, null);
      case "UnavailableException" -> new UnavailableException(message, details, null);
      default ->
        throw new IllegalArgumentException(
            "\"kind\" is \"" + node.get("kind").asText() + "\"; expected a ModelException's name");
    };
  }

  private static Optional<Duration> millis(JsonNode node, String field) {
    @Nullable JsonNode value = node.get(field);
    return Optional.ofNullable(value).map(JsonNode::asLong).map(Duration::ofMillis);
  }

  /** Endpoints and profiles belong to a machine, and no answer depends on them. */
  static String withoutOptions(ModelId id) {
    return ModelId.of(id.provider(), id.name()).toString();
  }
}

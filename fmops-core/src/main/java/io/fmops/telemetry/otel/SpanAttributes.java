package io.fmops.telemetry.otel;

import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.InferenceParameters;
import io.fmops.model.ModelException;
import io.fmops.model.StopReason;
import io.fmops.model.TokenUsage;
import io.fmops.telemetry.CallOutcome;
import io.fmops.telemetry.ModelCall;
import io.opentelemetry.api.common.AttributesBuilder;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a span tells of a call, without its texts. */
final class SpanAttributes {

  private static final double NANOS = 1e9;

  private SpanAttributes() {}

  static io.opentelemetry.api.common.Attributes of(ModelCall call) {
    AttributesBuilder all = io.opentelemetry.api.common.Attributes.builder()
        .put(Attributes.OPERATION, Attributes.operation(call))
        .put(Attributes.PROVIDER, Attributes.provider(call))
        .put(Attributes.REQUEST_MODEL, call.model().name())
        .put(Attributes.CALL_ID, call.id());
    server(call).ifPresent(uri -> {
      all.put(Attributes.SERVER_ADDRESS, uri.getHost());
      all.put(Attributes.SERVER_PORT, (long) port(uri));
    });
    if (call.streaming()) {
      all.put(Attributes.REQUEST_STREAM, true);
    }
    call.request().ifPresent(request -> request(all, request));
    return all.build();
  }

  private static void request(AttributesBuilder all, GenerateRequest request) {
    InferenceParameters parameters = request.parameters();
    parameters.maxTokens().ifPresent(n -> all.put(Attributes.MAX_TOKENS, (long) n));
    parameters.temperature().ifPresent(t -> all.put(Attributes.TEMPERATURE, t));
    parameters.topP().ifPresent(p -> all.put(Attributes.TOP_P, p));
    if (!parameters.stopSequences().isEmpty()) {
      all.put(Attributes.STOP_SEQUENCES, parameters.stopSequences());
    }
    request.outputFormat().ifPresent(format -> all.put(Attributes.OUTPUT_TYPE, "json"));
  }

  /** Known only where the model's id says so; else it is the provider's own affair. */
  private static Optional<URI> server(ModelCall call) {
    return Stream.of("endpoint", "url", "baseUrl", "base-url")
        .map(option -> call.model().options().get(option))
        .filter(value -> value != null)
        .map(SpanAttributes::uri)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text)).filter(uri -> uri.getHost() != null);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : "http".equals(uri.getScheme()) ? 80 : 443;
  }

  static io.opentelemetry.api.common.Attributes of(ModelCall call, CallOutcome outcome) {
    AttributesBuilder all = io.opentelemetry.api.common.Attributes.builder();
    outcome.response().ifPresent(response -> response(all, response));
    outcome
        .requestId()
        .ifPresent(id -> all.put(
            Attributes.provider(call).startsWith("aws.")
                ? Attributes.AWS_REQUEST_ID
                : Attributes.RESPONSE_ID,
            id));
    outcome
        .timeToFirstToken()
        .ifPresent(time -> all.put(Attributes.TIME_TO_FIRST_CHUNK, time.toNanos() / NANOS));
    usage(all, outcome);
    outcome.cost().ifPresent(cost -> {
      all.put(Attributes.COST, cost.amount().doubleValue());
      all.put(Attributes.COST_CURRENCY, cost.currency());
      if (cost.estimated()) {
        all.put(Attributes.COST_ESTIMATED, true);
      }
    });
    outcome.problem().ifPresent(problem -> problem(all, problem));
    return all.build();
  }

  private static void response(AttributesBuilder all, GenerateResponse response) {
    all.put(Attributes.RESPONSE_MODEL, response.model().name());
    all.put(Attributes.FINISH_REASONS, List.of(finishReason(response.stopReason())));
  }

  /** In the words of the conventions' messages. */
  static String finishReason(StopReason reason) {
    return switch (reason) {
      case END_TURN, STOP_SEQUENCE -> "stop";
      case MAX_TOKENS, CONTEXT_WINDOW_EXCEEDED -> "length";
      case TOOL_USE -> "tool_call";
      case GUARDRAIL, CONTENT_FILTERED -> "content_filter";
      case OTHER -> "other";
    };
  }

  private static void usage(AttributesBuilder all, CallOutcome outcome) {
    TokenUsage usage = outcome.usage();
    if (usage.source() == TokenUsage.Source.UNKNOWN) {
      return;
    }
    // The conventions count cached tokens among the input tokens; this library keeps them apart.
    all.put(Attributes.INPUT_TOKENS, usage.input() + usage.cacheRead() + usage.cacheWrite());
    all.put(Attributes.OUTPUT_TOKENS, usage.output());
    if (usage.cacheRead() > 0) {
      all.put(Attributes.CACHE_READ_TOKENS, usage.cacheRead());
    }
    if (usage.cacheWrite() > 0) {
      all.put(Attributes.CACHE_CREATION_TOKENS, usage.cacheWrite());
    }
    if (usage.source() == TokenUsage.Source.ESTIMATED) {
      all.put(Attributes.USAGE_ESTIMATED, true);
    }
    if (outcome.exchanges() != 1) {
      all.put(Attributes.EXCHANGES, (long) outcome.exchanges());
    }
  }

  private static void problem(AttributesBuilder all, ModelException problem) {
    all.put(Attributes.ERROR_TYPE, Attributes.errorType(problem));
    problem.details().code().ifPresent(code -> all.put(Attributes.ERROR_CODE, code));
    problem.details().httpStatus().ifPresent(s -> all.put(Attributes.HTTP_STATUS, (long) s));
  }
}

package io.fmops.telemetry.otel;

import io.fmops.telemetry.ModelCall;
import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/** The names of the conventions, and what spans and metrics share. */
final class Attributes {

  static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
  static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
  static final AttributeKey<String> OUTPUT_TYPE = AttributeKey.stringKey("gen_ai.output.type");
  static final AttributeKey<String> REQUEST_MODEL = AttributeKey.stringKey("gen_ai.request.model");
  static final AttributeKey<Boolean> REQUEST_STREAM =
      AttributeKey.booleanKey("gen_ai.request.stream");
  static final AttributeKey<Long> MAX_TOKENS = AttributeKey.longKey("gen_ai.request.max_tokens");
  static final AttributeKey<Double> TEMPERATURE =
      AttributeKey.doubleKey("gen_ai.request.temperature");
  static final AttributeKey<Double> TOP_P = AttributeKey.doubleKey("gen_ai.request.top_p");
  static final AttributeKey<List<String>> STOP_SEQUENCES =
      AttributeKey.stringArrayKey("gen_ai.request.stop_sequences");

  static final AttributeKey<String> RESPONSE_MODEL =
      AttributeKey.stringKey("gen_ai.response.model");
  static final AttributeKey<String> RESPONSE_ID = AttributeKey.stringKey("gen_ai.response.id");
  static final AttributeKey<List<String>> FINISH_REASONS =
      AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
  static final AttributeKey<Double> TIME_TO_FIRST_CHUNK =
      AttributeKey.doubleKey("gen_ai.response.time_to_first_chunk");

  static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
  static final AttributeKey<Long> OUTPUT_TOKENS =
      AttributeKey.longKey("gen_ai.usage.output_tokens");
  static final AttributeKey<Long> CACHE_READ_TOKENS =
      AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
  static final AttributeKey<Long> CACHE_CREATION_TOKENS =
      AttributeKey.longKey("gen_ai.usage.cache_creation.input_tokens");
  static final AttributeKey<String> TOKEN_TYPE = AttributeKey.stringKey("gen_ai.token.type");

  static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
  static final AttributeKey<Long> HTTP_STATUS = AttributeKey.longKey("http.response.status_code");
  static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
  static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
  static final AttributeKey<String> AWS_REQUEST_ID = AttributeKey.stringKey("aws.request_id");

  static final AttributeKey<String> SYSTEM_INSTRUCTIONS =
      AttributeKey.stringKey("gen_ai.system_instructions");
  static final AttributeKey<String> INPUT_MESSAGES =
      AttributeKey.stringKey("gen_ai.input.messages");
  static final AttributeKey<String> OUTPUT_MESSAGES =
      AttributeKey.stringKey("gen_ai.output.messages");

  // What the conventions have no name for.
  static final AttributeKey<String> CALL_ID = AttributeKey.stringKey("fmops.call.id");
  static final AttributeKey<Boolean> USAGE_ESTIMATED =
      AttributeKey.booleanKey("fmops.usage.estimated");
  static final AttributeKey<Long> EXCHANGES = AttributeKey.longKey("fmops.exchanges");
  static final AttributeKey<Double> COST = AttributeKey.doubleKey("fmops.cost");
  static final AttributeKey<String> COST_CURRENCY = AttributeKey.stringKey("fmops.cost.currency");
  static final AttributeKey<Boolean> COST_ESTIMATED =
      AttributeKey.booleanKey("fmops.cost.estimated");
  static final AttributeKey<String> ERROR_CODE = AttributeKey.stringKey("fmops.error.code");

  private Attributes() {}

  static String operation(ModelCall call) {
    return switch (call.operation()) {
      case CHAT -> "chat";
      case EMBEDDINGS -> "embeddings";
    };
  }

  static String provider(ModelCall call) {
    String provider = call.model().provider();
    return switch (provider) {
      case "bedrock" -> "aws.bedrock";
      case "sagemaker" -> "aws.sagemaker";
      default -> provider;
    };
  }

  /** The kind of error: one of a closed tree, so there are never many. */
  static String errorType(Throwable problem) {
    return problem.getClass().getName();
  }
}

package io.fmops.bedrock;

import io.fmops.aws.AwsSettings;
import io.fmops.aws.SdkErrors;
import io.fmops.bedrock.internal.Json;
import io.fmops.bedrock.spi.InvokeAnswer;
import io.fmops.model.CallContext;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;

/** InvokeModel, for whole answers of one model. Thread-safe. */
final class Invocations implements AutoCloseable {

  static final String JSON = "application/json";

  private final ModelId model;
  private final Calls<BedrockRuntimeClient> calls;

  /** An answer's body, decoded, and what its headers tell. */
  record Answered<T>(T value, Optional<String> requestId, OptionalLong inputTokens) {}

  Invocations(ModelId model, AwsSettings settings) {
    this.model = model;
    this.calls = new Calls<>(model, new Clients(model, settings, Clients.ABANDONED));
  }

  Calls<BedrockRuntimeClient> calls() {
    return calls;
  }

  static InvokeModelRequest request(ModelId model, byte[] body) {
    return InvokeModelRequest.builder()
        .modelId(model.name())
        .contentType(JSON)
        .accept(JSON)
        .body(SdkBytes.fromByteArrayUnsafe(body))
        .build();
  }

  /** One exchange; whatever decoding throws is told as an answer of the wrong form. */
  <T> Answered<T> invoke(CallContext context, byte[] body, Function<InvokeAnswer, T> decode) {
    InvokeModelRequest request = request(model, body);
    InvokeModelResponse response =
        calls.call(context, "bedrock:InvokeModel", client -> client.invokeModel(request));
    String requestId = response.responseMetadata().requestId();
    return new Answered<>(
        decoded(model, response.body(), requestId, decode),
        Optional.ofNullable(requestId),
        InvokeHeaders.inputTokens(response.sdkHttpResponse()));
  }

  static <T> T decoded(
      ModelId model, SdkBytes body, @Nullable String requestId, Function<InvokeAnswer, T> decode) {
    try {
      return decode.apply(
          new InvokeAnswer(model, body.asByteArrayUnsafe(), Optional.ofNullable(requestId)));
    } catch (ModelException e) {
      throw e;
    } catch (RuntimeException e) {
      throw SdkErrors.malformed(model.toString(), e, SdkErrors.details(model, requestId), e);
    }
  }

  /** The body with the caller's own fields in it. */
  static byte[] withFields(byte[] body, Optional<BedrockParameters> parameters) {
    Map<String, Object> fields =
        parameters.map(BedrockParameters::additionalModelRequestFields).orElse(Map.of());
    if (fields.isEmpty()) {
      return body;
    }
    var tree = Json.parse(body);
    Json.merge(tree, fields);
    return Json.bytes(tree);
  }

  @Override
  public void close() {
    calls.close();
  }
}

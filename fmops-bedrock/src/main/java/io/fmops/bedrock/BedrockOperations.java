package io.fmops.bedrock;

import io.fmops.aws.AwsSettings;
import io.fmops.bedrock.spi.TextCodec;
import io.fmops.model.CallContext;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensInput;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelTokensRequest;

/**
 * What one model on Bedrock can do besides answering: count tokens, and take a body as it is. Made
 * by {@link BedrockProvider#operations}. Thread-safe; close it when it is no longer needed.
 */
public final class BedrockOperations implements AutoCloseable {

  private final ModelId model;
  private final @Nullable TextCodec codec;
  private final Calls<BedrockRuntimeClient> calls;

  /** An answer as it is. Thread-safe as long as nobody writes into the body. */
  public static final class RawAnswer {
    private final byte[] body;
    private final String contentType;
    private final Optional<String> requestId;

    private RawAnswer(byte[] body, String contentType, Optional<String> requestId) {
      this.body = body;
      this.contentType = contentType;
      this.requestId = requestId;
    }

    /**
     * What the model answered.
     *
     * @return the bytes, not a copy
     */
    public byte[] body() {
      return body;
    }

    /**
     * What the bytes are.
     *
     * @return such as {@code application/json}; empty if the model did not say
     */
    public String contentType() {
      return contentType;
    }

    /**
     * Bedrock's id of the exchange.
     *
     * @return the id
     */
    public Optional<String> requestId() {
      return requestId;
    }
  }

  BedrockOperations(ModelId model, @Nullable TextCodec codec, AwsSettings settings) {
    this.model = model;
    this.codec = codec;
    this.calls = new Calls<>(model, new Clients(model, settings, Clients.ABANDONED));
  }

  /**
   * Counts the input tokens of a request as the model would, which costs nothing. Not every model
   * can.
   *
   * @param request the request, which is not answered
   * @return the tokens
   * @throws ModelException if the call fails
   */
  public long countTokens(GenerateRequest request) {
    return countTokens(request, CallContext.create());
  }

  /**
   * Counts the input tokens of a request, within a deadline and a cancellation.
   *
   * @param request the request, which is not answered
   * @param context what surrounds the call
   * @return the tokens
   * @throws ModelException if the call fails
   */
  public long countTokens(GenerateRequest request, CallContext context) {
    CountTokensInput input = codec == null ? converse(request) : invoke(codec, request);
    return calls
        .call(
            context,
            "bedrock:CountTokens",
            client -> client.countTokens(r -> r.modelId(model.name()).input(input)))
        .inputTokens();
  }

  private CountTokensInput converse(GenerateRequest request) {
    ConverseRequest whole = new ConverseRequests(model, request).whole();
    ConverseTokensRequest.Builder tokens = ConverseTokensRequest.builder()
        .messages(whole.messages())
        .toolConfig(whole.toolConfig())
        .additionalModelRequestFields(whole.additionalModelRequestFields());
    if (whole.hasSystem()) {
      tokens.system(whole.system());
    }
    return CountTokensInput.fromConverse(tokens.build());
  }

  private CountTokensInput invoke(TextCodec family, GenerateRequest request) {
    byte[] body = Invocations.withFields(
        family.encode(model, request, false), request.providerParameters(BedrockParameters.class));
    return CountTokensInput.fromInvokeModel(InvokeModelTokensRequest.builder()
        .body(SdkBytes.fromByteArrayUnsafe(body))
        .build());
  }

  /**
   * Sends a body to the model as it is, through InvokeModel: the door past every codec.
   *
   * @param body what the model takes, mostly JSON
   * @param context what surrounds the call
   * @return what it answers
   * @throws ModelException if the call fails
   */
  public RawAnswer invoke(byte[] body, CallContext context) {
    InvokeModelResponse response = calls.call(
        context,
        "bedrock:InvokeModel",
        client -> client.invokeModel(Invocations.request(model, body.clone())));
    return new RawAnswer(
        response.body().asByteArrayUnsafe(),
        Optional.ofNullable(response.contentType()).orElse(""),
        Optional.ofNullable(response.responseMetadata().requestId()));
  }

  /** Gives back the connections. */
  @Override
  public void close() {
    calls.close();
  }
}

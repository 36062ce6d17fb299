package io.fmops.sagemaker;

import io.fmops.aws.AwsSettings;
import io.fmops.model.CallContext;
import io.fmops.model.GenerateRequest;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointRequest;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointWithResponseStreamRequest;

/** Calls one endpoint. Thread-safe. */
final class SageMakerEngine implements ModelEngine {

  private final Endpoint endpoint;
  private final SageMakerClients clients;
  private final PayloadCodec codec;
  private final Duration readTimeout;

  SageMakerEngine(Endpoint endpoint, AwsSettings settings) {
    this.endpoint = endpoint;
    this.clients = new SageMakerClients(endpoint, settings);
    this.codec = new ChatPayload(endpoint);
    this.readTimeout = settings.readTimeout();
  }

  @Override
  public EventSource open(GenerateRequest request, CallContext context) {
    SdkBytes body = SdkBytes.fromByteArrayUnsafe(codec.encode(request, context.streaming()));
    Optional<String> attributes = request
        .providerParameters(SageMakerParameters.class)
        .flatMap(SageMakerParameters::customAttributes);
    if (!context.streaming()) {
      InvokeEndpointRequest.Builder whole = InvokeEndpointRequest.builder()
          .endpointName(endpoint.id().name())
          .contentType(codec.contentType())
          .accept(codec.contentType())
          .body(body);
      endpoint.component().ifPresent(whole::inferenceComponentName);
      endpoint.variant().ifPresent(whole::targetVariant);
      attributes.ifPresent(whole::customAttributes);
      return new WholeAnswer(endpoint, clients, codec, whole.build());
    }
    // What a stream comes as is the server's choice, so nothing is asked for.
    InvokeEndpointWithResponseStreamRequest.Builder stream =
        InvokeEndpointWithResponseStreamRequest.builder()
            .endpointName(endpoint.id().name())
            .contentType(codec.contentType())
            .body(body);
    endpoint.component().ifPresent(stream::inferenceComponentName);
    endpoint.variant().ifPresent(stream::targetVariant);
    attributes.ifPresent(stream::customAttributes);
    return new StreamedAnswer(endpoint, clients, codec, stream.build(), readTimeout);
  }

  @Override
  public void close() {
    clients.close();
  }
}

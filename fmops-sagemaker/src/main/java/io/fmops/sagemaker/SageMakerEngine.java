package io.fmops.sagemaker;

import io.fmops.aws.AwsSettings;
import io.fmops.model.CallContext;
import io.fmops.model.GenerateRequest;
import io.fmops.model.RejectedInputException;
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

  SageMakerEngine(Endpoint endpoint, AwsSettings settings, PayloadCodec codec, Duration abandoned) {
    this.endpoint = endpoint;
    this.clients = new SageMakerClients(endpoint, settings, abandoned);
    this.codec = codec;
    this.readTimeout = settings.readTimeout();
  }

  @Override
  public EventSource open(GenerateRequest request, CallContext context) {
    if (context.streaming() && endpoint.target().model().isPresent()) {
      throw new RejectedInputException(
          "%s cannot stream, because SageMaker has no streams of multi-model endpoints (option targetModel); call generate"
              .formatted(endpoint.label()),
          endpoint.details(Optional.empty()),
          null);
    }
    SdkBytes body = SdkBytes.fromByteArrayUnsafe(codec.encode(request, context.streaming()));
    Optional<SageMakerParameters> own = request.providerParameters(SageMakerParameters.class);
    return context.streaming() ? stream(request, body, own) : whole(request, body, own);
  }

  private EventSource whole(
      GenerateRequest request, SdkBytes body, Optional<SageMakerParameters> own) {
    InvokeEndpointRequest.Builder call = invocation(endpoint, codec.contentType(), body);
    own.flatMap(SageMakerParameters::customAttributes).ifPresent(call::customAttributes);
    own.flatMap(SageMakerParameters::sessionId).ifPresent(call::sessionId);
    own.flatMap(SageMakerParameters::inferenceId).ifPresent(call::inferenceId);
    return new WholeAnswer(
        endpoint,
        clients,
        (answer, requestId) -> codec.decode(request, answer, requestId),
        call.build());
  }

  /** A call of an endpoint for a whole answer. */
  static InvokeEndpointRequest.Builder invocation(
      Endpoint endpoint, String contentType, SdkBytes body) {
    InvokeEndpointRequest.Builder call = InvokeEndpointRequest.builder()
        .endpointName(endpoint.id().name())
        .contentType(contentType)
        .accept(contentType)
        .body(body);
    endpoint.target().component().ifPresent(call::inferenceComponentName);
    endpoint.target().variant().ifPresent(call::targetVariant);
    endpoint.target().model().ifPresent(call::targetModel);
    endpoint.target().container().ifPresent(call::targetContainerHostname);
    endpoint.form().attributes().ifPresent(call::customAttributes);
    return call;
  }

  private EventSource stream(
      GenerateRequest request, SdkBytes body, Optional<SageMakerParameters> own) {
    // What a stream comes as is the server's choice, so nothing is asked for.
    InvokeEndpointWithResponseStreamRequest.Builder call =
        InvokeEndpointWithResponseStreamRequest.builder()
            .endpointName(endpoint.id().name())
            .contentType(codec.contentType())
            .body(body);
    endpoint.target().component().ifPresent(call::inferenceComponentName);
    endpoint.target().variant().ifPresent(call::targetVariant);
    endpoint.target().container().ifPresent(call::targetContainerHostname);
    endpoint.form().attributes().ifPresent(call::customAttributes);
    own.flatMap(SageMakerParameters::customAttributes).ifPresent(call::customAttributes);
    own.flatMap(SageMakerParameters::sessionId).ifPresent(call::sessionId);
    own.flatMap(SageMakerParameters::inferenceId).ifPresent(call::inferenceId);
    return new StreamedAnswer(
        endpoint,
        clients,
        requestId -> codec.decoder(request, requestId),
        call.build(),
        readTimeout);
  }

  @Override
  public void close() {
    clients.close();
  }
}

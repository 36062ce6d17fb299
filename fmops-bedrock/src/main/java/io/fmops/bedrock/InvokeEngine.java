package io.fmops.bedrock;

import io.fmops.aws.AwsSettings;
import io.fmops.bedrock.spi.TextCodec;
import io.fmops.model.CallContext;
import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import java.time.Duration;

/** One text model on Bedrock that is called past Converse. Thread-safe. */
final class InvokeEngine implements ModelEngine {

  private final ModelId model;
  private final TextCodec codec;
  private final Duration readTimeout;
  private final Clients clients;
  private volatile boolean closed;

  InvokeEngine(ModelId model, TextCodec codec, AwsSettings settings) {
    this.model = model;
    this.codec = codec;
    this.readTimeout = settings.readTimeout();
    this.clients = new Clients(model, settings, Clients.ABANDONED);
  }

  @Override
  public EventSource open(GenerateRequest request, CallContext context) {
    if (closed) {
      throw new CancelledException(model + " was closed", ErrorDetails.of(model), null);
    }
    byte[] body = Invocations.withFields(
        codec.encode(model, request, context.streaming()),
        request.providerParameters(BedrockParameters.class));
    return context.streaming()
        ? InvokeStreamCall.begin(model, clients, body, codec.decoder(), readTimeout)
        : new InvokeCall(model, clients, body, codec.decoder());
  }

  @Override
  public void close() {
    closed = true;
    clients.close();
  }
}

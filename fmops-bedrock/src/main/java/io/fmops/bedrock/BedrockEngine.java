package io.fmops.bedrock;

import io.fmops.aws.AwsSettings;
import io.fmops.model.CallContext;
import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import java.time.Duration;

/** One model on Bedrock. Thread-safe. */
final class BedrockEngine implements ModelEngine {

  private final ModelId model;
  private final Duration readTimeout;
  private final Clients clients;
  private volatile boolean closed;

  BedrockEngine(ModelId model, AwsSettings settings) {
    this(model, settings, Clients.ABANDONED);
  }

  /** For tests that cannot wait for hours. */
  BedrockEngine(ModelId model, AwsSettings settings, Duration abandoned) {
    this.model = model;
    this.readTimeout = settings.readTimeout();
    this.clients = new Clients(model, settings, abandoned);
  }

  @Override
  public EventSource open(GenerateRequest request, CallContext context) {
    if (closed) {
      throw new CancelledException(model + " was closed", ErrorDetails.of(model), null);
    }
    ConverseRequests converse = new ConverseRequests(model, request);
    return context.streaming()
        ? ConverseStreamCall.begin(model, clients, converse.streamed(), readTimeout)
        : new ConverseCall(model, clients, converse.whole());
  }

  @Override
  public void close() {
    closed = true;
    clients.close();
  }
}

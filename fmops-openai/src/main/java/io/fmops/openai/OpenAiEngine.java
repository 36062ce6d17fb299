package io.fmops.openai;

import io.fmops.model.CallContext;
import io.fmops.model.GenerateRequest;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import io.fmops.openai.chat.ChatCodec;
import io.fmops.openai.chat.ChatServer;
import java.util.Map;

/** Calls one model's chat completions. Thread-safe. */
final class OpenAiEngine implements ModelEngine {

  private final ChatServer server;
  private final Settings settings;
  private final Transport transport;
  private final ChatCodec codec;
  private final HttpErrors errors;

  OpenAiEngine(Target target, Settings settings) {
    this.server = target.server();
    this.settings = settings;
    this.transport = new Transport(target.id(), settings);
    this.codec = new ChatCodec(server);
    this.errors = new HttpErrors(server, settings.endpoint());
  }

  @Override
  public EventSource open(GenerateRequest request, CallContext context) {
    Map<String, Object> fields = request
        .providerParameters(OpenAiParameters.class)
        .map(OpenAiParameters::body)
        .orElse(Map.of());
    byte[] body = codec.encode(request, context.streaming(), fields);
    return new ChatCall(
        transport, server, errors, body, context.streaming(), settings.readTimeout());
  }

  @Override
  public void close() {
    transport.close();
  }
}

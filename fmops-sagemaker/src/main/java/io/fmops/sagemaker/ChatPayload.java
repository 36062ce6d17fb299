package io.fmops.sagemaker;

import io.fmops.model.GenerateRequest;
import io.fmops.model.StreamEvent;
import io.fmops.openai.chat.ChatCodec;
import io.fmops.openai.chat.StreamDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The OpenAI chat schema, as vLLM, LMI and TGI serve it. Thread-safe. */
final class ChatPayload implements PayloadCodec {

  private final ChatCodec chat;

  ChatPayload(Endpoint endpoint) {
    this.chat = new ChatCodec(endpoint.server());
  }

  @Override
  public byte[] encode(GenerateRequest request, boolean stream) {
    Map<String, Object> fields = request
        .providerParameters(SageMakerParameters.class)
        .map(SageMakerParameters::body)
        .orElse(Map.of());
    return chat.encode(request, stream, fields);
  }

  @Override
  public List<StreamEvent> decode(
      GenerateRequest request, byte[] answer, Optional<String> requestId) {
    return chat.decode(answer, requestId);
  }

  @Override
  public StreamDecoder decoder(GenerateRequest request, Optional<String> requestId) {
    return chat.decoder(requestId);
  }
}

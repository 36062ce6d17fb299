package io.fmops.sagemaker;

import io.fmops.model.GenerateRequest;
import io.fmops.model.StreamEvent;
import io.fmops.openai.chat.StreamDecoder;
import java.util.List;
import java.util.Optional;

/**
 * Asks in the OpenAI chat schema, which most servers understand, and takes whatever they answer.
 * Thread-safe.
 */
final class AutoPayload implements PayloadCodec {

  private final ChatPayload chat;
  private final RecognizedAnswers answers;

  AutoPayload(Endpoint endpoint) {
    this.chat = new ChatPayload(endpoint);
    this.answers = new RecognizedAnswers(endpoint);
  }

  @Override
  public byte[] encode(GenerateRequest request, boolean stream) {
    return chat.encode(request, stream);
  }

  @Override
  public List<StreamEvent> decode(
      GenerateRequest request, byte[] answer, Optional<String> requestId) {
    return answers.decode(request, answer, requestId);
  }

  @Override
  public StreamDecoder decoder(GenerateRequest request, Optional<String> requestId) {
    return answers.decoder(request, requestId);
  }
}

package io.fmops.sagemaker;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.GenerateRequest;
import io.fmops.model.StreamEvent;
import io.fmops.openai.chat.ChatCodec;
import io.fmops.openai.chat.StreamDecoder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads what servers answer, whatever was sent: what kind of answer it is shows in its fields.
 * Thread-safe.
 */
final class RecognizedAnswers {

  static final AnswerForm FORMS = new KnownForms();

  private final Endpoint endpoint;
  private final ChatCodec chat;

  RecognizedAnswers(Endpoint endpoint) {
    this.endpoint = endpoint;
    this.chat = new ChatCodec(endpoint.server());
  }

  List<StreamEvent> decode(GenerateRequest request, byte[] answer, Optional<String> requestId) {
    return isChat(answer)
        ? chat.decode(answer, requestId)
        : TextAnswer.whole(endpoint, FORMS, request, answer, requestId);
  }

  private static boolean isChat(byte[] answer) {
    try {
      JsonNode root = Json.MAPPER.readTree(answer);
      return root.has("choices");
    } catch (IOException e) {
      return false; // Told where it is read.
    }
  }

  StreamDecoder decoder(GenerateRequest request, Optional<String> requestId) {
    return new RecognizingDecoder(
        () -> chat.decoder(requestId),
        () -> new TextDecoder(endpoint, FORMS, request, requestId),
        () -> new WholeDecoder(endpoint, answer -> decode(request, answer, requestId), requestId));
  }
}

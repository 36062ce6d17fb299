package io.fmops.sagemaker;

import io.fmops.model.GenerateRequest;
import io.fmops.model.StreamEvent;
import io.fmops.openai.chat.StreamDecoder;
import java.util.List;
import java.util.Optional;

/**
 * What one kind of model server reads and writes. SageMaker carries bytes and knows nothing of
 * them; this is where they get their meaning. Thread-safe.
 */
interface PayloadCodec {

  /** The type of the bytes that {@link #encode} gives. */
  default String contentType() {
    return "application/json";
  }

  /**
   * Writes a request.
   *
   * @throws io.fmops.model.RejectedInputException if this kind of server has no words for it
   */
  byte[] encode(GenerateRequest request, boolean stream);

  /**
   * Reads a whole answer.
   *
   * @return its events, the last one a {@link StreamEvent.Completed}
   * @throws io.fmops.model.ModelException if it is an error, or cannot be understood
   */
  List<StreamEvent> decode(GenerateRequest request, byte[] answer, Optional<String> requestId);

  /** Begins to read a stream. */
  StreamDecoder decoder(GenerateRequest request, Optional<String> requestId);
}

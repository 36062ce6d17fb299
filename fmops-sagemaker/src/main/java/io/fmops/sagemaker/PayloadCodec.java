package io.fmops.sagemaker;

import io.fmops.model.GenerateRequest;
import io.fmops.model.StreamEvent;
import java.util.List;
import java.util.Optional;

/**
 * What one kind of model server reads and writes. SageMaker carries bytes and knows nothing of
 * them; this is where they get their meaning. Thread-safe.
 */
interface PayloadCodec {

  /** The type of the bytes that {@link #encode} gives. */
  String contentType();

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
  List<StreamEvent> decode(byte[] answer, Optional<String> requestId);

  /** Begins to read a stream. */
  StreamDecoder decoder(Optional<String> requestId);

  /**
   * Reads one stream, whose parts may be split anywhere: in the middle of a line, of a character.
   * Not thread-safe.
   */
  interface StreamDecoder {

    /**
     * Reads on.
     *
     * @return the events of what is complete by now, in order, possibly none
     * @throws io.fmops.model.ModelException if the server tells an error, or what it sends cannot
     *     be understood
     */
    List<StreamEvent> feed(byte[] part);

    /**
     * There are no more parts.
     *
     * @return the last events, {@link StreamEvent.Completed} the very last
     * @throws io.fmops.model.TruncatedStreamException if the server had not said that it finished
     */
    List<StreamEvent> end();

    /** Whether the server has said why the model stopped: the answer is whole. */
    boolean finished();
  }
}

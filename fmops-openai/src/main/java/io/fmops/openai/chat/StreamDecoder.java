package io.fmops.openai.chat;

import io.fmops.model.StreamEvent;
import java.util.List;

/**
 * Reads one stream, whose parts may be split anywhere: in the middle of a line, of a character. Not
 * thread-safe.
 */
public interface StreamDecoder {

  /**
   * Reads on.
   *
   * @param part the next bytes
   * @return the events of what is complete by now, in order, possibly none
   * @throws io.fmops.model.ModelException if the server tells an error, or what it sends cannot be
   *     understood
   */
  List<StreamEvent> feed(byte[] part);

  /**
   * There are no more parts.
   *
   * @return the last events, {@link StreamEvent.Completed} the very last
   * @throws io.fmops.model.TruncatedStreamException if the server had not said that it finished
   */
  List<StreamEvent> end();

  /**
   * Whether the server has said why the model stopped: the answer is whole.
   *
   * @return true if only what stands beside the answer can still come, such as its usage
   */
  boolean finished();
}

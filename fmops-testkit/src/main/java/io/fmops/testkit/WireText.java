package io.fmops.testkit;

import io.fmops.model.StopReason;
import java.util.List;

/**
 * What a provider's server is asked to answer, in its own wire format.
 *
 * @param chunks the text; for a stream one event a chunk
 * @param stopReason {@link StopReason#END_TURN} or {@link StopReason#MAX_TOKENS}
 * @param inputTokens the usage to report
 * @param outputTokens the usage to report
 */
public record WireText(
    List<String> chunks, StopReason stopReason, long inputTokens, long outputTokens) {

  /** Copies the list. */
  public WireText {
    chunks = List.copyOf(chunks);
  }
}

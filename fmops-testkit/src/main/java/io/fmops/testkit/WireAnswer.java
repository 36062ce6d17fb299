package io.fmops.testkit;

import java.util.List;
import java.util.Map;

/**
 * An answer in a provider's own wire format.
 *
 * @param status the HTTP status
 * @param headers the headers, the content type among them
 * @param parts the body; for a stream one part an event, so that a test can break it between
 *     events, else a single part
 */
public record WireAnswer(int status, Map<String, String> headers, List<byte[]> parts) {

  /** Copies the collections. */
  public WireAnswer {
    headers = Map.copyOf(headers);
    parts = List.copyOf(parts);
  }
}

package io.fmops.testkit.loopback;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request as it came over the wire. Immutable and thread-safe as long as nobody writes into the
 * body.
 *
 * @param method such as {@code POST}
 * @param target the path and query, still encoded
 * @param headers by name in any case; several values of one name are joined by a comma
 * @param body the bytes, decoded if the transfer was chunked
 */
@SuppressWarnings(
    "ArrayRecordComponent") // compared by nobody, and a copy of every body helps nobody
public record RecordedRequest(
    String method, String target, Map<String, String> headers, byte[] body) {

  /** Copies the headers into a map that ignores case. */
  public RecordedRequest {
    Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(headers);
    headers = copy;
  }

  /**
   * One header.
   *
   * @param name in any case
   * @return its value, if it was sent
   */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /**
   * The body as text.
   *
   * @return the body, read as UTF-8
   */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}

package io.fmops.testkit.loopback;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * Frames of {@code application/vnd.amazon.eventstream}, the format in which AWS services stream.
 * Needs {@code software.amazon.eventstream:eventstream} on the class path. Stateless.
 */
public final class EventStreamFrames {

  /** The content type of such a stream. */
  public static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";

  private EventStreamFrames() {}

  /**
   * A frame with a JSON event.
   *
   * @param type the event's name, such as {@code contentBlockDelta}
   * @param json its payload
   * @return the frame
   */
  public static byte[] event(String type, String json) {
    return event(type, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A frame with an event of any payload.
   *
   * @param type the event's name, such as {@code PayloadPart}
   * @param contentType the payload's type
   * @param payload the payload
   * @return the frame
   */
  public static byte[] event(String type, String contentType, byte[] payload) {
    return frame(
        Map.of(
            ":message-type", HeaderValue.fromString("event"),
            ":event-type", HeaderValue.fromString(type),
            ":content-type", HeaderValue.fromString(contentType)),
        payload);
  }

  /**
   * A frame with an error that the service models.
   *
   * @param type the exception's name, such as {@code throttlingException}
   * @param json its payload
   * @return the frame
   */
  public static byte[] exception(String type, String json) {
    return frame(
        Map.of(
            ":message-type", HeaderValue.fromString("exception"),
            ":exception-type", HeaderValue.fromString(type),
            ":content-type", HeaderValue.fromString("application/json")),
        json.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] frame(Map<String, HeaderValue> headers, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Message(headers, payload).encode(out);
    return out.toByteArray();
  }
}

package io.fmops.bedrock;

import io.fmops.testkit.loopback.EventStreamFrames;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The wire format of InvokeModel. */
final class InvokeWire {

  private InvokeWire() {}

  /** A part of a stream. */
  static byte[] chunk(String json) {
    return EventStreamFrames.event(
        "chunk",
        "{\"bytes\": \"%s\"}".formatted(Base64.getEncoder().encodeToString(Wire.bytes(json))));
  }

  static String metrics(long input, long output) {
    return """
        "amazon-bedrock-invocationMetrics": {"inputTokenCount": %d, "outputTokenCount": %d,
          "invocationLatency": 321, "firstByteLatency": 12}""".formatted(input, output);
  }

  /** The headers of a whole answer, which tell what was used. */
  static Map<String, String> headers(long input, long output) {
    Map<String, String> headers = new HashMap<>(Wire.headers("application/json"));
    headers.put("X-Amzn-Bedrock-Input-Token-Count", String.valueOf(input));
    headers.put("X-Amzn-Bedrock-Output-Token-Count", String.valueOf(output));
    headers.put("X-Amzn-Bedrock-Invocation-Latency", "321");
    return headers;
  }
}

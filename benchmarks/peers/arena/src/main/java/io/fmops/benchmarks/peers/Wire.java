package io.fmops.benchmarks.peers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Bedrock's answers in bytes, made once. */
final class Wire {

  static final byte[] WHOLE = whole("end_turn");
  static final byte[] WHOLE_CUT_OFF = whole("max_tokens");
  static final byte[] START = event("messageStart", "{\"role\":\"assistant\"}");
  static final byte[] END = join(
      event("contentBlockStop", "{\"contentBlockIndex\":0}"),
      event("messageStop", "{\"stopReason\":\"end_turn\"}"));
  static final byte[] END_CUT_OFF = join(
      event("contentBlockStop", "{\"contentBlockIndex\":0}"),
      event("messageStop", "{\"stopReason\":\"max_tokens\"}"));
  static final byte[] METADATA = event(
      "metadata",
      "{\"usage\":{\"inputTokens\":200,\"outputTokens\":2000,\"totalTokens\":2200},"
          + "\"metrics\":{\"latencyMs\":321}}");
  static final byte[] REASONING = join(
      event(
          "contentBlockDelta",
          "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"text\":\"thought\"}}}"),
      event(
          "contentBlockDelta",
          "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"signature\":\"c2lnbmVk\"}}}"),
      event("contentBlockStop", "{\"contentBlockIndex\":0}"));

  private Wire() {}

  /** The n-th piece of text of a stream, in a block. */
  static byte[] text(int block, int number) {
    return event(
        "contentBlockDelta",
        "{\"contentBlockIndex\":%d,\"delta\":{\"text\":\"%s\"}}".formatted(block, word(number)));
  }

  /** What the n-th piece says. */
  static String word(int number) {
    return "some words " + number + " ";
  }

  static byte[] event(String type, String json) {
    return frame(
        Map.of(
            ":message-type", HeaderValue.fromString("event"),
            ":event-type", HeaderValue.fromString(type),
            ":content-type", HeaderValue.fromString("application/json")),
        json);
  }

  static byte[] exception(String type) {
    return frame(
        Map.of(
            ":message-type", HeaderValue.fromString("exception"),
            ":exception-type", HeaderValue.fromString(type),
            ":content-type", HeaderValue.fromString("application/json")),
        "{\"message\":\"on purpose\"}");
  }

  private static byte[] frame(Map<String, HeaderValue> headers, String json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Message(headers, json.getBytes(StandardCharsets.UTF_8)).encode(out);
    return out.toByteArray();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] whole(String stopReason) {
    return """
        {"output":{"message":{"role":"assistant","content":[{"text":"%s"}]}},"stopReason":"%s",\
        "usage":{"inputTokens":200,"outputTokens":120,"totalTokens":320},\
        "metrics":{"latencyMs":321}}""".formatted("An answer of six hundred letters. ".repeat(18), stopReason)
        .getBytes(StandardCharsets.UTF_8);
  }
}

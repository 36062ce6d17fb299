package io.fmops.bedrock;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.testkit.loopback.EventStreamFrames;
import io.fmops.testkit.loopback.Exchange;
import io.fmops.testkit.loopback.LoopbackServer;
import io.fmops.testkit.loopback.SigV4Verifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Bedrock's wire format, and models that speak to a loopback server. */
final class Wire {

  static final String MODEL = "amazon.nova-lite-v1:0";

  static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "not-a-secret"));

  static final SigV4Verifier SIGNATURES = new SigV4Verifier("AKIDEXAMPLE", "not-a-secret");

  private Wire() {}

  static FoundationModel model(URI endpoint) {
    return model(endpoint, MODEL);
  }

  static FoundationModel model(URI endpoint, String name) {
    ModelId id = ModelId.of("bedrock", name);
    return FoundationModel.of(id, provider(endpoint).build().open(id));
  }

  static FoundationModel model(URI endpoint, Duration readTimeout) {
    ModelId id = ModelId.of("bedrock", MODEL);
    return FoundationModel.of(
        id, provider(endpoint).readTimeout(readTimeout).build().open(id));
  }

  static BedrockProvider.Builder provider(URI endpoint) {
    return BedrockProvider.builder()
        .region("eu-west-1")
        .endpoint(endpoint)
        .credentials(CREDENTIALS);
  }

  static Map<String, String> headers(String contentType) {
    return Map.of("Content-Type", contentType, "x-amzn-RequestId", "request-1");
  }

  static Map<String, String> errorHeaders(String code) {
    return Map.of(
        "Content-Type",
        "application/json",
        "x-amzn-ErrorType",
        code + ":http://internal.amazon.com/coral/com.amazon.bedrock/",
        "x-amzn-RequestId",
        "request-1");
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A whole answer. */
  static String converse(String blocks, String stopReason, String usage) {
    return """
        {"output": {"message": {"role": "assistant", "content": [%s]}},
         "stopReason": "%s", "usage": %s, "metrics": {"latencyMs": 321}}""".formatted(blocks, stopReason, usage);
  }

  static String text(String text) {
    return "{\"text\": " + quoted(text) + "}";
  }

  static String usage(long input, long output) {
    return "{\"inputTokens\": %d, \"outputTokens\": %d, \"totalTokens\": %d}"
        .formatted(input, output, input + output);
  }

  static byte[] start() {
    return EventStreamFrames.event("messageStart", "{\"role\": \"assistant\"}");
  }

  static byte[] blockStart(int block, String start) {
    return EventStreamFrames.event(
        "contentBlockStart", "{\"contentBlockIndex\": %d, \"start\": %s}".formatted(block, start));
  }

  static byte[] delta(int block, String delta) {
    return EventStreamFrames.event(
        "contentBlockDelta", "{\"contentBlockIndex\": %d, \"delta\": %s}".formatted(block, delta));
  }

  static byte[] blockStop(int block) {
    return EventStreamFrames.event(
        "contentBlockStop", "{\"contentBlockIndex\": %d}".formatted(block));
  }

  static byte[] stop(String reason) {
    return EventStreamFrames.event("messageStop", "{\"stopReason\": \"%s\"}".formatted(reason));
  }

  static byte[] metadata(String usage) {
    return EventStreamFrames.event(
        "metadata", "{\"usage\": %s, \"metrics\": {\"latencyMs\": 321}}".formatted(usage));
  }

  /** A stream of one block. */
  static List<byte[]> stream(List<String> deltas, String stopReason, String usage) {
    List<byte[]> frames = new ArrayList<>();
    frames.add(start());
    deltas.forEach(delta -> frames.add(delta(0, delta)));
    frames.add(blockStop(0));
    frames.add(stop(stopReason));
    frames.add(metadata(usage));
    return frames;
  }

  /** Serves one answer, in the form that is asked for. */
  static void answer(Exchange exchange, String whole, List<byte[]> streamed) throws IOException {
    if (exchange.request().target().endsWith("-stream")) {
      exchange.begin(200, headers(EventStreamFrames.CONTENT_TYPE));
      for (byte[] frame : streamed) {
        exchange.write(frame);
      }
      exchange.finish();
    } else {
      exchange.respond(200, headers("application/json"), bytes(whole));
    }
  }

  /** Serves the text "streamed" as a stream and the text "whole" otherwise. */
  static void answer(Exchange exchange) throws IOException {
    answer(
        exchange,
        converse(text("whole"), "end_turn", usage(1, 1)),
        stream(List.of(text("streamed")), "end_turn", usage(1, 1)));
  }

  /**
   * Makes one call of each kind, so that loading the SDK's classes, which takes seconds on a busy
   * machine, does not count in the short limits that tests set.
   */
  static void warmUp() {
    try (LoopbackServer server = LoopbackServer.start(Exchange::cut);
        FoundationModel model = model(server.uri());
        ModelStream stream = model.stream(GenerateRequest.of("x"))) {
      for (Callable<?> call :
          List.<Callable<?>>of(stream::response, () -> model.generate(GenerateRequest.of("x")))) {
        try {
          call.call();
          throw new AssertionError("a cut connection was an answer");
        } catch (ModelException e) {
          // as the server wants it
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  /** A frame of headers alone, which may be of a kind that no service should send. */
  static byte[] frame(Map<String, String> headers) {
    Map<String, HeaderValue> values = new LinkedHashMap<>();
    headers.forEach((name, value) -> values.put(name, HeaderValue.fromString(value)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Message(values, new byte[0]).encode(out);
    return out.toByteArray();
  }

  static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }
}

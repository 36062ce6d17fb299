package io.fmops.benchmarks.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** How the server answers, by the first word of the model's id. For one call. */
final class Behaviour {

  /** Chunks of the long stream that speed is measured on. */
  static final int LONG = 2_000;

  /** Chunks of the stream that does not fit in any buffer. */
  static final int HUGE = 60_000;

  /** Chunks of the stream that gives time to cancel it. */
  static final int DRIPS = 400;

  private static final byte[] LONG_STREAM = chunkedTexts(LONG);

  private final Reply reply;
  private final InputStream in;
  private final Seen seen;

  Behaviour(Reply reply, InputStream in, Seen seen) {
    this.reply = reply;
    this.in = in;
    this.seen = seen;
  }

  /** Answers, and tells whether the connection can serve another call. */
  boolean act(String name, boolean stream) throws IOException, InterruptedException {
    try {
      return stream ? stream(name) : whole(name);
    } catch (IOException e) {
      seen.gone.incrementAndGet();
      throw e;
    }
  }

  private boolean whole(String name) throws IOException, InterruptedException {
    switch (name) {
      case "wait" -> {
        Thread.sleep(200);
        reply.whole(200, "", Wire.WHOLE);
      }
      case "unavailable" -> error(503, "ServiceUnavailableException");
      case "throttled" -> error(429, "ThrottlingException");
      case "maxtokens" -> reply.whole(200, "", Wire.WHOLE_CUT_OFF);
      default -> reply.whole(200, "", Wire.WHOLE);
    }
    return true;
  }

  private void error(int status, String type) throws IOException {
    reply.whole(
        status,
        "x-amzn-ErrorType: " + type + Reply.CRLF,
        "{\"message\":\"on purpose\"}".getBytes(StandardCharsets.US_ASCII));
  }

  private boolean stream(String name) throws IOException, InterruptedException {
    if (name.equals("silent")) {
      awaitEnd();
      return false;
    }
    reply.begin();
    switch (name) {
      case "long" -> reply.raw(LONG_STREAM);
      case "huge" -> huge();
      case "drip" -> {
        drip();
        reply.chunk(Wire.join(Wire.END, Wire.METADATA));
      }
      case "cut" -> {
        few();
        Thread.sleep(100);
        reply.cut();
        return false;
      }
      case "nometadata" -> {
        few();
        reply.chunk(Wire.END);
      }
      case "modelerror" -> {
        few();
        reply.chunk(Wire.exception("modelStreamErrorException"));
      }
      case "throttledstream" -> {
        few();
        reply.chunk(Wire.exception("throttlingException"));
      }
      case "reasoning" ->
        reply.chunk(
            Wire.join(Wire.START, Wire.REASONING, Wire.text(1, 0), Wire.END, Wire.METADATA));
      case "maxtokens" ->
        reply.chunk(Wire.join(Wire.START, Wire.text(0, 0), Wire.END_CUT_OFF, Wire.METADATA));
      default -> {
        few();
        reply.chunk(Wire.join(Wire.END, Wire.METADATA));
      }
    }
    reply.end();
    return true;
  }

  private void few() throws IOException {
    reply.chunk(Wire.START);
    for (int i = 0; i < 3; i++) {
      reply.chunk(Wire.text(0, i));
    }
  }

  private void drip() throws IOException, InterruptedException {
    reply.chunk(Wire.START);
    for (int i = 0; i < DRIPS; i++) {
      reply.chunk(Wire.text(0, i));
      seen.chunks.incrementAndGet();
      Thread.sleep(5);
    }
  }

  private void huge() throws IOException {
    reply.chunk(Wire.START);
    ByteArrayOutputStream some = new ByteArrayOutputStream();
    for (int i = 0; i < HUGE; i++) {
      some.writeBytes(Wire.text(0, i));
      if (some.size() > 16_000 || i == HUGE - 1) {
        reply.chunk(some.toByteArray());
        some.reset();
      }
    }
    reply.chunk(Wire.join(Wire.END, Wire.METADATA));
  }

  /** Says nothing until the client has gone. */
  private void awaitEnd() throws IOException {
    while (in.read() >= 0) {
      // Nothing more is expected.
    }
    seen.gone.incrementAndGet();
  }

  /** All of a stream but its end, each event in a chunk of its own, as Bedrock sends them. */
  private static byte[] chunkedTexts(int count) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(Reply.chunked(Wire.START));
    for (int i = 0; i < count; i++) {
      bytes.writeBytes(Reply.chunked(Wire.text(0, i)));
    }
    bytes.writeBytes(Reply.chunked(Wire.join(Wire.END, Wire.METADATA)));
    return bytes.toByteArray();
  }
}

package io.fmops.openai;

import io.fmops.model.MalformedAnswerException;
import io.fmops.model.StreamEvent;
import io.fmops.openai.chat.ChatServer;
import io.fmops.openai.chat.StreamDecoder;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads a body that can be understood only when it is whole. Not thread-safe. */
final class WholeBody implements StreamDecoder {

  /** No answer is of this length; what does not stop is not text. */
  static final int MAX_BYTES = 64 * 1024 * 1024;

  private final ChatServer server;
  private final Optional<String> requestId;
  private final Function<byte[], List<StreamEvent>> meaning;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  WholeBody(
      ChatServer server, Optional<String> requestId, Function<byte[], List<StreamEvent>> meaning) {
    this.server = server;
    this.requestId = requestId;
    this.meaning = meaning;
  }

  @Override
  public List<StreamEvent> feed(byte[] part) {
    if (bytes.size() + (long) part.length > MAX_BYTES) {
      throw new MalformedAnswerException(
          "the answer of %s is longer than %d bytes".formatted(server.label(), MAX_BYTES),
          server.details(requestId),
          null);
    }
    bytes.writeBytes(part);
    return List.of();
  }

  @Override
  public List<StreamEvent> end() {
    return meaning.apply(bytes.toByteArray());
  }

  @Override
  public boolean finished() {
    return false;
  }
}

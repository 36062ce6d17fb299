package io.fmops.sagemaker;

import com.fasterxml.jackson.core.io.JsonEOFException;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.StreamEvent;
import io.fmops.model.TruncatedStreamException;
import io.fmops.openai.chat.LineSplitter;
import io.fmops.openai.chat.StreamDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads a whole answer that came as a stream, when it is there. Not thread-safe. */
final class WholeDecoder implements StreamDecoder {

  private final Endpoint endpoint;
  private final Function<byte[], List<StreamEvent>> read;
  private final Optional<String> requestId;
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

  WholeDecoder(
      Endpoint endpoint, Function<byte[], List<StreamEvent>> read, Optional<String> requestId) {
    this.endpoint = endpoint;
    this.read = read;
    this.requestId = requestId;
  }

  @Override
  public List<StreamEvent> feed(byte[] part) {
    if (answer.size() + part.length > LineSplitter.MAX_LINE_BYTES) {
      throw new MalformedAnswerException(
          "the answer of %s does not end".formatted(endpoint.label()),
          endpoint.details(requestId),
          null);
    }
    answer.writeBytes(part);
    return List.of();
  }

  @Override
  public List<StreamEvent> end() {
    try {
      return read.apply(answer.toByteArray());
    } catch (MalformedAnswerException e) {
      if (cutOff(e)) {
        throw new TruncatedStreamException(
            "the stream of %s ended in the middle of its JSON".formatted(endpoint.label()),
            endpoint.details(requestId),
            e);
      }
      throw e;
    }
  }

  /** It began as an object or a list; so what ends as something else was cut, even in a word. */
  private boolean cutOff(MalformedAnswerException problem) {
    String all = answer.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    return problem.getCause() instanceof JsonEOFException
        || !(all.endsWith("}") || all.endsWith("]"));
  }

  @Override
  public boolean finished() {
    return false;
  }
}

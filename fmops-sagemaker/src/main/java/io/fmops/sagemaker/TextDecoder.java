package io.fmops.sagemaker;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.GenerateRequest;
import io.fmops.model.StreamEvent;
import io.fmops.model.TruncatedStreamException;
import io.fmops.openai.chat.DataLines;
import io.fmops.openai.chat.LineSplitter;
import io.fmops.openai.chat.StreamDecoder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads a stream of text, one piece a line. Not thread-safe. */
final class TextDecoder implements StreamDecoder {

  private final Endpoint endpoint;
  private final Optional<String> requestId;
  private final TextAnswer answer;
  private final DataLines lines = new DataLines(this::data);
  private boolean ending;
  private boolean anyOther;

  TextDecoder(
      Endpoint endpoint, AnswerForm form, GenerateRequest request, Optional<String> requestId) {
    this.endpoint = endpoint;
    this.requestId = requestId;
    this.answer = new TextAnswer(endpoint, form, request, requestId);
  }

  @Override
  public List<StreamEvent> feed(byte[] part) {
    try {
      lines.feed(part);
    } catch (LineSplitter.LineTooLongException e) {
      throw answer.malformed("has a line that does not end", e);
    }
    return answer.drain();
  }

  private void data(byte[] data) {
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(data);
    } catch (IOException e) {
      if (ending && (data[0] == '{' || data[0] == '[')) {
        return; // Cut off within the line, which the missing end tells already.
      }
      throw answer.malformed("has a line that is not JSON", e);
    }
    if (!node.isMissingNode()) {
      anyOther |= !answer.take(node);
    }
  }

  @Override
  public List<StreamEvent> end() {
    ending = true;
    lines.end();
    if (answer.finish().isPresent()) {
      return answer.end(answer.finish().get());
    } else if (anyOther && !answer.anyPiece()) {
      throw answer.malformed("has no text where it should be", null);
    } else if (endpoint.form().unmarkedEnd() && answer.anyPiece()) {
      return answer.end(FinishWord.UNTOLD);
    }
    throw new TruncatedStreamException(
        ("the stream of %s ended before the model server said why the model stopped; if this server"
                + " never does, call generate, or take every end for the end with the option"
                + " end=unmarked")
            .formatted(endpoint.label()),
        endpoint.details(requestId),
        null);
  }

  @Override
  public boolean finished() {
    return answer.finish().isPresent();
  }
}

package io.fmops.sagemaker;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.Message;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.UnavailableException;
import io.fmops.openai.chat.ContentEvents;
import io.fmops.openai.chat.ServerErrors;
import io.fmops.text.TokenEstimate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts an answer that is plain text together from its pieces. Not thread-safe. */
final class TextAnswer {

  private final Endpoint endpoint;
  private final AnswerForm form;
  private final GenerateRequest request;
  private final Optional<String> requestId;
  private final ContentEvents content = new ContentEvents();
  private AnswerForm.Counts usage = new AnswerForm.Counts(Optional.empty(), Optional.empty());
  private Optional<FinishWord> finish = Optional.empty();
  private boolean anyText;
  private boolean anyPiece;

  TextAnswer(
      Endpoint endpoint, AnswerForm form, GenerateRequest request, Optional<String> requestId) {
    this.endpoint = endpoint;
    this.form = form;
    this.request = request;
    this.requestId = requestId;
  }

  /** The events of an answer that is there as a whole. */
  static List<StreamEvent> whole(
      Endpoint endpoint,
      AnswerForm form,
      GenerateRequest request,
      byte[] bytes,
      Optional<String> requestId) {
    TextAnswer answer = new TextAnswer(endpoint, form, request, requestId);
    JsonNode root;
    try {
      root = Json.MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw answer.malformed("is not JSON", e);
    }
    answer.take(root);
    if (!answer.anyPiece) {
      throw answer.malformed("has no text where it should be", null);
    }
    return answer.end(answer.finish.orElse(FinishWord.UNTOLD));
  }

  /**
   * Takes a whole answer, or one line of a stream.
   *
   * @return whether it was of the form
   */
  boolean take(JsonNode node) {
    if (ServerErrors.isError(node)) {
      throw ServerErrors.exception(endpoint.server(), node, endpoint.details(requestId));
    }
    Optional<AnswerForm.Piece> read = form.read(node);
    read.ifPresent(piece -> {
      anyPiece = true;
      content.text(piece.delta());
      anyText |= !piece.delta().isEmpty();
      if (!anyText) {
        content.text(piece.whole());
        anyText = !piece.whole().isEmpty();
      }
      usage = piece.usage().or(usage);
      piece.finish().ifPresent(told -> finish = Optional.of(told));
      finish.filter(FinishWord::failed).ifPresent(this::failed);
    });
    return read.isPresent();
  }

  private void failed(FinishWord told) {
    throw new UnavailableException(
        "the model server of %s gave up in the middle of its answer (finish reason \"%s\")"
            .formatted(endpoint.label(), told.word()),
        endpoint.details(requestId),
        null);
  }

  boolean anyPiece() {
    return anyPiece;
  }

  Optional<FinishWord> finish() {
    return finish;
  }

  List<StreamEvent> drain() {
    return content.drain();
  }

  /** The last events. */
  List<StreamEvent> end(FinishWord word) {
    content.closeBlock();
    List<StreamEvent> events = new ArrayList<>(content.drain());
    events.add(new StreamEvent.Completed(GenerateResponse.builder(endpoint.id())
        .stopReason(word.reason(), word.word())
        .usage(tokens())
        .requestId(requestId.orElse(null))
        .build()));
    return events;
  }

  private TokenUsage tokens() {
    if (usage.output().isEmpty()) {
      return TokenUsage.UNKNOWN;
    }
    long output = usage.output().get();
    return usage
        .input()
        .map(input -> TokenUsage.reported(input, output))
        // Text servers mostly count only what they write. Half a count is better than none.
        .orElseGet(() -> TokenUsage.estimated(estimatedInput(), output));
  }

  private long estimatedInput() {
    long tokens = request.system().map(TokenEstimate::of).orElse(0L);
    for (Message message : request.messages()) {
      tokens += TokenEstimate.of(message.text());
    }
    return tokens;
  }

  MalformedAnswerException malformed(String what, @Nullable Throwable cause) {
    return new MalformedAnswerException(
        "the answer of %s %s; %s".formatted(endpoint.label(), what, form.expected()),
        endpoint.details(requestId),
        cause);
  }
}

package io.fmops.eval.baseline;

import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EventSource;
import org.jspecify.annotations.Nullable;

/**
 * One call. The first {@link #next} computes the whole answer; a stream then gives it token by
 * token, so that whoever reads streams meets several events here, too.
 */
final class BaselineSource implements EventSource {

  private final ModelId id;
  private final Algorithm algorithm;
  private final GenerateRequest request;
  private final boolean streaming;
  private volatile boolean closed;

  private @Nullable Answer answer;
  private int given;

  BaselineSource(ModelId id, Algorithm algorithm, GenerateRequest request, boolean streaming) {
    this.id = id;
    this.algorithm = algorithm;
    this.request = request;
    this.streaming = streaming;
  }

  @Override
  public StreamEvent next() throws InterruptedException {
    check();
    Answer whole = answer;
    if (whole == null) {
      String text = algorithm.answer(new Prompt(id, request), this::check);
      whole = Answer.limited(text, request.parameters());
      answer = whole;
    }
    int length = whole.text().length();
    if (given < length) {
      int end = streaming ? Tokens.endWithSpace(whole.text(), given) : length;
      String piece = whole.text().substring(given, end);
      given = end;
      return new StreamEvent.TextDelta(0, piece);
    }
    return new StreamEvent.Completed(GenerateResponse.builder(id)
        .stopReason(whole.stopReason(), "")
        .usage(TokenUsage.reported(tokensRead(), Tokens.count(whole.text())))
        .build());
  }

  private long tokensRead() {
    long tokens = request.system().map(Tokens::count).orElse(0L);
    for (var message : request.messages()) {
      tokens += Tokens.count(message.text());
    }
    return tokens;
  }

  private void check() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while " + id + " computed its answer");
    }
    if (closed) {
      throw new CancelledException("the call of " + id + " was closed", ErrorDetails.of(id), null);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}

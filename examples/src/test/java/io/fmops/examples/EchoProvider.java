package io.fmops.examples;

import io.fmops.model.CancelledException;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Message;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelProvider;

/** The provider of docs/providers.md, word for word. */
public final class EchoProvider implements ModelProvider {

  @Override
  public String name() {
    return "echo";
  }

  @Override
  public ModelEngine open(ModelId id) {
    return (request, context) -> {
      for (Message message : request.messages()) {
        for (ContentBlock block : message.content()) {
          if (block instanceof ContentBlock.Opaque opaque) {
            throw new RejectedInputException(id + " cannot take content of " + opaque.provider());
          }
        }
      }
      return new Echo(id, request.messages().get(request.messages().size() - 1).text());
    };
  }

  private static final class Echo implements EventSource {
    private final ModelId id;
    private final String text;
    private boolean answered;
    private volatile boolean closed;

    Echo(ModelId id, String text) {
      this.id = id;
      this.text = text;
    }

    @Override
    public StreamEvent next() {
      if (closed) {
        throw new CancelledException("the stream was closed");
      }
      if (!answered) {
        answered = true;
        return new StreamEvent.TextDelta(0, text);
      }
      return new StreamEvent.Completed(GenerateResponse.builder(id)
          .stopReason(StopReason.END_TURN, "end")
          .usage(TokenUsage.reported(1, 1))
          .build());
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}

package io.fmops.resilience;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.ContentBlock;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.EmbeddingEngine;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;

/**
 * Calls of an embedding model in the form that layers know. The request for vectors travels in the
 * context, the vectors in the raw object of the response.
 */
final class EmbeddingCalls implements ModelEngine {

  private final EmbeddingModel model;

  EmbeddingCalls(EmbeddingModel model) {
    this.model = model;
  }

  @Override
  public EventSource open(GenerateRequest request, CallContext context) {
    EmbedRequest texts = context
        .find(EmbedRequest.class)
        .orElseThrow(() -> new IllegalStateException("a layer has dropped the call's context"));
    // Of its own, so that giving up one attempt does not end the next.
    CancelToken token = new CancelToken();
    return new EventSource() {
      @Override
      public StreamEvent next() throws InterruptedException {
        EmbedResponse vectors = model.embed(texts, context.withCancelToken(token));
        return new StreamEvent.Completed(GenerateResponse.builder(vectors.model())
            .usage(vectors.usage())
            .raw(vectors)
            .build());
      }

      @Override
      public void close() {
        token.cancel("the call was given up");
      }

      @Override
      public void abort(ModelException why) {
        token.cancel(String.valueOf(why.getMessage()));
      }
    };
  }

  @Override
  public void close() {
    model.close();
  }

  /** The layers' calls as an embedding model again. */
  record Layered(FoundationModel calls) implements EmbeddingEngine {
    @Override
    public EmbedResponse embed(EmbedRequest request, CallContext context) {
      GenerateRequest seen = GenerateRequest.builder()
          .user(request.texts().stream().map(ContentBlock.Text::new).toArray(ContentBlock[]::new))
          // Vectors have no tokens of their own, and 1 is the least that can be said.
          .maxTokens(1)
          .build();
      return calls
          .generate(seen, context.with(EmbedRequest.class, request))
          .raw(EmbedResponse.class)
          .orElseThrow(() -> new IllegalStateException("a layer has dropped the vectors"));
    }

    @Override
    public void close() {
      calls.close();
    }
  }
}

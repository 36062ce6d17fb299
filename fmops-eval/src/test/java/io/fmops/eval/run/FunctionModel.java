package io.fmops.eval.run;

import io.fmops.model.CallContext;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import java.util.function.Function;

/** A model that is a function of the last message. */
public final class FunctionModel implements ModelEngine {

  private final ModelId id;
  private final Function<String, String> function;

  private FunctionModel(ModelId id, Function<String, String> function) {
    this.id = id;
    this.function = function;
  }

  /** A model under the provider "function". */
  public static FoundationModel of(String name, Function<String, String> function) {
    ModelId id = ModelId.of("function", name.replace(' ', '-'));
    return FoundationModel.of(id, new FunctionModel(id, function));
  }

  @Override
  public EventSource open(GenerateRequest request, CallContext context) {
    return new EventSource() {
      private boolean answered;

      @Override
      public StreamEvent next() {
        if (answered) {
          return new StreamEvent.Completed(
              GenerateResponse.builder(id).usage(TokenUsage.reported(1000, 10)).build());
        }
        answered = true;
        var messages = request.messages();
        return new StreamEvent.TextDelta(
            0, function.apply(messages.get(messages.size() - 1).text()));
      }

      @Override
      public void close() {}
    };
  }
}

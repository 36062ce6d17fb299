package io.fmops.chain;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import java.util.Objects;
import java.util.function.Function;

/** Asks a model once. */
final class ModelBody<I, O> implements Body<I, O> {

  private final FoundationModel model;
  private final Function<? super I, GenerateRequest> request;
  private final Function<GenerateResponse, O> read;

  ModelBody(
      FoundationModel model,
      Function<? super I, GenerateRequest> request,
      Function<GenerateResponse, O> read) {
    this.model = Objects.requireNonNull(model, "model");
    this.request = Objects.requireNonNull(request, "request");
    this.read = read;
  }

  @Override
  public O run(I input, StepContext context) {
    return read.apply(context.generate(model, request.apply(input)));
  }

  @Override
  public Tail<O> tail(I input, StepContext context) {
    GenerateRequest asked = request.apply(input);
    if (!context.streams()) {
      GenerateResponse response = context.generate(model, asked);
      return new Tail.Value<>(read.apply(response), response);
    }
    ModelStream stream = context.stream(model, asked);
    return new Tail.Call<>(stream, new Tail.Ending<>() {
      @Override
      public O finish(GenerateResponse response) {
        context.answered(asked, response);
        return read.apply(response);
      }

      @Override
      public RuntimeException fail(Throwable problem) {
        if (problem instanceof ModelException e) {
          return context.failed(asked, e);
        }
        return problem instanceof RuntimeException e ? e : new IllegalStateException(problem);
      }
    });
  }
}

package io.fmops.eval.baseline;

import io.fmops.model.CallContext;
import io.fmops.model.ContentBlock;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.Message;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;

/** One model. Immutable and thread-safe. */
final class BaselineEngine implements ModelEngine {

  private final ModelId id;
  private final Algorithm algorithm;

  BaselineEngine(ModelId id, Algorithm algorithm) {
    this.id = id;
    this.algorithm = algorithm;
  }

  @Override
  public EventSource open(GenerateRequest request, CallContext context) {
    for (Message message : request.messages()) {
      message.content().forEach(this::checkReadable);
    }
    if (!request.tools().isEmpty() || request.outputFormat().isPresent()) {
      throw new RejectedInputException(
          id + " has no tools and no JSON mode; take tools and output format out of the request",
          ErrorDetails.of(id),
          null);
    }
    return new BaselineSource(id, algorithm, request, context.streaming());
  }

  /** Earlier reasoning and cache points are no part of the task; all else must be text. */
  private void checkReadable(ContentBlock block) {
    if (block instanceof ContentBlock.Text
        || block instanceof ContentBlock.Reasoning
        || block instanceof ContentBlock.CachePoint) {
      return;
    }
    String kind = block instanceof ContentBlock.Opaque opaque
        ? "%s of %s".formatted(opaque.type(), opaque.provider())
        : block.getClass().getSimpleName();
    throw new RejectedInputException(
        "%s reads text only, and the request holds a block of another kind: %s".formatted(id, kind),
        ErrorDetails.of(id),
        null);
  }
}

package io.fmops.sagemaker;

import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.model.Message;
import io.fmops.model.RejectedInputException;
import java.util.Optional;

/** Refuses what servers of plain text cannot be told. */
final class PlainText {

  private PlainText() {}

  static RejectedInputException rejected(Endpoint endpoint, String what) {
    return new RejectedInputException(
        "%s cannot be sent to %s; take it out of the request, or call a server of the OpenAI chat schema"
            .formatted(what, endpoint.label()),
        endpoint.details(Optional.empty()),
        null);
  }

  /** The text of a turn; reasoning is left out, and marks for caches say nothing to a model. */
  static String of(Endpoint endpoint, Message message) {
    for (ContentBlock block : message.content()) {
      if (block instanceof ContentBlock.Opaque opaque) {
        throw rejected(
            endpoint,
            "content of the provider \"%s\" (%s)".formatted(opaque.provider(), opaque.type()));
      } else if (!(block instanceof ContentBlock.Text
          || block instanceof ContentBlock.Reasoning
          || block instanceof ContentBlock.CachePoint)) {
        throw rejected(endpoint, "content of the kind " + block.getClass().getSimpleName());
      }
    }
    return message.text();
  }

  static void checkNoTools(Endpoint endpoint, GenerateRequest request) {
    if (!request.tools().isEmpty()) {
      throw rejected(endpoint, "a tool");
    } else if (request.outputFormat().isPresent()) {
      throw rejected(endpoint, "an output format");
    }
  }

  static void checkNoStopSequences(Endpoint endpoint, InferenceParameters parameters) {
    if (!parameters.stopSequences().isEmpty()) {
      throw rejected(endpoint, "a stop sequence");
    }
  }
}

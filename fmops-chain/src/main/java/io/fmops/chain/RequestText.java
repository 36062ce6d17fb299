package io.fmops.chain;

import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.Message;
import io.fmops.model.RejectedInputException;

/** The text of a request that is nothing else. */
final class RequestText {

  private RequestText() {}

  static String of(GenerateRequest request) {
    if (!request.systemContent().isEmpty()) {
      throw refused("system text");
    } else if (!request.tools().isEmpty()) {
      throw refused("tools");
    } else if (request.outputFormat().isPresent()) {
      throw refused("an output format");
    }
    for (Message message : request.messages()) {
      for (ContentBlock block : message.content()) {
        if (block instanceof ContentBlock.Opaque opaque) {
          throw refused("content of the provider " + opaque.provider());
        } else if (!(block instanceof ContentBlock.Text)) {
          throw refused("content of the kind " + block.getClass().getSimpleName());
        }
      }
    }
    if (request.messages().size() > 1) {
      throw refused("%d turns".formatted(request.messages().size()));
    }
    return request.messages().get(0).text();
  }

  private static RejectedInputException refused(String what) {
    return new RejectedInputException("the chain takes one text, but the request has " + what
        + "; make the chain's input of the request by a function of your own");
  }
}

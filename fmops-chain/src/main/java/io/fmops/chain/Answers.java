package io.fmops.chain;

import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.StopReason;
import io.fmops.model.TokenUsage;

/** What may be taken for an answer. */
final class Answers {

  private Answers() {}

  /** The text of a whole answer of the model's own. */
  static String text(GenerateResponse response) {
    StopReason reason = response.stopReason();
    if (response.truncated()) {
      throw kept(
          response,
          new MalformedAnswerException(
              "the answer of %s was cut off (%s); allow more tokens, or take answers as they are with Steps.generate"
                  .formatted(response.model(), reason),
              ErrorDetails.of(response),
              null));
    } else if (reason == StopReason.GUARDRAIL || reason == StopReason.CONTENT_FILTERED) {
      throw kept(
          response,
          new BlockedByGuardrailException(
              "a guardrail or filter of %s stepped in (%s)".formatted(response.model(), reason),
              ErrorDetails.of(response),
              null));
    } else if (!response.toolCalls().isEmpty()) {
      throw kept(
          response,
          new MalformedAnswerException(
              "%s asked for a tool instead of answering; put a ToolLoop around the model"
                  .formatted(response.model()),
              ErrorDetails.of(response),
              null));
    }
    return response.text();
  }

  /** With the answer; its tokens have been counted already. */
  static <E extends ModelException> E kept(GenerateResponse response, E problem) {
    problem.keepArrived(response.content(), TokenUsage.estimated(0, 0));
    return problem;
  }
}

package io.fmops.sagemaker;

import io.fmops.model.StopReason;
import java.util.Locale;

/**
 * Why a model stopped, in the word of its server.
 *
 * @param word the server's word; empty if it tells that the answer is whole, and not why
 */
record FinishWord(String word) {

  static final FinishWord UNTOLD = new FinishWord("");

  /** The server gave up; what it has sent is no answer. */
  boolean failed() {
    return word.equals("error") || word.equals("abort");
  }

  StopReason reason() {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "eos_token", "eos", "stop", "end_turn", "end", "true" -> StopReason.END_TURN;
      case "stop_sequence" -> StopReason.STOP_SEQUENCE;
      case "length", "max_tokens", "max_length" -> StopReason.MAX_TOKENS;
      case "content_filter", "content_filtered" -> StopReason.CONTENT_FILTERED;
      default -> StopReason.OTHER;
    };
  }
}

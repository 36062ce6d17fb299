package io.fmops.eval.baseline;

import io.fmops.model.InferenceParameters;
import io.fmops.model.StopReason;

/** What is said, and why no more. Immutable. */
record Answer(String text, StopReason stopReason) {

  /**
   * Applies the limits of a request. Temperature and nucleus sampling mean nothing to a model that
   * has one answer only, so they are passed over.
   */
  static Answer limited(String text, InferenceParameters parameters) {
    int end = text.length();
    StopReason reason = StopReason.END_TURN;
    for (String sequence : parameters.stopSequences()) {
      int at = find(text, sequence);
      if (at >= 0 && at < end) {
        end = at;
        reason = StopReason.STOP_SEQUENCE;
      }
    }
    String kept = text.substring(0, end);
    int most = parameters.maxTokens().orElse(Integer.MAX_VALUE);
    int cut = Tokens.end(kept, 0, most);
    return Tokens.spaceEnd(kept, cut) < kept.length()
        ? new Answer(kept.substring(0, cut), StopReason.MAX_TOKENS)
        : new Answer(kept, reason);
  }

  /** The first place where a sequence stands without cutting a character in two. */
  private static int find(String text, String sequence) {
    int at = text.indexOf(sequence);
    while (at > 0 && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at))) {
      at = text.indexOf(sequence, at + 1);
    }
    return at;
  }
}

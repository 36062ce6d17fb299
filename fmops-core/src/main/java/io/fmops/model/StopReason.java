package io.fmops.model;

/** Why a model stopped. The provider's own word is kept beside it in the response. */
public enum StopReason {
  /** The answer is whole. */
  END_TURN,
  /** One of the request's stop sequences came up; the answer is whole. */
  STOP_SEQUENCE,
  /** The limit of tokens was reached: the answer is cut off. */
  MAX_TOKENS,
  /** The model's context window is full: the answer is cut off. */
  CONTEXT_WINDOW_EXCEEDED,
  /** The model wants a tool to be called. */
  TOOL_USE,
  /** A guardrail stepped in; the text is the guardrail's, not the model's. */
  GUARDRAIL,
  /** The provider's own content filter stepped in. */
  CONTENT_FILTERED,
  /** A word of the provider's that this version does not know. */
  OTHER;

  /**
   * Whether the answer ends before its end.
   *
   * @return true for a reached limit of tokens or of the context window
   */
  public boolean truncated() {
    return this == MAX_TOKENS || this == CONTEXT_WINDOW_EXCEEDED;
  }
}

package io.fmops.guardrails;

/** Where in a call a text stands. */
public enum Stage {
  /** What a user says to a model. */
  INPUT,
  /** What a model says. */
  OUTPUT,
  /** What was retrieved for a prompt: written by anybody, and read by the model. */
  CONTEXT,
  /** What a tool gave back to a model. */
  TOOL_RESULT
}

package io.fmops.guardrails;

import java.util.Locale;

/** Where in a call a text stands. */
public enum Stage {
  /** What a user says to a model. */
  INPUT,
  /** What a model says. */
  OUTPUT,
  /** What was retrieved for a prompt: written by anybody, and read by the model. */
  CONTEXT,
  /** What a tool gave back to a model. */
  TOOL_RESULT;

  /**
   * The word for it in policy files and audit records.
   *
   * @return lower case, with hyphens
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package io.fmops.guardrails;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the parts of a guarded call share. */
final class GuardedCalls {

  /** Told when a detector that has to look cannot. */
  static final String CANNOT_CHECK =
      "the text could not be checked, and the policy lets nothing pass unchecked";

  static final Logger LOG = LoggerFactory.getLogger("io.fmops.guardrails");

  private GuardedCalls() {}
}

package io.fmops.testkit;

/** The errors that a provider's server is asked to give, each in that provider's own words. */
public enum WireError {
  /** Too many requests for now. */
  THROTTLED,
  /** The service is overloaded or broken for now. */
  UNAVAILABLE,
  /** The request is not acceptable. */
  REJECTED,
  /** The credentials are wrong or do not allow this. */
  NOT_AUTHORIZED,
  /** There is no such model. */
  NOT_FOUND
}

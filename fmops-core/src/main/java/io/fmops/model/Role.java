package io.fmops.model;

/**
 * Who speaks in a {@link Message}. Instructions to the model stand apart, in the request's system
 * text.
 */
public enum Role {
  /** The person or program that asks. */
  USER,
  /** The model, in an earlier turn or as the beginning of its next answer. */
  ASSISTANT
}

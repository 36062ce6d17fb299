package io.fmops.model;

import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a video is. Immutable and thread-safe.
 *
 * @param state how far it is
 * @param output the folder in which the provider puts the video of this job, as far as it told one
 * @param failure why there is no video, in the provider's words; only if it failed
 * @param submitted when the job was taken on, if the provider tells
 * @param ended when the job ended, if it has and the provider tells
 */
public record VideoStatus(
    State state,
    Optional<URI> output,
    Optional<String> failure,
    Optional<Instant> submitted,
    Optional<Instant> ended) {

  /** How far a video is. */
  public enum State {
    /** It is being made, or waits to be. */
    RUNNING,
    /** It is there. */
    COMPLETED,
    /** There will be none. */
    FAILED
  }

  /** Checks that nothing is null. */
  public VideoStatus {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(failure, "failure");
    Objects.requireNonNull(submitted, "submitted");
    Objects.requireNonNull(ended, "ended");
  }
}

package io.fmops.model;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a call took. Immutable and thread-safe.
 *
 * @param total from the call to its last event, as the caller waited, retries and queues included
 * @param timeToFirstToken from the call to the first content of a stream; absent for answers that
 *     came whole
 * @param server the provider's own measure, if it gave one
 */
public record Latency(
    Duration total, Optional<Duration> timeToFirstToken, Optional<Duration> server) {

  /** Not measured yet. */
  public static final Latency ZERO = new Latency(Duration.ZERO, Optional.empty(), Optional.empty());
}

package io.fmops.sagemaker;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * A request that an {@link AsyncEndpoint} has accepted. Immutable and thread-safe; its parts can be
 * kept anywhere, and the answer be read by another process, days later.
 *
 * @param inferenceId the name of the call
 * @param output where the answer will be, such as {@code s3://bucket/key.out}
 * @param failure where the error will be instead, if the endpoint is configured to write it
 */
public record AsyncInvocation(String inferenceId, URI output, Optional<URI> failure) {

  /** Checks that nothing is null. */
  public AsyncInvocation {
    Objects.requireNonNull(inferenceId, "inferenceId");
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(failure, "failure");
  }
}

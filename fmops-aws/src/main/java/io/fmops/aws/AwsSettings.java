package io.fmops.aws;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * What a model's clients are made of. Immutable and thread-safe.
 *
 * @param region the region, or null to look for one
 * @param endpoint the endpoint instead of the region's, or null
 * @param profile the profile of the AWS configuration files, or null for the default one
 * @param credentials the application's own credentials, or null for those of the environment
 * @param maxConnections calls that may run at once, for each of both clients
 * @param readTimeout how long to wait for the next sign of an answer
 */
public record AwsSettings(
    @Nullable String region,
    @Nullable URI endpoint,
    @Nullable String profile,
    @Nullable AwsCredentialsProvider credentials,
    int maxConnections,
    Duration readTimeout) {

  /** How many calls may run at once where nothing else is configured. */
  public static final int DEFAULT_MAX_CONNECTIONS = 200;
}

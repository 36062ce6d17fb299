package io.fmops.sagemaker;

import io.fmops.model.NotAuthorizedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeAsyncClient;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The SDK's clients of one model, made when they are first needed, so that opening a model needs
 * neither network nor credentials and whoever never streams starts no Netty. Thread-safe.
 */
final class SageMakerClients implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Calls that may run at once; one more waits for a connection as long as for connecting. */
  private static final int MAX_CONNECTIONS = 512;

  /**
   * With more than one thread, the SDK (2.51.4) loses about every tenth connection that fails: its
   * caller hears of it only when the wait for a connection ends. What one thread has to do is
   * little, because it hands on what arrives and never waits.
   */
  private static final int EVENT_LOOP_THREADS = 1;

  private final Endpoint endpoint;
  private final SageMakerProvider.Builder settings;
  private final ClearCredentials credentials;
  private final LazyClient<Sync> sync;
  private final LazyClient<Async> async;

  /** The client for whole answers, and the means to abort them. */
  record Sync(SageMakerRuntimeClient client, AbortableHttpClient http) implements SdkAutoCloseable {
    @Override
    public void close() {
      client.close();
      // The SDK does not close what it was given.
      http.close();
    }
  }

  /** The client for streams. */
  record Async(SageMakerRuntimeAsyncClient client, SdkAsyncHttpClient http, SdkEventLoopGroup loops)
      implements SdkAutoCloseable {
    /** Returns at once; the SDK waits up to 5 seconds for connections that are coming about. */
    @Override
    public void close() {
      Thread closer = new Thread(
          () -> {
            client.close();
            http.close();
            stop(loops);
          },
          "fmops-sagemaker-close");
      closer.setDaemon(true);
      closer.start();
    }
  }

  SageMakerClients(Endpoint endpoint, SageMakerProvider.Builder settings) {
    this.endpoint = endpoint;
    this.settings = settings;
    this.credentials = credentials();
    this.sync = new LazyClient<>(endpoint.label(), this::makeSync);
    this.async = new LazyClient<>(endpoint.label(), this::makeAsync);
  }

  CompletableFuture<Sync> sync() {
    return sync.get();
  }

  CompletableFuture<Async> async() {
    return async.get();
  }

  private Sync makeSync() {
    Region region = prepare();
    AbortableHttpClient http = new AbortableHttpClient(Apache5HttpClient.builder()
        .socketTimeout(settings.readTimeout)
        .connectionTimeout(CONNECT_TIMEOUT)
        .connectionAcquisitionTimeout(CONNECT_TIMEOUT)
        .maxConnections(MAX_CONNECTIONS)
        .tcpKeepAlive(true)
        .build());
    try {
      return new Sync(
          configured(SageMakerRuntimeClient.builder().httpClient(http), region).build(), http);
    } catch (RuntimeException e) {
      http.close();
      throw e;
    }
  }

  private Async makeAsync() {
    Region region = prepare();
    SdkEventLoopGroup loops =
        SdkEventLoopGroup.builder().numberOfThreads(EVENT_LOOP_THREADS).build();
    SdkAsyncHttpClient http = NettyNioAsyncHttpClient.builder()
        .eventLoopGroup(loops)
        // No limit here: Netty would take a reader that pauses for a server that is silent. The
        // reader's own wait is limited instead.
        .readTimeout(Duration.ZERO)
        .connectionTimeout(CONNECT_TIMEOUT)
        .connectionAcquisitionTimeout(CONNECT_TIMEOUT)
        .maxConcurrency(MAX_CONNECTIONS)
        .tcpKeepAlive(true)
        .build();
    try {
      return new Async(
          configured(SageMakerRuntimeAsyncClient.builder().httpClient(http), region)
              .build(),
          http,
          loops);
    } catch (RuntimeException e) {
      http.close();
      stop(loops);
      throw e;
    }
  }

  private <B extends AwsClientBuilder<B, C>, C> B configured(B builder, Region region) {
    endpoint
        .uri()
        .or(() -> Optional.ofNullable(settings.endpoint))
        .ifPresent(builder::endpointOverride);
    return builder
        .region(region)
        .credentialsProvider(credentials)
        // One call is one request. Retries are a layer of their own, and the SDK would retry in the
        // middle of a stream and tell the text again.
        .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()));
  }

  /**
   * Ends the threads when they have closed their connections. Nobody waits for it, while the SDK
   * makes whoever closes an event loop of its own wait for at least two seconds.
   */
  private static void stop(SdkEventLoopGroup loops) {
    Future<?> unused = loops.eventLoopGroup().shutdownGracefully(1, 10, TimeUnit.SECONDS);
  }

  /** Looks for what is not configured, where a caller can leave the wait. */
  private Region prepare() {
    credentials.resolveCredentials();
    Optional<String> given = endpoint.region().or(() -> Optional.ofNullable(settings.region));
    if (given.isPresent()) {
      return Region.of(given.get());
    }
    try {
      DefaultAwsRegionProviderChain.Builder chain = DefaultAwsRegionProviderChain.builder();
      endpoint.profile().ifPresent(chain::profileName);
      return chain.build().getRegion();
    } catch (SdkClientException e) {
      throw new NotAuthorizedException(
          ("%s cannot be called, because no AWS region is set; set AWS_REGION, or write the region"
                  + " into the model id: %s?region=us-east-1")
              .formatted(endpoint.label(), endpoint.label()),
          endpoint.details(Optional.empty()),
          e);
    }
  }

  private ClearCredentials credentials() {
    if (endpoint.profile().isPresent()) {
      return new ClearCredentials(
          endpoint, ProfileCredentialsProvider.create(endpoint.profile().get()));
    }
    return new ClearCredentials(
        endpoint,
        settings.credentials != null
            ? settings.credentials
            : DefaultCredentialsProvider.builder().build());
  }

  @Override
  public void close() {
    sync.close();
    async.close();
    if (credentials.source() != settings.credentials
        && credentials.source() instanceof SdkAutoCloseable own) {
      own.close();
    }
  }

  /** Says in one line what to do where the SDK lists all the places it has looked at. */
  private record ClearCredentials(Endpoint endpoint, AwsCredentialsProvider source)
      implements AwsCredentialsProvider {

    @Override
    public AwsCredentials resolveCredentials() {
      try {
        return source.resolveCredentials();
      } catch (SdkClientException e) {
        String why = endpoint
            .profile()
            .map(profile -> ("the AWS profile \"%s\" gives no credentials; check it with: aws sts"
                    + " get-caller-identity --profile %s")
                .formatted(profile, profile))
            .orElse("there are no AWS credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,"
                + " or run \"aws configure\", or name a profile in the model id: ?profile=NAME");
        throw new NotAuthorizedException(
            "%s cannot be called, because %s".formatted(endpoint.label(), why),
            endpoint.details(Optional.empty()),
            e);
      }
    }
  }
}

package io.fmops.bedrock;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelId;
import io.fmops.model.NotAuthorizedException;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * One model's clients, each made when it is first wanted: a program that never streams starts no
 * event loop. Thread-safe.
 */
final class Clients implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** How long a call waits for one of the connections when all are in use. */
  private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(30);

  /**
   * When the event loop gives a silent connection up. The reader's own limit is far shorter; this
   * one only frees the connection of a stream that nobody reads and nobody closes. The event loop
   * cannot tell silence of the server from a pause of the reader, so it must not be the one that
   * watches the answer.
   */
  static final Duration ABANDONED = Duration.ofHours(2);

  private final ModelId model;
  private final Settings settings;
  private final Duration abandoned;
  private final @Nullable DefaultCredentialsProvider ownCredentials;
  private final AwsCredentialsProvider credentials;
  private final LazyClient<Sync> sync = new LazyClient<>("fmops-bedrock-start", this::makeSync);
  private final LazyClient<Async> async = new LazyClient<>("fmops-bedrock-start", this::makeAsync);

  /** The client for whole answers, and the means to abort them. */
  record Sync(BedrockRuntimeClient client, AbortableHttpClient http) implements SdkAutoCloseable {
    @Override
    public void close() {
      client.close();
      http.close();
    }
  }

  /** The client for streams. */
  record Async(BedrockRuntimeAsyncClient client, SdkAsyncHttpClient http, SdkEventLoopGroup loops)
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
          "fmops-bedrock-close");
      closer.setDaemon(true);
      closer.start();
    }
  }

  Clients(ModelId model, Settings settings, Duration abandoned) {
    this.model = model;
    this.settings = settings;
    this.abandoned = abandoned;
    if (settings.credentials() == null) {
      ownCredentials =
          DefaultCredentialsProvider.builder().profileName(settings.profile()).build();
      credentials = ownCredentials;
    } else {
      ownCredentials = null;
      credentials = settings.credentials();
    }
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
        .connectionTimeout(CONNECT_TIMEOUT)
        .connectionAcquisitionTimeout(ACQUIRE_TIMEOUT)
        .socketTimeout(settings.readTimeout())
        .maxConnections(settings.maxConnections())
        .tcpKeepAlive(true)
        .build());
    try {
      return new Sync(
          configure(BedrockRuntimeClient.builder().httpClient(http), region).build(), http);
    } catch (RuntimeException e) {
      http.close();
      throw e;
    }
  }

  private Async makeAsync() {
    Region region = prepare();
    SdkEventLoopGroup loops = SdkEventLoopGroup.builder()
        // It only fills buffers, so that one thread serves hundreds of streams. And with several,
        // the SDK loses the failure of a connection now and then, and waits for it in vain.
        .numberOfThreads(1)
        .threadFactory(new DefaultThreadFactory("fmops-bedrock-loop", true))
        .build();
    SdkAsyncHttpClient http = NettyNioAsyncHttpClient.builder()
        .eventLoopGroup(loops)
        // The service client would ask for HTTP/2, without which it fails at plain http endpoints
        // wherever they are configured. One connection a stream also lets a reader that pauses
        // slow down its own stream and no other.
        .protocol(Protocol.HTTP1_1)
        .connectionTimeout(CONNECT_TIMEOUT)
        .connectionAcquisitionTimeout(ACQUIRE_TIMEOUT)
        .readTimeout(max(abandoned, settings.readTimeout().multipliedBy(2)))
        .maxConcurrency(settings.maxConnections())
        .tcpKeepAlive(true)
        .build();
    try {
      return new Async(
          configure(BedrockRuntimeAsyncClient.builder().httpClient(http), region)
              .build(),
          http,
          loops);
    } catch (RuntimeException e) {
      http.close();
      stop(loops);
      throw e;
    }
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** The SDK's own event loops would hold close() for two seconds; these end by themselves. */
  private static void stop(SdkEventLoopGroup loops) {
    Future<?> unused = loops.eventLoopGroup().shutdownGracefully(100, 5_000, MILLISECONDS);
  }

  /** Looks for what is not configured, with messages that tell how to configure it. */
  private Region prepare() {
    if (settings.credentials() != null || !Environment.hasBearerToken()) {
      try {
        credentials.resolveCredentials();
      } catch (SdkClientException e) {
        throw AwsErrors.noCredentials(model, e);
      }
    }
    if (settings.region() != null) {
      return Region.of(settings.region());
    }
    try {
      return DefaultAwsRegionProviderChain.builder()
          .profileName(settings.profile())
          .build()
          .getRegion();
    } catch (SdkClientException e) {
      throw new NotAuthorizedException(
          model + ": no AWS region is configured; set AWS_REGION, the region of the AWS profile,"
              + " or ?region= in the model id",
          ErrorDetails.of(model),
          e);
    }
  }

  private <B extends AwsClientBuilder<B, C>, C> B configure(B builder, Region region) {
    builder.region(region).credentialsProvider(credentials);
    if (settings.endpoint() != null) {
      builder.endpointOverride(settings.endpoint());
    }
    return builder.overrideConfiguration(o -> {
      // One call is one request: whether to try again is decided above, where it is known whether
      // some of the answer has been handed out already.
      o.retryStrategy(DefaultRetryStrategy.doNotRetry());
      if (settings.profile() != null) {
        o.defaultProfileName(settings.profile());
      }
    });
  }

  @Override
  public void close() {
    sync.close();
    async.close();
    if (ownCredentials != null) {
      ownCredentials.close();
    }
  }
}

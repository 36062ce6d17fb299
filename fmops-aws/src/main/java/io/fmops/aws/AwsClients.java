package io.fmops.aws;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.fmops.model.ModelException;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The SDK's clients of one model, each made when it is first wanted: opening a model needs neither
 * network nor credentials, and a program that never streams starts no event loop. A module tells
 * here which service's clients they are. Thread-safe.
 *
 * @param <S> the service's synchronous client
 * @param <A> the service's asynchronous client
 */
public abstract class AwsClients<S extends SdkAutoCloseable, A extends SdkAutoCloseable>
    implements SdkAutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** How long a call waits for one of the connections when all are in use. */
  private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(30);

  private final String threads;
  private final AwsSettings settings;
  private final AwsCredentialsProvider credentials;
  private final Duration silence;
  private final LazyClient<Sync<S>> sync;
  private final LazyClient<Async<A>> async;

  /**
   * The client for whole answers, and the means to abort them.
   *
   * @param <C> the service's client
   * @param client the service's client
   * @param http the HTTP client beneath it
   */
  public record Sync<C extends SdkAutoCloseable>(C client, AbortableHttpClient http)
      implements SdkAutoCloseable {
    @Override
    public void close() {
      client.close();
      // The SDK does not close what it was given.
      http.close();
    }
  }

  /** The client for streams. */
  private record Async<C extends SdkAutoCloseable>(
      C client, SdkAsyncHttpClient http, SdkEventLoopGroup loops, String thread)
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
          thread);
      closer.setDaemon(true);
      closer.start();
    }
  }

  /**
   * Where a model's credentials come from: what the application gave, else the profile that was
   * named and nothing else, else the SDK's default chain.
   *
   * @param settings what is configured
   * @return the source
   */
  protected static AwsCredentialsProvider credentials(AwsSettings settings) {
    if (settings.credentials() != null) {
      return settings.credentials();
    }
    return settings.profile() != null
        ? ProfileCredentialsProvider.create(settings.profile())
        : DefaultCredentialsProvider.builder().build();
  }

  /**
   * Clients that are not made yet.
   *
   * @param label the model's name, for messages
   * @param threads what the names of the threads begin with, such as {@code fmops-bedrock}
   * @param settings what is configured
   * @param credentials where the credentials come from; closed with the clients, if it can be
   *     closed, unless the settings have credentials of the application
   * @param silence when the event loop gives a silent connection up; zero for never. It must be far
   *     above the reader's own limit: the event loop cannot tell silence of the server from a pause
   *     of the reader, so it must not be the one that watches the answer
   */
  @SuppressWarnings("this-escape") // Nothing is made before it is asked for.
  protected AwsClients(
      String label,
      String threads,
      AwsSettings settings,
      AwsCredentialsProvider credentials,
      Duration silence) {
    this.threads = threads;
    this.settings = settings;
    this.credentials = credentials;
    this.silence = silence;
    this.sync = new LazyClient<>(label, threads + "-start", this::makeSync);
    this.async = new LazyClient<>(label, threads + "-start", this::makeAsync);
  }

  /**
   * A builder of the service's synchronous client.
   *
   * @param http the HTTP client to use
   * @return the builder, otherwise untouched
   */
  protected abstract AwsClientBuilder<?, S> builder(SdkHttpClient http);

  /**
   * A builder of the service's asynchronous client.
   *
   * @param http the HTTP client to use
   * @return the builder, otherwise untouched
   */
  protected abstract AwsClientBuilder<?, A> asyncBuilder(SdkAsyncHttpClient http);

  /**
   * Looks for credentials before a client is made, where a caller can leave the wait.
   *
   * @param source where they come from
   * @throws ModelException saying how to configure them, if there are none
   */
  protected abstract void findCredentials(AwsCredentialsProvider source);

  /**
   * No region is configured.
   *
   * @param cause what the SDK says
   * @return an exception that says how to configure it
   */
  protected abstract ModelException noRegion(SdkClientException cause);

  /**
   * The client for whole answers.
   *
   * @return the client, now or soon; or the exception that its making threw
   */
  public final CompletableFuture<Sync<S>> sync() {
    return sync.get();
  }

  /**
   * The client for streams.
   *
   * @return the client, now or soon; or the exception that its making threw
   */
  public final CompletableFuture<A> async() {
    return async.get().thenApply(Async::client);
  }

  private Sync<S> makeSync() {
    Region region = prepare();
    AbortableHttpClient http = new AbortableHttpClient(Apache5HttpClient.builder()
        .connectionTimeout(CONNECT_TIMEOUT)
        .connectionAcquisitionTimeout(ACQUIRE_TIMEOUT)
        .socketTimeout(settings.readTimeout())
        .maxConnections(settings.maxConnections())
        .tcpKeepAlive(true)
        .build());
    try {
      return new Sync<>(build(builder(http), region), http);
    } catch (RuntimeException e) {
      http.close();
      throw e;
    }
  }

  private Async<A> makeAsync() {
    Region region = prepare();
    SdkEventLoopGroup loops = SdkEventLoopGroup.builder()
        // It only fills buffers, so that one thread serves hundreds of streams. And with several,
        // the SDK (2.51.4) loses about every tenth connection that fails: its caller hears of it
        // only when the wait for a connection ends.
        .numberOfThreads(1)
        .threadFactory(new DefaultThreadFactory(threads + "-netty-loop", true))
        .build();
    SdkAsyncHttpClient http = NettyNioAsyncHttpClient.builder()
        .eventLoopGroup(loops)
        // A service client may ask for HTTP/2, without which it fails at plain http endpoints
        // wherever they are configured. One connection a stream also lets a reader that pauses
        // slow down its own stream and no other.
        .protocol(Protocol.HTTP1_1)
        .connectionTimeout(CONNECT_TIMEOUT)
        .connectionAcquisitionTimeout(ACQUIRE_TIMEOUT)
        .readTimeout(silence)
        .maxConcurrency(settings.maxConnections())
        .tcpKeepAlive(true)
        .build();
    try {
      return new Async<>(build(asyncBuilder(http), region), http, loops, threads + "-close");
    } catch (RuntimeException e) {
      http.close();
      stop(loops);
      throw e;
    }
  }

  /**
   * Ends the threads when they have closed their connections. Nobody waits for it, while the SDK
   * makes whoever closes an event loop of its own wait for at least two seconds.
   */
  private static void stop(SdkEventLoopGroup loops) {
    Future<?> unused = loops.eventLoopGroup().shutdownGracefully(100, 5_000, MILLISECONDS);
  }

  /** Looks for what is not configured, where a caller can leave the wait. */
  private Region prepare() {
    findCredentials(credentials);
    if (settings.region() != null) {
      return Region.of(settings.region());
    }
    try {
      return DefaultAwsRegionProviderChain.builder()
          .profileName(settings.profile())
          .build()
          .getRegion();
    } catch (SdkClientException e) {
      throw noRegion(e);
    }
  }

  private <C> C build(AwsClientBuilder<?, C> builder, Region region) {
    builder.region(region);
    builder.credentialsProvider(credentials);
    if (settings.endpoint() != null) {
      builder.endpointOverride(settings.endpoint());
    }
    builder.overrideConfiguration(o -> {
      // One call is one request: whether to try again is decided above, where it is known whether
      // some of the answer has been handed out already.
      o.retryStrategy(DefaultRetryStrategy.doNotRetry());
      if (settings.profile() != null) {
        o.defaultProfileName(settings.profile());
      }
    });
    return builder.build();
  }

  /** Closes the clients without waiting for anything. */
  @Override
  public final void close() {
    sync.close();
    async.close();
    if (settings.credentials() == null && credentials instanceof SdkAutoCloseable own) {
      own.close();
    }
  }
}

package io.fmops.benchmarks.peers.sdk;

import io.fmops.benchmarks.peers.Setup;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** The SDK's clients, the same for all that are given one. */
public final class SdkClients {

  private static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "not-a-secret"));

  private SdkClients() {}

  /**
   * A client for whole answers over Apache HttpClient 5.
   *
   * @param setup where it calls
   * @return the client
   */
  public static BedrockRuntimeClient sync(Setup setup) {
    return BedrockRuntimeClient.builder()
        .httpClientBuilder(Apache5HttpClient.builder()
            .maxConnections(setup.connections())
            .socketTimeout(setup.readTimeout()))
        .endpointOverride(setup.endpoint())
        .region(Region.EU_WEST_1)
        .credentialsProvider(CREDENTIALS)
        .overrideConfiguration(retries(setup))
        .build();
  }

  /**
   * A client for streams over Netty.
   *
   * @param setup where it calls
   * @return the client
   */
  public static BedrockRuntimeAsyncClient async(Setup setup) {
    return BedrockRuntimeAsyncClient.builder()
        .httpClientBuilder(NettyNioAsyncHttpClient.builder()
            .protocol(Protocol.HTTP1_1)
            .maxConcurrency(setup.connections())
            .readTimeout(setup.readTimeout()))
        .endpointOverride(setup.endpoint())
        .region(Region.EU_WEST_1)
        .credentialsProvider(CREDENTIALS)
        .overrideConfiguration(retries(setup))
        .build();
  }

  private static Consumer<ClientOverrideConfiguration.Builder> retries(Setup setup) {
    return configuration -> {
      if (!setup.retries()) {
        configuration.retryStrategy(DefaultRetryStrategy.doNotRetry());
      }
    };
  }
}

package io.fmops.bedrock;

import io.fmops.aws.AwsClients;
import io.fmops.aws.AwsSettings;
import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.NotAuthorizedException;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** One model's clients. Thread-safe. */
final class Clients extends AwsClients<BedrockRuntimeClient, BedrockRuntimeAsyncClient> {

  /**
   * When the event loop gives a silent connection up. The reader's own limit is far shorter; this
   * one only frees the connection of a stream that nobody reads and nobody closes.
   */
  static final Duration ABANDONED = Duration.ofHours(2);

  private final ModelId model;
  private final boolean givenCredentials;

  Clients(ModelId model, AwsSettings settings, Duration abandoned) {
    super(
        model.toString(),
        "fmops-bedrock",
        settings,
        credentials(settings),
        max(abandoned, settings.readTimeout().multipliedBy(2)));
    this.model = model;
    this.givenCredentials = settings.credentials() != null;
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  @Override
  protected AwsClientBuilder<?, BedrockRuntimeClient> builder(SdkHttpClient http) {
    return BedrockRuntimeClient.builder().httpClient(http);
  }

  @Override
  protected AwsClientBuilder<?, BedrockRuntimeAsyncClient> asyncBuilder(SdkAsyncHttpClient http) {
    return BedrockRuntimeAsyncClient.builder().httpClient(http);
  }

  @Override
  protected void findCredentials(AwsCredentialsProvider source) {
    if (givenCredentials || !Environment.hasBearerToken()) {
      try {
        source.resolveCredentials();
      } catch (SdkClientException e) {
        throw AwsErrors.noCredentials(model, e);
      }
    }
  }

  @Override
  protected ModelException noRegion(SdkClientException cause) {
    return new NotAuthorizedException(
        model + ": no AWS region is configured; set AWS_REGION, the region of the AWS profile,"
            + " or ?region= in the model id",
        ErrorDetails.of(model),
        cause);
  }
}

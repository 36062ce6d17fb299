package io.fmops.sagemaker;

import io.fmops.aws.AwsClients;
import io.fmops.aws.AwsSettings;
import io.fmops.model.ModelException;
import io.fmops.model.NotAuthorizedException;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeAsyncClient;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** One model's clients. Thread-safe. */
final class SageMakerClients
    extends AwsClients<SageMakerRuntimeClient, SageMakerRuntimeAsyncClient> {

  /**
   * When the event loop gives up a stream that nobody reads and nobody closes, so that its
   * connection is not lost for good. Far above the reader's own limit, because the event loop would
   * take a reader that pauses for a server that is silent.
   */
  static final Duration ABANDONED = Duration.ofHours(2);

  private final Endpoint endpoint;

  SageMakerClients(Endpoint endpoint, AwsSettings settings, Duration abandoned) {
    super(
        endpoint.label(),
        "fmops-sagemaker",
        settings,
        new ClearCredentials(endpoint, credentials(settings)),
        max(abandoned, settings.readTimeout().multipliedBy(2)));
    this.endpoint = endpoint;
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  @Override
  protected AwsClientBuilder<?, SageMakerRuntimeClient> builder(SdkHttpClient http) {
    return SageMakerRuntimeClient.builder().httpClient(http);
  }

  @Override
  protected AwsClientBuilder<?, SageMakerRuntimeAsyncClient> asyncBuilder(SdkAsyncHttpClient http) {
    return SageMakerRuntimeAsyncClient.builder().httpClient(http);
  }

  @Override
  protected void findCredentials(AwsCredentialsProvider source) {
    source.resolveCredentials();
  }

  @Override
  protected ModelException noRegion(SdkClientException cause) {
    return new NotAuthorizedException(
        ("%s cannot be called, because no AWS region is set; set AWS_REGION, or write the region"
                + " into the model id: %s?region=us-east-1")
            .formatted(endpoint.label(), endpoint.label()),
        endpoint.details(Optional.empty()),
        cause);
  }

  /** Says in one line what to do where the SDK lists all the places it has looked at. */
  private record ClearCredentials(Endpoint endpoint, AwsCredentialsProvider source)
      implements AwsCredentialsProvider, SdkAutoCloseable {

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

    /** Asked for only where the source is not the application's. */
    @Override
    public void close() {
      if (source instanceof SdkAutoCloseable own) {
        own.close();
      }
    }
  }
}

package io.fmops.bedrock;

import io.fmops.aws.AwsClients;
import io.fmops.aws.AwsSettings;
import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.NotAuthorizedException;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The clients of one of the services that manage what Bedrock has; each has an endpoint of its own.
 * Thread-safe.
 *
 * @param <S> the service's synchronous client
 * @param <A> the service's asynchronous client
 */
abstract class ControlPlane<S extends SdkAutoCloseable, A extends SdkAutoCloseable>
    extends AwsClients<S, A> {

  private final ModelId label;
  private final boolean takesApiKeys;

  /**
   * Clients that are not made yet.
   *
   * @param label what messages call the service
   * @param takesApiKeys whether a Bedrock API key is as good as credentials
   */
  ControlPlane(ModelId label, AwsSettings settings, boolean takesApiKeys) {
    super(
        label.toString(),
        "fmops-bedrock-control",
        settings,
        credentials(settings),
        Clients.ABANDONED);
    this.label = label;
    this.takesApiKeys = takesApiKeys;
  }

  @Override
  protected void findCredentials(AwsCredentialsProvider source) {
    boolean apiKey = Environment.hasBearerToken();
    if (takesApiKeys && apiKey) {
      return;
    }
    try {
      var unused = source.resolveCredentials();
    } catch (SdkClientException e) {
      throw takesApiKeys ? AwsErrors.noCredentials(label, e) : noKeyPair(apiKey, e);
    }
  }

  private NotAuthorizedException noKeyPair(boolean apiKey, SdkClientException cause) {
    return new NotAuthorizedException(
        "%s: no AWS credentials were found by the default credential chain; set AWS_ACCESS_KEY_ID"
                .formatted(label)
            + " and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where a role is attached"
            + (apiKey ? "; a Bedrock API key (AWS_BEARER_TOKEN_BEDROCK) does not do here" : ""),
        ErrorDetails.of(label),
        cause);
  }

  @Override
  protected ModelException noRegion(SdkClientException cause) {
    return new NotAuthorizedException(
        label + ": no AWS region is configured; set AWS_REGION or the region of the AWS profile,"
            + " or give the provider one",
        ErrorDetails.of(label),
        cause);
  }
}

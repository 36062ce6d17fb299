package io.fmops.bedrock.guardrails;

import io.fmops.aws.AwsCalls;
import io.fmops.aws.AwsClients;
import io.fmops.aws.AwsSettings;
import io.fmops.model.CallContext;
import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.NotAuthorizedException;
import java.time.Duration;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.comprehend.ComprehendAsyncClient;
import software.amazon.awssdk.services.comprehend.ComprehendClient;

/**
 * Calls of Comprehend, each on the thread of its caller. Time-out and interrupt end the exchange,
 * and what the SDK throws comes out in the library's words. Thread-safe.
 */
final class ComprehendService implements AutoCloseable {

  private final ModelId label;
  private final Duration timeout;
  private final AwsCalls<ComprehendClient> calls;

  /**
   * A service whose client is not made yet.
   *
   * @throws NoClassDefFoundError if the SDK's module is not there
   */
  ComprehendService(ModelId label, AwsSettings settings, Duration timeout) {
    this.label = label;
    this.timeout = timeout;
    this.calls = new AwsCalls<>(label, new ComprehendClients(label, settings));
  }

  Duration timeout() {
    return timeout;
  }

  /** The surroundings of all the calls for one text. */
  CallContext context() {
    return CallContext.create().withDeadline(timeout);
  }

  /**
   * Makes a call.
   *
   * @param action what IAM calls it, for who is not allowed to
   */
  <T> T call(CallContext context, String action, Function<ComprehendClient, T> operation) {
    return calls.call(
        context,
        operation,
        (problem, requestId) -> ComprehendErrors.translate(label, problem, action, requestId));
  }

  @Override
  public void close() {
    calls.close();
  }

  private static final class ComprehendClients
      extends AwsClients<ComprehendClient, ComprehendAsyncClient> {

    private final ModelId label;

    ComprehendClients(ModelId label, AwsSettings settings) {
      super(
          label.toString(),
          "fmops-comprehend",
          settings,
          credentials(settings),
          settings.readTimeout().multipliedBy(2));
      this.label = label;
    }

    @Override
    protected AwsClientBuilder<?, ComprehendClient> builder(SdkHttpClient http) {
      return ComprehendClient.builder().httpClient(http);
    }

    @Override
    protected AwsClientBuilder<?, ComprehendAsyncClient> asyncBuilder(SdkAsyncHttpClient http) {
      return ComprehendAsyncClient.builder().httpClient(http);
    }

    @Override
    protected void findCredentials(AwsCredentialsProvider source) {
      try {
        var unused = source.resolveCredentials();
      } catch (SdkClientException e) {
        throw ComprehendErrors.noCredentials(label, e);
      }
    }

    @Override
    protected ModelException noRegion(SdkClientException cause) {
      return new NotAuthorizedException(
          label + ": no AWS region is configured; set AWS_REGION or the region of the AWS profile,"
              + " or give the detector one",
          ErrorDetails.of(label),
          cause);
    }
  }
}

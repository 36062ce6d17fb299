package io.fmops.bedrock;

import io.fmops.aws.SdkErrors;
import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.ProviderException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.UnavailableException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelStreamErrorException;

/**
 * What Bedrock answers instead of an answer, in the library's words. The code decides; where it is
 * unknown, as with errors of proxies, the HTTP status does.
 */
final class ServiceErrors {

  private ServiceErrors() {}

  static ModelException translate(
      ModelId model, AwsServiceException problem, ErrorDetails details, boolean begun) {
    String code = details.code().orElse("");
    String told = SdkErrors.told(problem, details);
    return switch (code) {
      // Bedrock sends ModelNotReady with 429, but it is about the model, not about our speed.
      case "ModelNotReadyException" ->
        new UnavailableException(
            "%s is not ready yet: %s".formatted(model, told), details, problem);
      case "ThrottlingException",
          "Throttling",
          "TooManyRequestsException",
          "RequestLimitExceeded",
          "ServiceQuotaExceededException" -> throttled(model, told, details, problem);
      case "AccessDeniedException" ->
        new NotAuthorizedException(
            ("%s refuses access: %s; allow bedrock:InvokeModel and"
                    + " bedrock:InvokeModelWithResponseStream for it, and see that the account has"
                    + " access to the model in this region")
                .formatted(model, told),
            details,
            problem);
      case "ExpiredTokenException", "ExpiredToken", "RequestExpired" ->
        new NotAuthorizedException(
            "%s: the AWS credentials have expired; get new ones (%s)".formatted(model, told),
            details,
            problem);
      case "UnrecognizedClientException",
          "InvalidClientTokenId",
          "InvalidSignatureException",
          "SignatureDoesNotMatch",
          "IncompleteSignature",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException",
          "OptInRequired" -> badCredentials(model, told, details, problem);
      case "ValidationException" -> validation(model, told, details, problem);
      case "ResourceNotFoundException" ->
        new ModelNotFoundException(
            "%s does not exist in this region or is not open to the account: %s"
                .formatted(model, told),
            details,
            problem);
      case "ModelTimeoutException" ->
        new TimedOutException(
            "%s took longer than Bedrock waits: %s".formatted(model, told),
            TimedOutException.Limit.PROVIDER,
            details,
            problem);
      case "ModelErrorException", "ModelStreamErrorException" ->
        modelError(model, originalStatus(problem), told, details, problem);
      case "InternalServerException", "InternalFailure", "ServiceUnavailableException" ->
        unavailable(model, told, details, problem);
      default -> byStatus(model, problem.statusCode(), told, details, problem);
    };
  }

  private static ModelException byStatus(
      ModelId model, int status, String told, ErrorDetails details, AwsServiceException problem) {
    if (problem.isThrottlingException() || status == 429) {
      return throttled(model, told, details, problem);
    }
    if (problem.isClockSkewException() || status == 401 || status == 403) {
      return badCredentials(model, told, details, problem);
    }
    if (status == 404) {
      return new ModelNotFoundException(
          "%s was not found: %s".formatted(model, told), details, problem);
    }
    if (status == 400 || status == 413 || status == 422) {
      return rejected(model, told, details, problem);
    }
    if (status == 408 || status == 504) {
      return new TimedOutException(
          "%s took too long for the service: %s".formatted(model, told),
          TimedOutException.Limit.PROVIDER,
          details,
          problem);
    }
    if (status >= 500) {
      return unavailable(model, told, details, problem);
    }
    return new ProviderException("%s failed: %s".formatted(model, told), details, problem);
  }

  /** Bedrock says of a model that does not exist that the request is not valid. */
  private static ModelException validation(
      ModelId model, String told, ErrorDetails details, AwsServiceException problem) {
    String lower = told.toLowerCase(Locale.ROOT);
    if (lower.contains("model identifier is invalid")) {
      return new ModelNotFoundException(
          "%s does not exist in this region: %s".formatted(model, told), details, problem);
    }
    if (lower.contains("on-demand throughput")) {
      return new ModelNotFoundException(
          "%s cannot be called by this id; use an inference profile's, such as us.%s: %s"
              .formatted(model, model.name(), told),
          details,
          problem);
    }
    return rejected(model, told, details, problem);
  }

  /** The model itself failed; what its own server had said tells whether trying again can help. */
  private static ModelException modelError(
      ModelId model,
      @Nullable Integer original,
      String told,
      ErrorDetails details,
      AwsServiceException problem) {
    if (original != null && original == 429) {
      return throttled(model, told, details, problem);
    }
    if (original != null && original >= 400 && original < 500) {
      return rejected(model, told, details, problem);
    }
    return unavailable(model, told, details, problem);
  }

  private static @Nullable Integer originalStatus(AwsServiceException problem) {
    if (problem instanceof ModelErrorException error) {
      return error.originalStatusCode();
    }
    return problem instanceof ModelStreamErrorException error ? error.originalStatusCode() : null;
  }

  private static ThrottledException throttled(
      ModelId model, String told, ErrorDetails details, AwsServiceException problem) {
    return new ThrottledException(
        "%s is called too often for the account's quota: %s".formatted(model, told),
        details,
        problem);
  }

  private static NotAuthorizedException badCredentials(
      ModelId model, String told, ErrorDetails details, AwsServiceException problem) {
    return new NotAuthorizedException(
        "%s does not accept the AWS credentials: %s; check the key, the secret and the clock"
            .formatted(model, told),
        details,
        problem);
  }

  private static RejectedInputException rejected(
      ModelId model, String told, ErrorDetails details, AwsServiceException problem) {
    return new RejectedInputException(
        "%s does not accept the request: %s".formatted(model, told), details, problem);
  }

  private static UnavailableException unavailable(
      ModelId model, String told, ErrorDetails details, AwsServiceException problem) {
    return new UnavailableException(
        "%s is not available at the moment: %s".formatted(model, told), details, problem);
  }
}

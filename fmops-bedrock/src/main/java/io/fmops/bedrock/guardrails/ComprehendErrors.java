package io.fmops.bedrock.guardrails;

import io.fmops.aws.OneLine;
import io.fmops.aws.SdkErrors;
import io.fmops.model.ErrorDetails;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.ProviderException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.ThrottledException;
import io.fmops.model.UnavailableException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * What Comprehend answers instead of an answer, in the library's words. Nearly all its errors have
 * the HTTP status 400, so the code decides, and the status only where the code is unknown.
 * Stateless.
 */
final class ComprehendErrors {

  private static final int MESSAGE_LENGTH = 500;

  private static final Set<String> CREDENTIALS = Set.of(
      "UnrecognizedClientException",
      "InvalidClientTokenId",
      "InvalidSignatureException",
      "SignatureDoesNotMatch",
      "IncompleteSignature",
      "IncompleteSignatureException",
      "MissingAuthenticationToken",
      "MissingAuthenticationTokenException",
      "ExpiredTokenException",
      "ExpiredToken",
      "OptInRequired");

  private ComprehendErrors() {}

  static NotAuthorizedException noCredentials(ModelId label, Throwable cause) {
    return new NotAuthorizedException(
        label + ": no AWS credentials were found by the default credential chain; set"
            + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where a role is"
            + " attached",
        ErrorDetails.of(label),
        cause);
  }

  static MalformedAnswerException malformed(ModelId label, String why) {
    return new MalformedAnswerException(
        "%s gave an answer that cannot be read: %s".formatted(label, why),
        ErrorDetails.of(label),
        null);
  }

  static ModelException translate(
      ModelId label, Exception problem, String action, @Nullable String requestId) {
    Throwable cause = SdkErrors.unwrapped(problem);
    if (cause instanceof ModelException known) {
      return known;
    }
    if (cause instanceof AwsServiceException service) {
      return translate(label, service, action, SdkErrors.details(label, service, requestId));
    }
    if (cause instanceof SdkClientException
        && String.valueOf(cause.getMessage()).startsWith("Unable to load credentials")) {
      return noCredentials(label, cause);
    }
    return SdkErrors.clientSide(
        label.toString(), cause, SdkErrors.details(label, requestId), false);
  }

  private static ModelException translate(
      ModelId label, AwsServiceException problem, String action, ErrorDetails details) {
    String code = details.code().orElse("");
    int status = problem.statusCode();
    String told = told(problem, code);
    if (problem.isThrottlingException()
        || status == 429
        || code.equals("TooManyRequestsException")) {
      return new ThrottledException(
          "%s is called too often for the account's quota: %s".formatted(label, told),
          details,
          problem);
    }
    if (code.equals("AccessDeniedException")) {
      return new NotAuthorizedException(
          "%s refuses access: allow %s for the AWS credentials in this region"
              .formatted(label, action),
          details,
          problem);
    }
    if (CREDENTIALS.contains(code)
        || problem.isClockSkewException()
        || status == 401
        || status == 403) {
      return new NotAuthorizedException(
          "%s does not accept the AWS credentials: %s; check the key, the secret and the clock"
              .formatted(label, told),
          details,
          problem);
    }
    if (status >= 500) {
      return new UnavailableException(
          "%s is not available at the moment: %s".formatted(label, told), details, problem);
    }
    if (status == 400 || status == 413) {
      return new RejectedInputException(
          "%s does not accept the request: %s".formatted(label, told), details, problem);
    }
    return new ProviderException("%s failed: %s".formatted(label, told), details, problem);
  }

  private static String told(AwsServiceException problem, String code) {
    String message =
        problem.awsErrorDetails() == null ? null : problem.awsErrorDetails().errorMessage();
    if (message == null || message.isBlank()) {
      message = code.isEmpty() ? "HTTP status " + problem.statusCode() : code;
    }
    return OneLine.of(message, MESSAGE_LENGTH, "…");
  }
}

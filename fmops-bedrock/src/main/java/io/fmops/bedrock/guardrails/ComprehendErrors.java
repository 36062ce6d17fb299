package io.fmops.bedrock.guardrails;

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

/**
 * What Comprehend answers instead of an answer, in the library's words. Nearly all its errors have
 * the HTTP status 400, so the code decides, and the status only where the code is unknown.
 * Stateless.
 */
final class ComprehendErrors {

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
    return SdkErrors.noCredentials(label, "", cause);
  }

  static MalformedAnswerException malformed(ModelId label, String why) {
    return new MalformedAnswerException(
        "%s gave an answer that cannot be read: %s".formatted(label, why),
        ErrorDetails.of(label),
        null);
  }

  static ModelException translate(
      ModelId label, Exception problem, String action, @Nullable String requestId) {
    return SdkErrors.translate(
        label,
        problem,
        requestId,
        false,
        "",
        (service, details) -> translate(label, service, action, details));
  }

  private static ModelException translate(
      ModelId label, AwsServiceException problem, String action, ErrorDetails details) {
    String code = details.code().orElse("");
    int status = problem.statusCode();
    String told = SdkErrors.told(problem, details);
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
}

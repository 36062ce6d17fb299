package io.fmops.sagemaker;

import io.fmops.aws.SdkErrors;
import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelException;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.ProviderException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.UnavailableException;
import io.fmops.openai.chat.ServerErrors;
import io.fmops.openai.chat.ServerWords;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sagemakerruntime.model.ModelErrorException;
import software.amazon.awssdk.services.sagemakerruntime.model.ModelStreamErrorException;

/** Makes model exceptions of what the AWS SDK throws. Thread-safe. */
final class AwsErrors {

  private static final Set<String> THROTTLED = Set.of(
      "ThrottlingException",
      "Throttling",
      "ThrottledException",
      "TooManyRequestsException",
      "RequestLimitExceeded",
      "SlowDown");

  private static final Set<String> NOT_AUTHORIZED = Set.of(
      "AccessDeniedException",
      "AccessDenied",
      "ExpiredTokenException",
      "ExpiredToken",
      "IncompleteSignature",
      "InvalidClientTokenId",
      "InvalidSignatureException",
      "MissingAuthenticationToken",
      "MissingAuthenticationTokenException",
      "OptInRequired",
      "SignatureDoesNotMatch",
      "UnrecognizedClientException");

  private static final Set<String> UNAVAILABLE = Set.of(
      "InternalDependencyException",
      "InternalFailure",
      "InternalServerException",
      "InternalStreamFailure",
      "ModelNotReadyException",
      "ServiceUnavailable",
      "ServiceUnavailableException");

  /** "Endpoint x of account 1 not found.", "Could not find variant x for endpoint y." */
  private static final Pattern NOT_FOUND = Pattern.compile(
      "(endpoint|component|variant)\\b.*\\b(not found|does not exist)|could not find\\b",
      Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final Endpoint endpoint;

  AwsErrors(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * The exception for a failed call.
   *
   * @param problem what the SDK threw
   * @param begun whether a part of the payload had arrived
   */
  ModelException exception(Throwable problem, boolean begun) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof ModelException own) {
        return own;
      } else if (cause instanceof AwsServiceException service) {
        return service(service);
      }
    }
    return SdkErrors.clientSide(
        endpoint.label(), problem, endpoint.details(Optional.empty()), begun);
  }

  private ModelException service(AwsServiceException problem) {
    ErrorDetails details = SdkErrors.details(endpoint.id(), problem, null);
    if (problem instanceof ModelErrorException model) {
      return container(model, details);
    }
    String code = details.code().orElse("");
    int status = problem.statusCode();
    String words = words(problem);
    if (problem instanceof ModelStreamErrorException stream) {
      return inStream(stream, words, details);
    } else if (UNAVAILABLE.contains(code)) {
      // Before throttling, because the SDK takes every 429 for that, and a model that is not ready
      // has this status.
      return new UnavailableException(told("cannot serve", code, words), details, problem);
    } else if (THROTTLED.contains(code) || problem.isThrottlingException()) {
      return new ThrottledException(
          told("throttles the requests to", code, words), details, problem);
    } else if (NOT_AUTHORIZED.contains(code) || status == 401 || status == 403) {
      return new NotAuthorizedException(
          told("does not allow these credentials to call", code, words)
              + "; check that they are current and may do sagemaker:InvokeEndpoint there",
          details,
          problem);
    } else if (status == 404 || (status == 400 && NOT_FOUND.matcher(words).find())) {
      return new ModelNotFoundException(
          told("does not find", code, words) + "; check the name, the region and the account",
          details,
          problem);
    } else if (status >= 500) {
      return new UnavailableException(told("cannot serve", code, words), details, problem);
    } else if (status >= 400) {
      return new RejectedInputException(
          told("rejected the request to", code, words), details, problem);
    }
    return new ProviderException(told("failed to serve", code, words), details, problem);
  }

  /** SageMaker reached the container, and that answered with an error of its own. */
  private ModelException container(ModelErrorException problem, ErrorDetails details) {
    int status = problem.originalStatusCode() == null ? 0 : problem.originalStatusCode();
    String said = problem.originalMessage() == null ? "" : problem.originalMessage();
    if (status < 400) {
      // SageMaker's own words: the container did not answer at all.
      String words = said.isEmpty() ? words(problem) : said;
      return words.contains("timed out")
          ? new TimedOutException(
              ServerWords.after(
                  "the model server of " + endpoint.label() + " did not answer", words),
              TimedOutException.Limit.PROVIDER,
              details,
              problem)
          : new UnavailableException(
              ServerWords.after(
                  "the model server of " + endpoint.label() + " did not answer", words),
              details,
              problem);
    }
    return ServerErrors.exception(endpoint.server(), status, said, details, problem);
  }

  private ModelException inStream(
      ModelStreamErrorException problem, String words, ErrorDetails details) {
    String code = problem.errorCode() == null ? "ModelStreamError" : problem.errorCode();
    ErrorDetails all = new ErrorDetails(
        details.model(),
        Optional.of(code),
        details.httpStatus(),
        details.requestId(),
        details.retryAfter());
    return code.equals("ModelInvocationTimeExceeded")
        ? new TimedOutException(
            told("ended the stream of", code, words),
            TimedOutException.Limit.PROVIDER,
            all,
            problem)
        : new UnavailableException(told("ended the stream of", code, words), all, problem);
  }

  private String told(String verb, String code, String words) {
    String start = "SageMaker " + verb + " " + endpoint.label();
    return ServerWords.after(code.isEmpty() ? start : start + " (" + code + ")", words);
  }

  private static String words(AwsServiceException problem) {
    AwsErrorDetails details = problem.awsErrorDetails();
    String words = details == null ? null : details.errorMessage();
    return ServerWords.of(words);
  }
}

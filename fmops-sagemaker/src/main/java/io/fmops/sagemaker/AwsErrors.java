package io.fmops.sagemaker;

import io.fmops.model.ErrorDetails;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.ProviderException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;
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

  /** How far an answer had come. */
  enum Progress {
    /** No byte of it. */
    NOTHING,
    /** The HTTP head, of status 200. */
    HEAD,
    /** A part of the payload. */
    CONTENT
  }

  AwsErrors(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * The exception for a failed call.
   *
   * @param problem what the SDK threw
   * @param progress what had arrived of the answer
   */
  ModelException exception(Throwable problem, Progress progress) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof ModelException own) {
        return own;
      } else if (cause instanceof AwsServiceException service) {
        return service(service);
      }
    }
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException || cause instanceof TimeoutException) {
        return connection((Exception) cause, progress, problem);
      }
    }
    return other(problem, progress);
  }

  private ModelException service(AwsServiceException problem) {
    ErrorDetails details = details(problem);
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
              OneLine.after("the model server of " + endpoint.label() + " did not answer", words),
              TimedOutException.Limit.PROVIDER,
              details,
              problem)
          : new UnavailableException(
              OneLine.after("the model server of " + endpoint.label() + " did not answer", words),
              details,
              problem);
    }
    return ServerErrors.exception(endpoint, status, said, details, problem);
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

  private ModelException connection(Exception io, Progress progress, Throwable problem) {
    ErrorDetails details = endpoint.details(Optional.empty());
    String why = io.getClass().getSimpleName();
    if (progress == Progress.CONTENT) {
      return new TruncatedStreamException(
          OneLine.after(
              "the connection to %s broke before the answer was whole (%s)"
                  .formatted(endpoint.label(), why),
              io.getMessage()),
          details,
          problem);
    } else if (io instanceof UnknownHostException) {
      return new UnavailableException(
          "%s cannot be reached: there is no host %s; check the region and the network"
              .formatted(endpoint.label(), OneLine.of(io.getMessage())),
          details,
          problem);
    } else if (io instanceof SocketTimeoutException && !(io instanceof ConnectTimeoutException)) {
      return new TimedOutException(
          "%s sent nothing within the read time-out; the wait was given up"
              .formatted(endpoint.label()),
          TimedOutException.Limit.FIRST_TOKEN,
          details,
          problem);
    }
    return new UnavailableException(
        OneLine.after(
            "%s cannot be reached (%s)".formatted(endpoint.label(), why), io.getMessage()),
        details,
        problem);
  }

  private ModelException other(Throwable problem, Progress progress) {
    Throwable root = problem;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (progress != Progress.NOTHING && root instanceof IllegalArgumentException) {
      // What the SDK's reader of frames throws where it finds something else.
      return new MalformedAnswerException(
          OneLine.after(
              "the answer of %s is not a stream of SageMaker's".formatted(endpoint.label()),
              root.getMessage()),
          endpoint.details(Optional.empty()),
          problem);
    }
    return new ProviderException(
        OneLine.after(
            "the call to %s failed in an unexpected way (%s)"
                .formatted(endpoint.label(), root.getClass().getSimpleName()),
            root.getMessage()),
        endpoint.details(Optional.empty()),
        problem);
  }

  private String told(String verb, String code, String words) {
    String start = "SageMaker " + verb + " " + endpoint.label();
    return OneLine.after(code.isEmpty() ? start : start + " (" + code + ")", words);
  }

  private static String words(AwsServiceException problem) {
    AwsErrorDetails details = problem.awsErrorDetails();
    String words = details == null ? null : details.errorMessage();
    return OneLine.of(words);
  }

  private ErrorDetails details(AwsServiceException problem) {
    @Nullable AwsErrorDetails details = problem.awsErrorDetails();
    return new ErrorDetails(
        Optional.of(endpoint.id()),
        Optional.ofNullable(details == null ? null : details.errorCode()),
        problem.statusCode() > 0 ? Optional.of(problem.statusCode()) : Optional.empty(),
        Optional.ofNullable(problem.requestId()),
        details == null || details.sdkHttpResponse() == null
            ? Optional.empty()
            : details
                .sdkHttpResponse()
                .firstMatchingHeader("Retry-After")
                .flatMap(AwsErrors::seconds));
  }

  /** The header may be a date, too; AWS does not send it so. */
  private static Optional<Duration> seconds(String header) {
    return header.matches("\\d{1,6}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(header)))
        : Optional.empty();
  }
}

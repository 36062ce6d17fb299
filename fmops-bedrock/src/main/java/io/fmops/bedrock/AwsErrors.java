package io.fmops.bedrock;

import io.fmops.model.ErrorDetails;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.ProviderException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What the AWS SDK throws, in the library's words. */
final class AwsErrors {

  /** How much of a service's own message is passed on. */
  private static final int MESSAGE_LENGTH = 500;

  private AwsErrors() {}

  /** Details of which only the model and the request id are known. */
  static ErrorDetails details(ModelId model, @Nullable String requestId) {
    return new ErrorDetails(
        Optional.of(model),
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(requestId),
        Optional.empty());
  }

  static NotAuthorizedException noCredentials(ModelId model, Throwable cause) {
    return new NotAuthorizedException(
        model + ": no AWS credentials were found by the default credential chain; set"
            + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or"
            + " AWS_BEARER_TOKEN_BEDROCK, or run where a role is attached",
        ErrorDetails.of(model),
        cause);
  }

  /**
   * Translates whatever ended a call.
   *
   * @param model the model that was called
   * @param problem what the SDK threw or signalled
   * @param requestId the id of the exchange, if the answer had begun
   * @param begun whether a part of a stream had arrived, so that its end is missing
   */
  static ModelException translate(
      ModelId model, Throwable problem, @Nullable String requestId, boolean begun) {
    Throwable unwrapped = problem;
    while ((unwrapped instanceof CompletionException || unwrapped instanceof ExecutionException)
        && unwrapped.getCause() != null) {
      unwrapped = unwrapped.getCause();
    }
    if (unwrapped instanceof ModelException known) {
      return known;
    }
    if (unwrapped instanceof AwsServiceException service) {
      return ServiceErrors.translate(
          model, service, serviceDetails(model, service, requestId), begun);
    }
    if (unwrapped instanceof SdkClientException
        && String.valueOf(unwrapped.getMessage()).startsWith("Unable to load credentials")) {
      return noCredentials(model, unwrapped);
    }
    return clientSide(model, unwrapped, details(model, requestId), begun);
  }

  /** No answer of the service's, but something between here and there, or in the answer's form. */
  private static ModelException clientSide(
      ModelId model, Throwable problem, ErrorDetails details, boolean begun) {
    for (Throwable e = problem; e != null; e = e.getCause()) {
      String name = e.getClass().getName();
      if (isFromFrameDecoder(e) || name.contains(".thirdparty.jackson.")) {
        return malformed(model, e, details, problem);
      }
      if (e instanceof IOException && isAboutUnmarshalling(problem)) {
        break; // an answer that was cut in its middle, not one of the wrong form
      }
    }
    for (Throwable e = problem; e != null; e = e.getCause()) {
      String name = e.getClass().getSimpleName();
      // The first is Apache's; Netty's pool has no exception of its own, and no other use of this.
      if (name.equals("ConnectionRequestTimeoutException") || e instanceof TimeoutException) {
        return new UnavailableException(
            model + ": all connections are in use; raise maxConnections or make fewer calls at"
                + " once",
            details,
            problem);
      }
      if (name.contains("ConnectTimeout")) {
        return unreachable(model, e, details, problem);
      }
      if (e instanceof IOException) {
        if (isReadTimeout(e)) {
          return new TimedOutException(
              model + " sent nothing within the read time-out; the wait was given up",
              begun ? TimedOutException.Limit.GAP : TimedOutException.Limit.FIRST_TOKEN,
              details,
              problem);
        }
        return begun ? truncated(model, details, problem) : unreachable(model, e, details, problem);
      }
    }
    if (isAboutUnmarshalling(problem)) {
      return malformed(model, problem, details, problem);
    }
    return new ProviderException(
        "%s failed in an unexpected way: %s".formatted(model, oneLine(problem.toString())),
        details,
        problem);
  }

  /** Apache's client throws the JDK's exception, Netty's wraps its own in a plain one. */
  private static boolean isReadTimeout(Throwable problem) {
    return problem instanceof SocketTimeoutException
        || (problem.getCause() != null
            && problem.getCause().getClass().getSimpleName().equals("ReadTimeoutException"));
  }

  /** The decoder of event streams has no exceptions of its own; it throws those of the JDK. */
  private static boolean isFromFrameDecoder(Throwable problem) {
    StackTraceElement[] trace = problem.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().startsWith("software.amazon.eventstream.");
  }

  private static boolean isAboutUnmarshalling(Throwable problem) {
    String message = String.valueOf(problem.getMessage());
    return problem instanceof SdkClientException
        && (message.contains("unmarshall") || message.contains("parse"));
  }

  static MalformedAnswerException malformed(
      ModelId model, Throwable what, ErrorDetails details, Throwable cause) {
    return new MalformedAnswerException(
        "%s gave an answer that cannot be read: %s"
            .formatted(model, oneLine(String.valueOf(what.getMessage()))),
        details,
        cause);
  }

  static TruncatedStreamException truncated(
      ModelId model, ErrorDetails details, @Nullable Throwable cause) {
    return new TruncatedStreamException(
        model + ": the stream ended before the model had said why it stopped and what it used",
        details,
        cause);
  }

  private static UnavailableException unreachable(
      ModelId model, Throwable what, ErrorDetails details, Throwable cause) {
    return new UnavailableException(
        "%s cannot be reached: %s; check the region, the endpoint and the network"
            .formatted(model, oneLine(what.getClass().getSimpleName() + ": " + what.getMessage())),
        details,
        cause);
  }

  private static ErrorDetails serviceDetails(
      ModelId model, AwsServiceException problem, @Nullable String requestId) {
    Optional<String> code = Optional.ofNullable(problem.awsErrorDetails())
        .flatMap(told -> Optional.ofNullable(told.errorCode()))
        // Inside a stream, codes begin with a lower-case letter; they mean the same.
        .map(told ->
            told.isEmpty() ? told : Character.toUpperCase(told.charAt(0)) + told.substring(1));
    Optional<Duration> retryAfter = Optional.ofNullable(problem.awsErrorDetails())
        .flatMap(told -> Optional.ofNullable(told.sdkHttpResponse()))
        .flatMap(response -> response.firstMatchingHeader("Retry-After"))
        .flatMap(value -> retryAfter(value, Instant.now()));
    return new ErrorDetails(
        Optional.of(model),
        code,
        problem.statusCode() > 0 ? Optional.of(problem.statusCode()) : Optional.empty(),
        Optional.ofNullable(problem.requestId()).or(() -> Optional.ofNullable(requestId)),
        retryAfter);
  }

  /** Seconds, or the date at which to come again; anything else is passed over. */
  static Optional<Duration> retryAfter(String value, Instant now) {
    String trimmed = value.trim();
    try {
      if (trimmed.matches("\\d{1,9}")) {
        return Optional.of(Duration.ofSeconds(Long.parseLong(trimmed)));
      }
      Instant then =
          ZonedDateTime.parse(trimmed, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A foreign message without line breaks, control characters and excess. */
  static String oneLine(String message) {
    String line = message.replaceAll("[\\p{Cntrl}\\s]+", " ").trim();
    return line.length() <= MESSAGE_LENGTH
        ? line
        : line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, MESSAGE_LENGTH) - 1))
            + "…";
  }
}

package io.fmops.aws;

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
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * What the AWS SDK throws, in the library's words, as far as it is the same for all services: what
 * a service's own answers mean is for its module to say.
 */
public final class SdkErrors {

  private static final int MESSAGE_LENGTH = 500;

  private SdkErrors() {}

  /**
   * Details of which only the model and the request id are known.
   *
   * @param model the model that was called
   * @param requestId the id of the exchange, if there is one
   * @return the details
   */
  public static ErrorDetails details(ModelId model, @Nullable String requestId) {
    return new ErrorDetails(
        Optional.of(model),
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(requestId),
        Optional.empty());
  }

  /**
   * All that a service told about its error.
   *
   * @param model the model that was called
   * @param problem the service's error
   * @param requestId the id of the exchange, for an error that does not have it
   * @return the details
   */
  public static ErrorDetails details(
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

  /**
   * Translates whatever ended a call.
   *
   * @param model the model that was called
   * @param problem what the SDK threw or signalled
   * @param requestId the id of the exchange, if the answer had begun
   * @param begun whether a part of a stream had arrived, so that its end is missing
   * @param keyVariable a variable of the environment that may hold a key of the service's own;
   *     empty if there is none
   * @param service what the service's own errors mean
   * @return the exception of its kind
   */
  public static ModelException translate(
      ModelId model,
      Throwable problem,
      @Nullable String requestId,
      boolean begun,
      String keyVariable,
      BiFunction<AwsServiceException, ErrorDetails, ModelException> service) {
    Throwable cause = unwrapped(problem);
    if (cause instanceof ModelException known) {
      return known;
    }
    if (cause instanceof AwsServiceException told) {
      return service.apply(told, details(model, told, requestId));
    }
    if (cause instanceof SdkClientException
        && String.valueOf(cause.getMessage()).startsWith("Unable to load credentials")) {
      return noCredentials(model, keyVariable, cause);
    }
    return clientSide(model.toString(), cause, details(model, requestId), begun);
  }

  /**
   * There are no credentials.
   *
   * @param model the model that was to be called
   * @param keyVariable a variable of the environment that may hold a key of the service's own;
   *     empty if there is none
   * @param cause kept as the cause
   * @return the exception
   */
  public static NotAuthorizedException noCredentials(
      ModelId model, String keyVariable, Throwable cause) {
    return new NotAuthorizedException(
        model + ": no AWS credentials were found by the default credential chain; set"
            + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or "
            + (keyVariable.isEmpty() ? "" : keyVariable + ", or ")
            + "run where a role is attached",
        ErrorDetails.of(model),
        cause);
  }

  /**
   * What a service said about its error, else its code or its status.
   *
   * @param problem the service's error
   * @param details what is known of it
   * @return one line
   */
  public static String told(AwsServiceException problem, ErrorDetails details) {
    String message =
        problem.awsErrorDetails() == null ? null : problem.awsErrorDetails().errorMessage();
    return message == null || message.isBlank()
        ? details
            .code()
            .filter(code -> !code.isEmpty())
            .orElse("HTTP status " + problem.statusCode())
        : oneLine(message);
  }

  /**
   * What futures have wrapped.
   *
   * @param problem as it came from a future, or not
   * @return the exception without the wrappings
   */
  public static Throwable unwrapped(Throwable problem) {
    Throwable unwrapped = problem;
    while ((unwrapped instanceof CompletionException || unwrapped instanceof ExecutionException)
        && unwrapped.getCause() != null) {
      unwrapped = unwrapped.getCause();
    }
    return unwrapped;
  }

  /**
   * No answer of the service's, but something between here and there, or in the answer's form.
   *
   * @param name how messages call the model
   * @param problem what the SDK threw or signalled
   * @param details what is known of the exchange
   * @param begun whether a part of a stream had arrived, so that its end is missing
   * @return the exception of its kind
   */
  public static ModelException clientSide(
      String name, Throwable problem, ErrorDetails details, boolean begun) {
    for (Throwable e = problem; e != null; e = e.getCause()) {
      if (isFromFrameDecoder(e) || e.getClass().getName().contains(".thirdparty.jackson.")) {
        return malformed(name, e, details, problem);
      }
      if (e instanceof IOException && isAboutUnmarshalling(problem)) {
        break; // an answer that was cut in its middle, not one of the wrong form
      }
    }
    for (Throwable e = problem; e != null; e = e.getCause()) {
      String kind = e.getClass().getSimpleName();
      // The first is Apache's; Netty's pool has no exception of its own, and no other use of this.
      if (kind.equals("ConnectionRequestTimeoutException") || e instanceof TimeoutException) {
        return new UnavailableException(
            name + ": all connections are in use; raise maxConnections or make fewer calls at"
                + " once",
            details,
            problem);
      }
      if (kind.contains("ConnectTimeout")) {
        return unreachable(name, e, details, problem);
      }
      if (e instanceof IOException) {
        if (isReadTimeout(e)) {
          return new TimedOutException(
              name + " sent nothing within the read time-out; the wait was given up",
              begun ? TimedOutException.Limit.GAP : TimedOutException.Limit.FIRST_TOKEN,
              details,
              problem);
        }
        return begun ? broken(name, e, details, problem) : unreachable(name, e, details, problem);
      }
    }
    if (isAboutUnmarshalling(problem)) {
      return malformed(name, unwrapped(problem), details, problem);
    }
    return new ProviderException(
        "%s failed in an unexpected way: %s"
            .formatted(name, oneLine(unwrapped(problem).toString())),
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

  private static boolean isAboutUnmarshalling(Throwable wrapped) {
    Throwable problem = unwrapped(wrapped);
    String message = String.valueOf(problem.getMessage());
    return problem instanceof SdkClientException
        && (message.contains("unmarshall") || message.contains("parse"));
  }

  /**
   * An answer that is not of the form that was agreed on.
   *
   * @param name how messages call the model
   * @param what found it
   * @param details what is known of the exchange
   * @param cause kept as the cause
   * @return the exception
   */
  public static MalformedAnswerException malformed(
      String name, Throwable what, ErrorDetails details, Throwable cause) {
    return new MalformedAnswerException(
        "%s gave an answer that cannot be read: %s"
            .formatted(name, oneLine(String.valueOf(what.getMessage()))),
        details,
        cause);
  }

  private static TruncatedStreamException broken(
      String name, Throwable what, ErrorDetails details, Throwable cause) {
    return new TruncatedStreamException(
        "%s: the connection broke before the answer was whole: %s"
            .formatted(name, kindAndWords(what)),
        details,
        cause);
  }

  private static UnavailableException unreachable(
      String name, Throwable what, ErrorDetails details, Throwable cause) {
    String why = what instanceof UnknownHostException
        ? "there is no host " + oneLine(String.valueOf(what.getMessage()))
        : kindAndWords(what);
    return new UnavailableException(
        "%s cannot be reached: %s; check the region, the endpoint and the network"
            .formatted(name, why),
        details,
        cause);
  }

  private static String kindAndWords(Throwable what) {
    return oneLine(what.getClass().getSimpleName() + ": " + what.getMessage());
  }

  private static String oneLine(String text) {
    return OneLine.of(text, MESSAGE_LENGTH, "…");
  }
}

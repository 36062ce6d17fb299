package io.fmops.bedrock;

import io.fmops.aws.OneLine;
import io.fmops.aws.SdkErrors;
import io.fmops.model.ErrorDetails;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.TruncatedStreamException;
import org.jspecify.annotations.Nullable;

/** What the AWS SDK throws, in the library's words. */
final class AwsErrors {

  /** How much of a service's own message is passed on. */
  private static final int MESSAGE_LENGTH = 500;

  private static final String KEY = "AWS_BEARER_TOKEN_BEDROCK";

  private AwsErrors() {}

  static NotAuthorizedException noCredentials(ModelId model, Throwable cause) {
    return SdkErrors.noCredentials(model, KEY, cause);
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
    return SdkErrors.translate(
        model,
        problem,
        requestId,
        begun,
        KEY,
        (service, details) -> ServiceErrors.translate(model, service, details, begun));
  }

  /** What is found wrong with a request before it is sent. */
  static RejectedInputException refused(ModelId model, String why) {
    return new RejectedInputException(model + " " + why, ErrorDetails.of(model), null);
  }

  static MalformedAnswerException malformed(
      ModelId model, RuntimeException what, @Nullable String requestId) {
    return SdkErrors.malformed(model.toString(), what, SdkErrors.details(model, requestId), what);
  }

  static TruncatedStreamException truncated(ModelId model, @Nullable String requestId) {
    return new TruncatedStreamException(
        model + ": the stream ended before the model had said why it stopped and what it used",
        SdkErrors.details(model, requestId),
        null);
  }

  /** A foreign message without line breaks, control characters and excess. */
  static String oneLine(String message) {
    return OneLine.of(message, MESSAGE_LENGTH, "…");
  }
}

package io.fmops.openai.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelException;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.ProviderException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.UnavailableException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes exceptions of what the model server behind an endpoint calls an error: the forms of vLLM
 * ({@code {"error":{"message","type","code"}}}, {@code {"object":"error",…}}), TGI
 * ({@code {"error","error_type"}}) and LMI ({@code {"error","code"}}).
 */
public final class ServerErrors {

  private ServerErrors() {}

  /**
   * Whether this is an error and not an answer.
   *
   * @param node an answer or a chunk of a stream
   * @return true for an error in one of the forms known
   */
  public static boolean isError(JsonNode node) {
    return node.hasNonNull("error") || node.path("object").asText().equals("error");
  }

  /**
   * The exception for an error inside an answer that began well.
   *
   * @param server who said so
   * @param body the error
   * @param details what is known of the exchange
   * @return the exception of its kind
   */
  public static ModelException exception(ChatServer server, JsonNode body, ErrorDetails details) {
    return exception(server, 0, body, details, null);
  }

  /**
   * The exception for an answer of another HTTP status than 2xx.
   *
   * @param server who said so
   * @param status the status
   * @param body whatever came with it
   * @param details what is known of the exchange
   * @param cause what the transport threw, if it did
   * @return the exception of its kind
   */
  public static ModelException exception(
      ChatServer server, int status, String body, ErrorDetails details, @Nullable Throwable cause) {
    JsonNode parsed;
    try {
      parsed = ChatCodec.JSON.readTree(body);
    } catch (JsonProcessingException e) {
      parsed = MissingNode.getInstance();
    }
    return parsed.isObject()
        ? exception(server, status, parsed, details, cause)
        : exception(server, status, ServerWords.of(body), details, cause, "");
  }

  private static ModelException exception(
      ChatServer server,
      int status,
      JsonNode body,
      ErrorDetails details,
      @Nullable Throwable cause) {
    JsonNode error = body.path("error").isObject() ? body.path("error") : body;
    String message =
        first(error.path("message"), body.path("error"), body.path("message"), body.path("detail"));
    if (message.isEmpty() && body.path("detail").isContainerNode()) {
      message = body.path("detail").toString();
    }
    String code = first(error.path("code"));
    String type = first(error.path("type"), body.path("error_type"), error.path("code"));
    int kind = status > 0 ? status : code(error, body);
    return exception(
        server,
        kind > 0 ? kind : statusOf(type + " " + code),
        ServerWords.of(message),
        details,
        cause,
        code.isEmpty() ? type : code);
  }

  private static ModelException exception(
      ChatServer server,
      int kind,
      String message,
      ErrorDetails details,
      @Nullable Throwable cause,
      String type) {
    String code = !type.isEmpty() ? type : kind > 0 ? Integer.toString(kind) : "error";
    ErrorDetails all = new ErrorDetails(
        details.model(),
        details.code().or(() -> Optional.of(code)),
        details.httpStatus(),
        details.requestId(),
        details.retryAfter());
    return byStatus(server, kind, message, all, cause);
  }

  private static ModelException byStatus(
      ChatServer server,
      int status,
      String words,
      ErrorDetails details,
      @Nullable Throwable cause) {
    String told = status > 0 ? " (status %d)".formatted(status) : "";
    String who = "the model server of " + server.label();
    if (status == 402 || details.code().filter("insufficient_quota"::equals).isPresent()) {
      // Told with the status of throttling, but waiting does not help.
      return new NotAuthorizedException(
          ServerWords.after(who + " says that the account's quota is used up" + told, words),
          details,
          cause);
    } else if (status == 429) {
      return new ThrottledException(
          ServerWords.after(who + " is overloaded" + told, words), details, cause);
    } else if (status == 401 || status == 403) {
      return new NotAuthorizedException(
          ServerWords.after(who + " does not allow the request" + told, words), details, cause);
    } else if (status == 404) {
      return new ModelNotFoundException(
          ServerWords.after(
              who + " does not know the model or the path" + told
                  + server
                      .servedModel()
                      .map("; it was asked for the model \"%s\""::formatted)
                      .orElse("; name a model with the option \"model\" of the model id"),
              words),
          details,
          cause);
    } else if (status == 408 || status == 504) {
      return new TimedOutException(
          ServerWords.after(who + " took too long" + told, words),
          TimedOutException.Limit.PROVIDER,
          details,
          cause);
    } else if (status == 424 || status >= 500) {
      // 424 is how TGI and LMI say that generating failed, whatever the request was.
      return new UnavailableException(
          ServerWords.after(who + " failed" + told, words), details, cause);
    } else if (status >= 400) {
      return new RejectedInputException(
          ServerWords.after(who + " rejected the request" + told, words), details, cause);
    }
    return new ProviderException(
        ServerWords.after(who + " told an error" + told, words), details, cause);
  }

  private static String first(JsonNode... candidates) {
    for (JsonNode candidate : candidates) {
      if (candidate.isTextual() && !candidate.asText().isBlank()) {
        return candidate.asText();
      }
    }
    return "";
  }

  private static int code(JsonNode... holders) {
    for (JsonNode holder : holders) {
      int code = holder.path("code").asInt(0);
      if (code >= 400 && code < 600) {
        return code;
      }
    }
    return 0;
  }

  private static int statusOf(String type) {
    String word = type.toLowerCase(Locale.ROOT);
    if (word.contains("api_key")
        || word.contains("authentication")
        || word.contains("permission")) {
      return 401;
    } else if (word.contains("overload") || word.matches(".*rate.?limit.*")) {
      return 429;
    } else if (word.contains("validation")
        || word.contains("badrequest")
        || word.contains("invalid")) {
      return 400;
    } else if (word.contains("notfound") || word.contains("not_found")) {
      return 404;
    } else if (word.contains("internal")
        || word.contains("generation")
        || word.contains("unavailable")
        || word.contains("server_error")) {
      return 500;
    }
    return 0;
  }
}

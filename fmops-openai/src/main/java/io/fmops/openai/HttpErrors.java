package io.fmops.openai;

import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelException;
import io.fmops.model.ProviderException;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import io.fmops.openai.chat.ChatServer;
import io.fmops.openai.chat.ServerErrors;
import io.fmops.openai.chat.ServerWords;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;

/** Makes model exceptions of what the HTTP client throws and of what is no answer. Thread-safe. */
final class HttpErrors {

  private static final int MAX_ERROR_BYTES = 64 * 1024;

  private final ChatServer server;
  private final URI endpoint;

  HttpErrors(ChatServer server, URI endpoint) {
    this.server = server;
    this.endpoint = endpoint;
  }

  static Optional<String> requestId(HttpHeaders headers) {
    return headers.firstValue("x-request-id").or(() -> headers.firstValue("request-id"));
  }

  /** The exception for a status that is not 2xx. */
  ModelException status(HttpResponse.ResponseInfo head, byte[] body) {
    int status = head.statusCode();
    ErrorDetails details = new ErrorDetails(
        Optional.of(server.id()),
        Optional.empty(),
        Optional.of(status),
        requestId(head.headers()),
        status == 429 || status == 503
            ? RetryAfter.of(head.headers(), Instant.now())
            : Optional.empty());
    byte[] beginning = body.length > MAX_ERROR_BYTES ? Arrays.copyOf(body, MAX_ERROR_BYTES) : body;
    String text = new String(beginning, StandardCharsets.UTF_8);
    if (status < 400) {
      return new ProviderException(
          "%s answered with the status %d, which is no answer; check the base URL"
              .formatted(server.label(), status),
          details,
          null);
    }
    return ServerErrors.exception(server, status, text, details, null);
  }

  /**
   * The exception for an exchange that broke.
   *
   * @param streamBegun whether the head of a stream had arrived
   */
  ModelException broken(Throwable problem, Optional<String> requestId, boolean streamBegun) {
    Throwable cause = problem;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    ErrorDetails details = server.details(requestId);
    if (cause instanceof ModelException own) {
      return own;
    } else if (cause instanceof CancellationException) {
      return new CancelledException(
          "the call of %s was given up".formatted(server.label()), details, cause);
    } else if (cause instanceof ConnectException
        || cause instanceof HttpTimeoutException
        || cause instanceof SSLException) {
      return new UnavailableException(
          "%s cannot be reached at %s: %s; check the address, and that the server runs"
              .formatted(server.label(), place(), words(cause)),
          details,
          cause);
    } else if (cause instanceof IOException) {
      String told = "the connection of %s to %s broke before the answer was whole: %s"
          .formatted(server.label(), place(), words(cause));
      return streamBegun
          ? new TruncatedStreamException(told, details, cause)
          : new UnavailableException(told, details, cause);
    }
    return new ProviderException(
        "%s failed in an unexpected way: %s".formatted(server.label(), words(cause)),
        details,
        cause);
  }

  /** Without path and query, which may hold secrets. */
  private String place() {
    return endpoint.getScheme() + "://" + endpoint.getHost()
        + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort());
  }

  private static String words(Throwable what) {
    for (Throwable e = what; e != null; e = e.getCause()) {
      if (e instanceof UnresolvedAddressException) {
        return "there is no such host";
      }
    }
    return ServerWords.after(what.getClass().getSimpleName(), what.getMessage());
  }
}

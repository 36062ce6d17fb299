package io.fmops.openai;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a server is reached. Thread-safe as far as the supplier of the key is.
 *
 * @param endpoint the base URL
 * @param apiKey gives the key, if there is any
 * @param headers further headers of every request
 * @param readTimeout how long silence may last
 * @param connectTimeout how long connecting may take
 */
record Settings(
    URI endpoint,
    Optional<Supplier<String>> apiKey,
    Map<String, String> headers,
    Duration readTimeout,
    Duration connectTimeout) {

  /** Headers are secrets, and so may be a query. */
  @Override
  public String toString() {
    return "Settings[host=" + endpoint.getHost() + "]";
  }
}

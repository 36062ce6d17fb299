package io.fmops.benchmarks.peers;

import java.net.URI;
import java.time.Duration;

/**
 * How a client is made.
 *
 * @param endpoint the loopback server
 * @param model the model's id, which tells the server what to do
 * @param transport {@code apache5} or {@code netty}: what whole answers go over, where the library
 *     leaves the choice; streams always go over Netty with HTTP/1.1, because the server speaks it
 * @param connections how many calls at once
 * @param readTimeout how long to wait for the server
 * @param retries true for what the library does by itself, false for one request a call
 */
public record Setup(
    URI endpoint,
    String model,
    String transport,
    int connections,
    Duration readTimeout,
    boolean retries) {

  /**
   * The same for another model.
   *
   * @param other the model's id
   * @return a copy
   */
  public Setup calling(String other) {
    return new Setup(endpoint, other, transport, connections, readTimeout, retries);
  }
}

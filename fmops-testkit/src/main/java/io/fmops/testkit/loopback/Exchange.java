package io.fmops.testkit.loopback;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * One request and the means to answer it. Either {@link #respond} at once, or {@link #begin},
 * {@link #write} any number of times and {@link #finish}; or break it with {@link #cut} or
 * {@link #reset}. For one thread.
 */
public final class Exchange {

  private final RecordedRequest request;
  private final Socket socket;
  private boolean finished;

  Exchange(RecordedRequest request, Socket socket) {
    this.request = request;
    this.socket = socket;
  }

  /**
   * What was asked.
   *
   * @return the request
   */
  public RecordedRequest request() {
    return request;
  }

  /**
   * Answers at once.
   *
   * @param status the HTTP status
   * @param headers the headers; the length is added
   * @param body the body
   * @throws IOException if the client is gone
   */
  public void respond(int status, Map<String, String> headers, byte[] body) throws IOException {
    StringBuilder head = head(status, headers);
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    raw(head.toString().getBytes(StandardCharsets.UTF_8));
    raw(body);
    finished = true;
  }

  /**
   * Answers at once with a text.
   *
   * @param status the HTTP status
   * @param contentType the type of the body
   * @param body the body
   * @throws IOException if the client is gone
   */
  public void respond(int status, String contentType, String body) throws IOException {
    respond(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends the head of a chunked answer.
   *
   * @param status the HTTP status
   * @param headers the headers
   * @throws IOException if the client is gone
   */
  public void begin(int status, Map<String, String> headers) throws IOException {
    StringBuilder head = head(status, headers);
    head.append("Transfer-Encoding: chunked\r\n\r\n");
    raw(head.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends one chunk.
   *
   * @param part the bytes, at least one
   * @throws IOException if the client is gone
   */
  public void write(byte[] part) throws IOException {
    byte[] size = (Integer.toHexString(part.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] chunk = new byte[size.length + part.length + 2];
    System.arraycopy(size, 0, chunk, 0, size.length);
    System.arraycopy(part, 0, chunk, size.length, part.length);
    chunk[chunk.length - 2] = '\r';
    chunk[chunk.length - 1] = '\n';
    raw(chunk);
  }

  /**
   * Ends a chunked answer as it should end.
   *
   * @throws IOException if the client is gone
   */
  public void finish() throws IOException {
    raw("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    finished = true;
  }

  /**
   * Closes the connection in the middle, with no end of the chunked answer.
   *
   * @throws IOException if that fails
   */
  public void cut() throws IOException {
    socket.close();
  }

  /**
   * Resets the connection: the client gets an error from its socket.
   *
   * @throws IOException if that fails
   */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /**
   * Sends bytes as they are, outside all rules.
   *
   * @param bytes what to send
   * @throws IOException if the client is gone
   */
  public void raw(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  /**
   * Waits until the client has closed its connection.
   *
   * @param limit how long at most
   * @return true if it did, false if the time was up
   * @throws IOException if the socket cannot be read for another reason than being closed
   */
  public boolean awaitClientGone(Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    InputStream in = socket.getInputStream();
    while (true) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
      try {
        if (in.read() < 0) {
          return true;
        }
      } catch (SocketTimeoutException e) {
        return false;
      } catch (IOException e) {
        return true; // reset by the client
      } finally {
        if (!socket.isClosed()) {
          socket.setSoTimeout(0);
        }
      }
    }
  }

  boolean finished() {
    return finished;
  }

  private static StringBuilder head(int status, Map<String, String> headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Status\r\n");
    headers.forEach(
        (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head;
  }
}

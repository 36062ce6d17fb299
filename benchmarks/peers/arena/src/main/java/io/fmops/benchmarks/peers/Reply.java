package io.fmops.benchmarks.peers;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Writes one answer. For one thread. */
final class Reply {

  static final String CRLF = "\r\n";

  private static final byte[] LAST = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Socket socket;
  private final OutputStream out;

  Reply(Socket socket) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
  }

  void whole(int status, String json) throws IOException {
    whole(status, "", json.getBytes(StandardCharsets.UTF_8));
  }

  void whole(int status, String headers, byte[] json) throws IOException {
    String length = "Content-Length: " + json.length + CRLF;
    out.write(Wire.join(head(status, "application/json", headers + length), json));
  }

  void begin() throws IOException {
    out.write(head(200, "application/vnd.amazon.eventstream", "Transfer-Encoding: chunked" + CRLF));
  }

  private static byte[] head(int status, String type, String headers) {
    return String.join(
            CRLF,
            "HTTP/1.1 " + status + " Status",
            "Content-Type: " + type,
            "x-amzn-RequestId: request-1",
            headers + CRLF)
        .getBytes(StandardCharsets.US_ASCII);
  }

  void chunk(byte[] bytes) throws IOException {
    out.write(chunked(bytes));
  }

  void raw(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  void end() throws IOException {
    out.write(LAST);
  }

  void cut() throws IOException {
    socket.close();
  }

  static byte[] chunked(byte[] bytes) {
    return Wire.join(
        (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII),
        bytes,
        new byte[] {'\r', '\n'});
  }
}

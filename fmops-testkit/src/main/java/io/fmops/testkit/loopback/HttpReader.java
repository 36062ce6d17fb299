package io.fmops.testkit.loopback;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests. The JDK's own server cannot break an answer at a chosen byte, so this one reads.
 */
final class HttpReader {

  private HttpReader() {}

  static @Nullable RecordedRequest read(InputStream in, OutputStream out) throws IOException {
    String first = line(in);
    if (first == null || first.isEmpty()) {
      return null;
    }
    String[] parts = first.split(" ", 3);
    if (parts.length < 3) {
      throw new IOException("not a request line: " + first);
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    while (true) {
      String line = line(in);
      if (line == null) {
        throw cut();
      } else if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.merge(
            line.substring(0, colon).trim(),
            line.substring(colon + 1).trim(),
            (a, b) -> a + "," + b);
      }
    }
    if ("100-continue".equalsIgnoreCase(headers.get("Expect"))) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
    return new RecordedRequest(parts[0], parts[1], headers, body(in, headers));
  }

  private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
    if ("chunked".equalsIgnoreCase(headers.get("Transfer-Encoding"))) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      while (true) {
        String size = line(in);
        if (size == null) {
          throw cut();
        }
        int length = Integer.parseInt(size.trim(), 16);
        body.write(bytes(in, length));
        line(in);
        if (length == 0) {
          return body.toByteArray();
        }
      }
    }
    String length = headers.get("Content-Length");
    return length == null ? new byte[0] : bytes(in, Integer.parseInt(length));
  }

  /** A client that goes away while it sends has asked for nothing. */
  private static byte[] bytes(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw cut();
    }
    return bytes;
  }

  private static EOFException cut() {
    return new EOFException("the request body was cut");
  }

  private static @Nullable String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int b;
    while ((b = in.read()) >= 0) {
      if (b == '\n') {
        return line.toString();
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.isEmpty() ? null : line.toString();
  }
}

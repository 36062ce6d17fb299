package io.fmops.testkit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One exchange of HTTP/1.1 over a socket that can be closed at any moment; the JDK's own clients
 * leave connections open in some of them.
 */
final class ToySocket {

  private final Socket socket;
  private final InputStream in;
  private boolean chunked;
  private long left;

  ToySocket(URI endpoint) throws IOException {
    socket = new Socket(endpoint.getHost(), endpoint.getPort());
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends the request and gives the status of the answer. */
  int ask(String mode) throws IOException {
    String request = "POST / HTTP/1.1\r\nHost: toy\r\nMode: %s\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(mode, mode.length(), mode);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String status = line();
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      chunked |= lower.equals("transfer-encoding: chunked");
      if (lower.startsWith("content-length: ")) {
        left = Long.parseLong(lower.substring("content-length: ".length()));
      }
    }
    return Integer.parseInt(status.split(" ", 3)[1]);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  InputStream body() {
    return new InputStream() {
      private boolean any;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int from, int length) throws IOException {
        if (left == 0 && chunked) {
          if (any) {
            line();
          }
          any = true;
          left = Long.parseLong(line(), 16);
        }
        if (left == 0) {
          return -1;
        }
        int read = in.read(target, from, (int) Math.min(left, length));
        if (read < 0) {
          throw new EOFException("the connection ended in mid-stream");
        }
        left -= read;
        return read;
      }
    };
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nobody reads it any more.
    }
  }
}

package io.fmops.benchmarks.peers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Bedrock of its own process, so that what it costs is not counted: HTTP/1.1 over plain sockets,
 * one thread a connection, answers made beforehand. The first word of the model's id says how it
 * answers. {@code GET /seen/<model>} tells what became of the model's calls.
 */
public final class Server {

  private static final Pattern TARGET = Pattern.compile("/model/([^/]+)/(converse(?:-stream)?)");

  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  private Server() {}

  /**
   * Serves until standard input ends; prints the port.
   *
   * @param arguments none
   * @throws IOException if there is no free port
   */
  public static void main(String[] arguments) throws IOException {
    ServerSocket listener =
        new ServerSocket(0, 4096, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    Server server = new Server();
    Thread acceptor = new Thread(() -> server.accept(listener), "accept");
    acceptor.setDaemon(true);
    acceptor.start();
    System.out.println(listener.getLocalPort());
    while (System.in.read() >= 0) {
      // Whoever started it closes the pipe, also by dying.
    }
  }

  private void accept(ServerSocket listener) {
    try {
      while (true) {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        Thread thread = new Thread(null, () -> serve(socket), "connection", 128 * 1024);
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException e) {
      throw new IllegalStateException("the server cannot go on", e);
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), 8192);
      boolean open = true;
      while (open) {
        String first = line(in);
        if (first == null) {
          return;
        }
        open = answer(first.split(" ", 3)[1], in, socket);
      }
    } catch (IOException | InterruptedException e) {
      // The client has gone, which several scenarios are about.
    }
  }

  private boolean answer(String target, InputStream in, Socket socket)
      throws IOException, InterruptedException {
    Map<String, String> headers = new HashMap<>();
    String line;
    while ((line = line(in)) != null && !line.isEmpty()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).trim());
    }
    in.skipNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    if (target.startsWith("/seen/")) {
      new Reply(socket).whole(200, seen(target.substring(6)).toString());
      return true;
    }
    Matcher call = TARGET.matcher(target);
    if (!call.matches()) {
      new Reply(socket).whole(404, "{\"message\":\"no such operation\"}");
      return true;
    }
    String model = URLDecoder.decode(call.group(1), StandardCharsets.UTF_8);
    Seen record = seen(model);
    record.requests.incrementAndGet();
    boolean stream = call.group(2).endsWith("stream");
    return new Behaviour(new Reply(socket), in, record).act(model.split("\\.", 2)[0], stream);
  }

  private Seen seen(String model) {
    return seen.computeIfAbsent(model, unused -> new Seen());
  }

  private static @Nullable String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(64);
    int b;
    while ((b = in.read()) >= 0) {
      if (b == '\n') {
        return line.toString();
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return null;
  }
}

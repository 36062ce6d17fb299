package io.fmops.testkit.loopback;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP/1.1 server on 127.0.0.1 whose handler decides every byte. Connections are kept alive as
 * long as the handler ends its answers properly. One daemon thread a connection. Thread-safe.
 */
public final class LoopbackServer implements AutoCloseable {

  private final ServerSocket listener;
  private final Handler handler;
  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
  private final List<Throwable> problems = new CopyOnWriteArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();

  /** Answers one request. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Answers one request. An exception closes the connection; an {@link AssertionError} is kept in
     * {@link LoopbackServer#problems()} as well.
     *
     * @param exchange the request and the means to answer it
     * @throws IOException when the client is gone
     * @throws InterruptedException when the server is closed
     */
    void handle(Exchange exchange) throws IOException, InterruptedException;
  }

  private LoopbackServer(ServerSocket listener, Handler handler) {
    this.listener = listener;
    this.handler = handler;
  }

  /**
   * Starts a server on a free port.
   *
   * @param handler answers the requests, from several threads at once
   * @return the running server
   * @throws UncheckedIOException if there is no free port
   */
  public static LoopbackServer start(Handler handler) {
    try {
      LoopbackServer server = new LoopbackServer(
          new ServerSocket(0, 256, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})), handler);
      server.thread("accept", server::accept);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Where the server listens.
   *
   * @return {@code http://127.0.0.1:port}
   */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /**
   * All requests so far, in the order in which they were read.
   *
   * @return a live view
   */
  public List<RecordedRequest> requests() {
    return requests;
  }

  /**
   * Failed checks of the handler; a test ends by looking at them.
   *
   * @return a live view
   */
  public List<Throwable> problems() {
    return problems;
  }

  /**
   * Connections that are open now, idle ones included.
   *
   * @return their number
   */
  public int openConnections() {
    return connections.size();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        connections.add(socket);
        thread("connection-" + count.incrementAndGet(), () -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      while (!socket.isClosed()) {
        RecordedRequest request =
            HttpReader.read(socket.getInputStream(), socket.getOutputStream());
        if (request == null) {
          return;
        }
        requests.add(request);
        Exchange exchange = new Exchange(request, socket);
        handler.handle(exchange);
        if (!exchange.finished()) {
          return;
        }
      }
    } catch (IOException e) {
      // The client is gone, which is what many tests are about.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | AssertionError e) {
      problems.add(e);
    } finally {
      connections.remove(socket);
    }
  }

  private void thread(String name, Runnable task) {
    Thread thread = new Thread(task, "loopback-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Stops listening and closes all connections. */
  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : connections) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

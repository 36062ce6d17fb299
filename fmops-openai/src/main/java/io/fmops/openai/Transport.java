package io.fmops.openai;

import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelId;
import io.fmops.model.NotAuthorizedException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client of one model, made with the first call. Thread-safe.
 *
 * <p>The client's threads only move bytes and decode them, so a few are enough for any number of
 * calls; they end after some idle seconds.
 */
final class Transport implements AutoCloseable {

  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final ModelId id;
  private final Settings settings;
  private final Map<Object, CompletableFuture<?>> running = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable HttpClient client;
  private @Nullable ThreadPoolExecutor threads;
  private boolean closed;

  Transport(ModelId id, Settings settings) {
    this.id = id;
    this.settings = settings;
  }

  /** Asks for the key, which may take its time: not for the client's threads. */
  HttpRequest post(String path, byte[] body, boolean stream) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address(path))
        .header("Content-Type", "application/json")
        .header("Accept", stream ? "text/event-stream, application/json" : "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    settings
        .apiKey()
        .ifPresent(key -> request.setHeader("Authorization", "Bearer " + checked(key.get())));
    settings.headers().forEach(request::setHeader);
    return request.build();
  }

  /** The client would tell the whole key in its own message. */
  private String checked(String key) {
    String stripped = key.strip();
    if (stripped.isEmpty() || !stripped.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new NotAuthorizedException(
          "the API key for %s:%s is empty, or has characters that no key has"
              .formatted(id.provider(), id.name()),
          ErrorDetails.of(id),
          null);
    }
    return stripped;
  }

  private URI address(String path) {
    URI base = settings.endpoint();
    String before = base.getScheme() + "://" + base.getRawAuthority()
        + (base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", ""));
    return URI.create(before + path + (base.getRawQuery() == null ? "" : "?" + base.getRawQuery()));
  }

  /**
   * Sends a request.
   *
   * @return cancelling this ends the exchange
   */
  <T> CompletableFuture<HttpResponse<T>> send(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    CompletableFuture<HttpResponse<T>> sent = client().sendAsync(request, handler);
    Object key = new Object();
    running.put(key, sent);
    var unused = sent.whenComplete((response, problem) -> running.remove(key));
    if (isClosed()) {
      sent.cancel(true);
    }
    return sent;
  }

  private HttpClient client() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the model %s is closed".formatted(id));
      }
      if (client == null) {
        ThreadPoolExecutor threads = threads();
        this.threads = threads;
        client = HttpClient.newBuilder()
            // Without TLS, asking for HTTP/2 means an Upgrade header, which some servers choke on.
            .version(
                "https".equals(settings.endpoint().getScheme())
                    ? HttpClient.Version.HTTP_2
                    : HttpClient.Version.HTTP_1_1)
            // A key goes where it was meant to go.
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.connectTimeout())
            .executor(threads)
            .build();
      }
      return client;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private static ThreadPoolExecutor threads() {
    AtomicInteger count = new AtomicInteger();
    ThreadPoolExecutor threads = new ThreadPoolExecutor(
        THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
          Thread thread = new Thread(task, "fmops-openai-" + count.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** Ends the calls under way. JDK 17 closes idle connections when the client is collected. */
  @Override
  public void close() {
    HttpClient closing;
    lock.lock();
    try {
      closed = true;
      closing = client;
      client = null;
      if (threads != null) {
        // The client still needs them to end its calls, but idle ones need not wait for more.
        threads.setKeepAliveTime(100, TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
    running.values().forEach(call -> call.cancel(true));
    // Since JDK 21; it waits for the calls to have ended.
    if (closing instanceof AutoCloseable closeable) {
      Thread thread = new Thread(() -> closeQuietly(closeable), "fmops-openai-close");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void closeQuietly(AutoCloseable client) {
    try {
      client.close();
    } catch (Exception e) {
      // Nobody waits for it, and nothing is left to be done.
    }
  }
}

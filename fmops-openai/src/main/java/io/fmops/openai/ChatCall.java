package io.fmops.openai;

import io.fmops.model.ModelException;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.EventBuffer;
import io.fmops.model.spi.EventSource;
import io.fmops.openai.chat.ChatCodec;
import io.fmops.openai.chat.ChatServer;
import io.fmops.openai.chat.StreamDecoder;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One chat completion, begun when the first event is asked for. */
final class ChatCall implements EventSource, EventBuffer.Producer {

  private final Transport transport;
  private final ChatServer server;
  private final ChatCodec codec;
  private final HttpErrors errors;
  private final byte[] request;
  private final boolean stream;
  private final EventBuffer buffer;
  private final AtomicBoolean started = new AtomicBoolean();

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CompletableFuture<?> exchange;
  private Flow.@Nullable Subscription body;
  private boolean aborted;

  private volatile Optional<String> requestId = Optional.empty();
  private volatile boolean begun;

  ChatCall(
      Transport transport,
      ChatServer server,
      HttpErrors errors,
      byte[] request,
      boolean stream,
      Duration readTimeout) {
    this.transport = transport;
    this.server = server;
    this.codec = new ChatCodec(server);
    this.errors = errors;
    this.request = request;
    this.stream = stream;
    this.buffer = new EventBuffer(server.id(), this, EventBuffer.DEFAULT_BYTES, readTimeout);
  }

  @Override
  public StreamEvent next() throws InterruptedException {
    if (started.compareAndSet(false, true) && !isAborted()) {
      begin();
    }
    return buffer.next();
  }

  private void begin() {
    CompletableFuture<HttpResponse<Void>> sent =
        transport.send(transport.post("/chat/completions", request, stream), Body::new);
    lock.lock();
    try {
      exchange = sent;
    } finally {
      lock.unlock();
    }
    var unused = sent.whenComplete((response, problem) -> {
      if (problem != null) {
        buffer.fail(errors.broken(problem, requestId, begun));
      }
    });
    if (isAborted()) {
      abort();
    }
  }

  private boolean isAborted() {
    lock.lock();
    try {
      return aborted;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void resume() {
    Flow.Subscription more;
    lock.lock();
    try {
      more = body;
    } finally {
      lock.unlock();
    }
    if (more != null) {
      more.request(1);
    }
  }

  /**
   * Cancels the exchange, which ends the body with it; the body alone only as long as nobody knows
   * the exchange. JDK 17's client never ends its thread, nor closes its connections, once a body
   * was cancelled before its exchange.
   */
  @Override
  public void abort() {
    CompletableFuture<?> sent;
    Flow.Subscription rest;
    lock.lock();
    try {
      aborted = true;
      sent = exchange;
      rest = body;
    } finally {
      lock.unlock();
    }
    if (sent != null) {
      sent.cancel(true);
    } else if (rest != null) {
      rest.cancel();
    }
  }

  @Override
  public void close() {
    buffer.close();
  }

  /** What reads the body, by what the head says it is. */
  private StreamDecoder decoder(HttpResponse.ResponseInfo head) {
    if (head.statusCode() / 100 != 2) {
      return new WholeBody(server, requestId, body -> {
        throw errors.status(head, body);
      });
    }
    // The head knows better than the request: some servers cannot stream, and some do nothing else.
    String type = head.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    boolean lines =
        type.startsWith("text/event-stream") || (stream && !type.startsWith("application/json"));
    begun = lines;
    return lines
        ? codec.decoder(requestId)
        : new WholeBody(server, requestId, body -> codec.decode(body, requestId));
  }

  /** Reads the body on the client's threads, one part after the other. */
  private final class Body implements HttpResponse.BodySubscriber<Void> {
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final StreamDecoder decoder;
    private Flow.@Nullable Subscription subscription;

    Body(HttpResponse.ResponseInfo head) {
      requestId = HttpErrors.requestId(head.headers());
      decoder = decoder(head);
    }

    /** Completes with the body, so that cancelling the exchange reaches it to its end. */
    @Override
    public CompletionStage<Void> getBody() {
      return done;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      boolean unwanted;
      lock.lock();
      try {
        body = given;
        unwanted = aborted;
      } finally {
        lock.unlock();
      }
      if (unwanted) {
        given.cancel();
      } else {
        given.request(1);
      }
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
      try {
        for (ByteBuffer part : parts) {
          byte[] bytes = new byte[part.remaining()];
          part.get(bytes);
          decoder.feed(bytes).forEach(buffer::add);
        }
      } catch (RuntimeException e) {
        fail(e);
        abort();
        return;
      }
      if (buffer.wantsMore() && subscription != null) {
        subscription.request(1);
      }
    }

    @Override
    public void onComplete() {
      try {
        decoder.end().forEach(buffer::add);
      } catch (RuntimeException e) {
        fail(e);
      }
      done.complete(null);
    }

    @Override
    public void onError(Throwable problem) {
      if (decoder.finished()) {
        // The connection broke after the server had said all.
        onComplete();
      } else {
        fail(problem);
        done.completeExceptionally(problem);
      }
    }

    private void fail(Throwable problem) {
      ModelException translated = errors.broken(problem, requestId, begun);
      buffer.fail(translated);
    }
  }
}

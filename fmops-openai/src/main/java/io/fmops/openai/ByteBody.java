package io.fmops.openai;

import io.fmops.openai.chat.ChatServer;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The bytes of an answer, or the exception that its status means. For the client's threads. */
final class ByteBody implements HttpResponse.BodySubscriber<byte[]> {

  private final CompletableFuture<byte[]> done = new CompletableFuture<>();
  private final WholeBody bytes;
  private Flow.@Nullable Subscription subscription;

  ByteBody(ChatServer server, HttpErrors errors, HttpResponse.ResponseInfo head) {
    bytes = new WholeBody(server, HttpErrors.requestId(head.headers()), body -> {
      if (head.statusCode() / 100 != 2) {
        throw errors.status(head, body);
      }
      done.complete(body);
      return List.of();
    });
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return done;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    try {
      for (ByteBuffer part : parts) {
        byte[] copy = new byte[part.remaining()];
        part.get(copy);
        bytes.feed(copy);
      }
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
      if (subscription != null) {
        subscription.cancel();
      }
    }
  }

  @Override
  public void onComplete() {
    try {
      bytes.end();
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
  }

  @Override
  public void onError(Throwable problem) {
    done.completeExceptionally(problem);
  }
}

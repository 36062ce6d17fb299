package io.fmops.aws;

import io.fmops.model.CallContext;
import io.fmops.model.CancelledException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.spi.BlockingCall;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Calls that answer with one value, each on the thread of its caller. Deadline, token and interrupt
 * end the exchange, also while the client is still being made. Thread-safe.
 *
 * @param <S> the service's synchronous client
 */
public final class AwsCalls<S extends SdkAutoCloseable> implements AutoCloseable {

  private final ModelId model;
  private final AwsClients<S, ?> clients;

  /** Says in the library's words what the SDK threw. */
  @FunctionalInterface
  public interface Translation {

    /**
     * Translates.
     *
     * @param problem what ended the call
     * @param requestId the id of the exchange, if the answer had begun
     * @return the exception to throw
     */
    ModelException translate(Exception problem, @Nullable String requestId);
  }

  /**
   * Calls of a service.
   *
   * @param model named in messages
   * @param clients makes the client, which happens once; closed with this
   */
  public AwsCalls(ModelId model, AwsClients<S, ?> clients) {
    this.model = model;
    this.clients = clients;
  }

  /**
   * Makes a call.
   *
   * @param <T> what it answers
   * @param context has the deadline and the token
   * @param operation the call
   * @param translation for what the SDK throws
   * @return the answer
   * @throws ModelException if the call fails or is given up
   */
  public <T> T call(CallContext context, Function<S, T> operation, Translation translation) {
    AbortHandle exchange = new AbortHandle();
    CompletableFuture<Void> givenUp = new CompletableFuture<>();
    return BlockingCall.run(
        model,
        context,
        () -> {
          givenUp.complete(null);
          exchange.abort();
        },
        () -> {
          AwsClients.Sync<S> client = client(givenUp);
          return client.http().run(exchange, () -> operation.apply(client.client()));
        },
        problem -> translation.translate(problem, exchange.requestId()));
  }

  /** Waits for the client to be made, unless the call is given up before. */
  private AwsClients.Sync<S> client(CompletableFuture<Void> givenUp) throws InterruptedException {
    CompletableFuture<AwsClients.Sync<S>> client = clients.sync();
    if (!client.isDone()) {
      try {
        CompletableFuture.anyOf(client, givenUp).get();
      } catch (ExecutionException e) {
        throw new CompletionException(e.getCause());
      }
      if (!client.isDone()) {
        throw new CancelledException("the call was given up before it began");
      }
    }
    return client.join();
  }

  @Override
  public void close() {
    clients.close();
  }
}

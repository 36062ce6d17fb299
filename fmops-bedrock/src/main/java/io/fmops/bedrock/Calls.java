package io.fmops.bedrock;

import io.fmops.aws.AbortHandle;
import io.fmops.aws.AwsClients;
import io.fmops.model.CallContext;
import io.fmops.model.CancelledException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.spi.BlockingCall;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Calls that answer with one value, each on the thread of its caller. Deadline, token and interrupt
 * end the exchange, and what the SDK throws comes out in the library's words. Thread-safe.
 *
 * @param <S> the service's synchronous client
 */
final class Calls<S extends SdkAutoCloseable> implements AutoCloseable {

  private final ModelId model;
  private final AwsClients<S, ?> clients;

  Calls(ModelId model, AwsClients<S, ?> clients) {
    this.model = model;
    this.clients = clients;
  }

  /**
   * Makes a call.
   *
   * @param action what IAM calls it, for who is not allowed to
   */
  <T> T call(CallContext context, String action, Function<S, T> operation) {
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
        problem -> translate(problem, action, exchange.requestId()));
  }

  /** Waits for the client to be made, which happens once, unless the call is given up before. */
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

  private ModelException translate(Exception problem, String action, @Nullable String requestId) {
    ModelException translated = AwsErrors.translate(model, problem, requestId, false);
    if (translated.details().code().filter("AccessDeniedException"::equals).isPresent()) {
      return new NotAuthorizedException(
          "%s refuses access: allow %s for the AWS credentials in this region"
              .formatted(model, action),
          translated.details(),
          translated.getCause());
    }
    return translated;
  }

  @Override
  public void close() {
    clients.close();
  }
}

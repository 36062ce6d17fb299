package io.fmops.bedrock;

import io.fmops.aws.AbortHandle;
import io.fmops.aws.AwsClients;
import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.EventSource;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;

/** A call for a whole answer. The exchange runs on the thread that asks for the first event. */
final class ConverseCall implements EventSource {

  private final ModelId model;
  private final Clients clients;
  private final ConverseRequest request;
  private final AbortHandle exchange = new AbortHandle();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private @Nullable Iterator<StreamEvent> events;
  private @Nullable ModelException problem;

  ConverseCall(ModelId model, Clients clients, ConverseRequest request) {
    this.model = model;
    this.clients = clients;
    this.request = request;
  }

  @Override
  public StreamEvent next() throws InterruptedException {
    throwIfClosed();
    if (events == null) {
      Answers.Read answer = read(ask());
      problem = answer.problem();
      events = answer.events().iterator();
      throwIfClosed();
    }
    if (!events.hasNext() && problem != null) {
      throw problem;
    }
    return events.next();
  }

  private Answers.Read read(ConverseResponse response) {
    try {
      return Answers.read(model, response);
    } catch (ModelException e) {
      throw e;
    } catch (RuntimeException e) {
      // A part that must be there is not.
      throw AwsErrors.malformed(model, e, response.responseMetadata().requestId());
    }
  }

  private ConverseResponse ask() throws InterruptedException {
    try {
      AwsClients.Sync<BedrockRuntimeClient> client = client();
      return client.http().run(exchange, () -> client.client().converse(request));
    } catch (RuntimeException e) {
      throwIfClosed();
      if (Thread.interrupted()) {
        InterruptedException interrupted = new InterruptedException("while " + model + " answered");
        interrupted.initCause(e);
        throw interrupted;
      }
      throw AwsErrors.translate(model, e, exchange.requestId(), false);
    }
  }

  /** Waits for the client to be made, which happens once, unless the call is closed before. */
  private AwsClients.Sync<BedrockRuntimeClient> client() throws InterruptedException {
    CompletableFuture<AwsClients.Sync<BedrockRuntimeClient>> client = clients.sync();
    if (!client.isDone()) {
      try {
        CompletableFuture.anyOf(client, closed).get();
      } catch (ExecutionException e) {
        throw new CompletionException(e.getCause());
      }
      throwIfClosed();
    }
    return client.join();
  }

  private void throwIfClosed() {
    if (closed.isDone()) {
      throw new CancelledException(
          "the call of " + model + " was closed before its end", ErrorDetails.of(model), null);
    }
  }

  @Override
  public void close() {
    closed.complete(null);
    exchange.abort();
  }
}

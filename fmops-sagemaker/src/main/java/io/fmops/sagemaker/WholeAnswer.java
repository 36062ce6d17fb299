package io.fmops.sagemaker;

import io.fmops.aws.AbortHandle;
import io.fmops.aws.AwsClients;
import io.fmops.model.CancelledException;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.EventSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointRequest;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointResponse;

/**
 * One InvokeEndpoint, made by the thread that asks for the first event. {@link #close()} may come
 * from any thread.
 */
final class WholeAnswer implements EventSource {

  private final Endpoint endpoint;
  private final SageMakerClients clients;
  private final BiFunction<byte[], Optional<String>, List<StreamEvent>> decoder;
  private final InvokeEndpointRequest request;
  private final AbortHandle call = new AbortHandle();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private @Nullable Iterator<StreamEvent> events;

  WholeAnswer(
      Endpoint endpoint,
      SageMakerClients clients,
      BiFunction<byte[], Optional<String>, List<StreamEvent>> decoder,
      InvokeEndpointRequest request) {
    this.endpoint = endpoint;
    this.clients = clients;
    this.decoder = decoder;
    this.request = request;
  }

  @Override
  public StreamEvent next() throws InterruptedException {
    checkOpen(null);
    if (events == null) {
      events = ask().iterator();
      checkOpen(null);
    }
    return events.next();
  }

  private List<StreamEvent> ask() throws InterruptedException {
    InvokeEndpointResponse response;
    try {
      AwsClients.Sync<SageMakerRuntimeClient> sync = client();
      response = sync.http().run(call, () -> sync.client().invokeEndpoint(request));
    } catch (ExecutionException | RuntimeException e) {
      checkOpen(e);
      throw new AwsErrors(endpoint).exception(e, false);
    }
    return decoder
        .apply(
            response.body().asByteArrayUnsafe(),
            Optional.ofNullable(response.responseMetadata().requestId()))
        .stream()
        .map(event -> event instanceof StreamEvent.Completed completed
            ? new StreamEvent.Completed(
                completed.response().toBuilder().raw(response).build())
            : event)
        .toList();
  }

  private AwsClients.Sync<SageMakerRuntimeClient> client()
      throws InterruptedException, ExecutionException {
    CompletableFuture<AwsClients.Sync<SageMakerRuntimeClient>> client = clients.sync();
    CompletableFuture.anyOf(client, closed).get();
    checkOpen(null);
    return client.get();
  }

  private void checkOpen(@Nullable Throwable cause) {
    if (call.aborted()) {
      throw new CancelledException(
          "the call to %s was given up".formatted(endpoint.label()),
          endpoint.details(Optional.empty()),
          cause);
    }
  }

  @Override
  public void close() {
    call.abort();
    closed.complete(null);
  }
}

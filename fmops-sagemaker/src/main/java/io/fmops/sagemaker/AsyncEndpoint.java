package io.fmops.sagemaker;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.StreamEvent;
import io.fmops.model.TimedOutException;
import io.fmops.model.spi.AnswerFold;
import io.fmops.openai.chat.ServerErrors;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointAsyncRequest;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointAsyncResponse;

/**
 * An endpoint of asynchronous inference: it accepts a request at once and puts the answer into S3,
 * up to an hour of work later. Made by {@link SageMakerProvider#openAsync}. Thread-safe.
 *
 * <pre>{@code
 * AsyncInvocation accepted = endpoint.submit(request);
 * ...
 * GenerateResponse answer = endpoint.await(accepted, request, CallContext.create());
 * }</pre>
 */
public final class AsyncEndpoint implements AutoCloseable {

  /** How long {@link #await} waits where there is no deadline. */
  public static final Duration DEFAULT_LIMIT = Duration.ofHours(1);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final Endpoint endpoint;
  private final PayloadCodec codec;
  private final SageMakerClients clients;
  private final ObjectStore store;

  AsyncEndpoint(
      Endpoint endpoint, PayloadCodec codec, SageMakerClients clients, ObjectStore store) {
    this.endpoint = endpoint;
    this.codec = codec;
    this.clients = clients;
    this.store = Objects.requireNonNull(store, "store");
  }

  /**
   * Sends a request within the call itself, which SageMaker takes up to a size of 128,000 bytes.
   *
   * @param request what to ask
   * @return where the answer will be
   * @throws ModelException if the request is not accepted
   */
  public AsyncInvocation submit(GenerateRequest request) {
    return submit(request, CallContext.create());
  }

  /**
   * Sends a request within the call itself, which SageMaker takes up to a size of 128,000 bytes.
   *
   * @param request what to ask
   * @param context the deadline and the cancellation of the sending
   * @return where the answer will be
   * @throws ModelException if the request is not accepted
   */
  public AsyncInvocation submit(GenerateRequest request, CallContext context) {
    SdkBytes body = SdkBytes.fromByteArrayUnsafe(payload(request));
    return send(
        call -> {
          call.body(body);
          Optional<SageMakerParameters> own = request.providerParameters(SageMakerParameters.class);
          own.flatMap(SageMakerParameters::customAttributes).ifPresent(call::customAttributes);
          own.flatMap(SageMakerParameters::inferenceId).ifPresent(call::inferenceId);
        },
        limited(request, context));
  }

  /**
   * Sends a request that lies in S3 already.
   *
   * @param payload where it is: what {@link #payload} gives for it, such as
   *     {@code s3://bucket/request.json}
   * @param context the deadline and the cancellation of the sending
   * @return where the answer will be
   * @throws ModelException if the request is not accepted
   */
  public AsyncInvocation submit(URI payload, CallContext context) {
    return send(call -> call.inputLocation(payload.toString()), context);
  }

  /**
   * What a request looks like on the wire, for requests that are too large to be sent within a
   * call: put this into S3, and submit its location.
   *
   * @param request what to ask
   * @return JSON
   * @throws ModelException if this kind of server has no words for it
   */
  public byte[] payload(GenerateRequest request) {
    return codec.encode(request, false);
  }

  private AsyncInvocation send(
      Consumer<InvokeEndpointAsyncRequest.Builder> input, CallContext context) {
    checkTarget();
    InvokeEndpointAsyncRequest.Builder call = InvokeEndpointAsyncRequest.builder()
        .endpointName(endpoint.id().name())
        .contentType(codec.contentType())
        .accept(codec.contentType());
    endpoint.form().attributes().ifPresent(call::customAttributes);
    input.accept(call);
    InvokeEndpointAsyncResponse accepted = BoundCall.run(
        endpoint, clients, context, client -> client.invokeEndpointAsync(call.build()));
    String output = accepted.outputLocation();
    if (output == null) {
      throw new MalformedAnswerException(
          "%s accepted the request and did not say where the answer will be"
              .formatted(endpoint.label()),
          endpoint.details(Optional.ofNullable(accepted.responseMetadata().requestId())),
          null);
    }
    return new AsyncInvocation(
        Optional.ofNullable(accepted.inferenceId()).orElse(""),
        URI.create(output),
        Optional.ofNullable(accepted.failureLocation()).map(URI::create));
  }

  private void checkTarget() {
    Endpoint.Target target = endpoint.target();
    if (target.component().isPresent()
        || target.variant().isPresent()
        || target.model().isPresent()
        || target.container().isPresent()) {
      throw PlainText.rejected(
          endpoint,
          "the option component, variant, targetModel or container, which asynchronous inference does not have,");
    }
  }

  /**
   * Looks once whether the answer is there.
   *
   * @param invocation what {@link #submit} gave
   * @param request what was asked
   * @return the answer, if it is there
   * @throws ModelException if the model server failed, or if its answer cannot be read
   */
  public Optional<GenerateResponse> poll(AsyncInvocation invocation, GenerateRequest request) {
    Optional<byte[]> answer = store.read(invocation.output());
    if (answer.isPresent()) {
      return Optional.of(response(codec.decode(request, answer.get(), Optional.empty())));
    }
    invocation.failure().flatMap(store::read).ifPresent(failure -> {
      throw failed(new String(failure, StandardCharsets.UTF_8));
    });
    return Optional.empty();
  }

  private ModelException failed(String words) {
    // The container's status is not kept; 424 is what the direct call would have given.
    return ServerErrors.exception(
        endpoint.server(), 424, words, endpoint.details(Optional.empty()), null);
  }

  /**
   * Waits for the answer, looking more and more seldom, every 15 seconds in the end.
   *
   * @param invocation what {@link #submit} gave
   * @param request what was asked; its deadline counts from now
   * @param context the deadline and the cancellation of the wait; where there is no deadline, it
   *     ends after {@link #DEFAULT_LIMIT}
   * @return the answer
   * @throws TimedOutException if it is not there in time; it may still come
   * @throws ModelException if the model server failed, if its answer cannot be read, or if the wait
   *     was cancelled or its thread interrupted
   */
  public GenerateResponse await(
      AsyncInvocation invocation, GenerateRequest request, CallContext context) {
    CallContext limited = limited(request, context);
    CallContext bounded =
        limited.remaining().isPresent() ? limited : limited.withDeadline(DEFAULT_LIMIT);
    CountDownLatch cancelled = new CountDownLatch(1);
    Duration pause = FIRST_PAUSE;
    try (CancelToken.Registration registration =
        bounded.cancelToken().onCancel(cancelled::countDown)) {
      while (true) {
        BoundCall.checkOpen(endpoint, bounded, null);
        Optional<GenerateResponse> answer = poll(invocation, request);
        if (answer.isPresent()) {
          return answer.get();
        }
        long left = bounded.remaining().orElse(DEFAULT_LIMIT).toNanos();
        boolean ended = cancelled.await(Math.min(left, pause.toNanos()), TimeUnit.NANOSECONDS);
        pause = ended || pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
            ? LONGEST_PAUSE
            : pause.multipliedBy(2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(
          "the wait for %s was interrupted".formatted(endpoint.label()),
          endpoint.details(Optional.empty()),
          e);
    }
  }

  private static CallContext limited(GenerateRequest request, CallContext context) {
    return request.deadline().map(context::withDeadline).orElse(context);
  }

  /** A codec's last event is the response, without the content. */
  private static GenerateResponse response(List<StreamEvent> events) {
    AnswerFold fold = new AnswerFold();
    events.forEach(fold::add);
    StreamEvent last = events.get(events.size() - 1);
    return fold.whole(((StreamEvent.Completed) last).response());
  }

  /** Gives back the connections. The store is the caller's. */
  @Override
  public void close() {
    clients.close();
  }
}

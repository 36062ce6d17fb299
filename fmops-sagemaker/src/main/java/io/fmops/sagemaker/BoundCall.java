package io.fmops.sagemaker;

import io.fmops.aws.AbortHandle;
import io.fmops.aws.AwsClients;
import io.fmops.aws.SdkErrors;
import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.ModelException;
import io.fmops.model.TimedOutException;
import io.fmops.model.spi.CallTimer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;

/**
 * A call of which a thread waits for the answer, outside the path of {@code generate}: it ends with
 * its answer, its deadline, its cancellation or the interrupt of its thread, and each of the last
 * three aborts the exchange.
 */
final class BoundCall {

  private BoundCall() {}

  static <T> T run(
      Endpoint endpoint,
      SageMakerClients clients,
      CallContext context,
      Function<SageMakerRuntimeClient, T> call) {
    checkOpen(endpoint, context, null);
    AbortHandle handle = new AbortHandle();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Runnable end = () -> {
      handle.abort();
      ended.complete(null);
    };
    Optional<Duration> remaining = context.remaining();
    try (CancelToken.Registration cancelled = context.cancelToken().onCancel(end);
        CallTimer deadline =
            CallTimer.start(remaining.orElse(Duration.ofNanos(Long.MAX_VALUE)), end)) {
      CompletableFuture<AwsClients.Sync<SageMakerRuntimeClient>> client = clients.sync();
      // On another thread, because a thread that waits for a socket cannot be interrupted.
      CompletableFuture<T> answer = client.thenApplyAsync(
          sync -> sync.http().run(handle, () -> call.apply(sync.client())), context.executor());
      CompletableFuture.anyOf(answer, ended).get();
      checkOpen(endpoint, context, null);
      return answer.get();
    } catch (InterruptedException e) {
      end.run();
      Thread.currentThread().interrupt();
      throw new CancelledException(
          "the call to %s was interrupted".formatted(endpoint.label()),
          endpoint.details(Optional.empty()),
          e);
    } catch (ExecutionException e) {
      checkOpen(endpoint, context, e);
      Throwable cause = SdkErrors.unwrapped(e);
      throw cause instanceof ModelException own
          ? own
          : new AwsErrors(endpoint).exception(cause, false);
    }
  }

  /** Throws if the call is cancelled or its deadline has passed. */
  static void checkOpen(Endpoint endpoint, CallContext context, @Nullable Throwable cause) {
    Optional<String> reason = context.cancelToken().reason();
    if (reason.isPresent()) {
      throw new CancelledException(
          "the call to %s was cancelled: %s".formatted(endpoint.label(), reason.get()),
          endpoint.details(Optional.empty()),
          cause);
    }
    if (context.remaining().filter(left -> left.isNegative() || left.isZero()).isPresent()) {
      throw new TimedOutException(
          "the deadline of the call to %s has passed".formatted(endpoint.label()),
          TimedOutException.Limit.DEADLINE,
          endpoint.details(Optional.empty()),
          cause);
    }
  }
}

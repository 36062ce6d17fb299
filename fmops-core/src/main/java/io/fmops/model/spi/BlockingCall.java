package io.fmops.model.spi;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.TimedOutException;
import io.fmops.model.internal.CallWatch;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes an exchange that answers with one value and blocks meanwhile, such as that of an embedding
 * or an image model, end when its caller gives up: the deadline passes, the token is cancelled, or
 * the thread is interrupted. What the core does for streams by itself. Stateless.
 */
public final class BlockingCall {

  private BlockingCall() {}

  /**
   * Makes an exchange on this thread.
   *
   * @param <T> what it answers
   * @param model named in messages
   * @param context has the deadline and the token
   * @param abort ends the exchange, also one that has not begun, so that it throws; called at most
   *     once for each reason, from any thread
   * @param exchange blocks until the answer is there
   * @param translate what the exchange threw, in the library's words
   * @return the answer
   * @throws CancelledException if the token was cancelled or the thread was interrupted, which it
   *     still is then
   * @throws TimedOutException if the deadline passed
   * @throws ModelException what {@code translate} made of any other failure
   */
  public static <T> T run(
      ModelId model,
      CallContext context,
      Runnable abort,
      Callable<T> exchange,
      Function<Exception, ModelException> translate) {
    AtomicReference<@Nullable ModelException> givenUp = new AtomicReference<>();
    // Before anything is sent: an exchange that nobody wants is not begun.
    refuse(model, context);
    Duration remaining = context.remaining().orElse(null);
    CallTimer deadline = remaining == null
        ? null
        : CallTimer.start(remaining, () -> giveUp(givenUp, timedOut(model), abort));
    try (CancelToken.Registration token = context
            .cancelToken()
            .onCancel(() -> giveUp(givenUp, cancelled(model, context), abort));
        CallWatch.Wait interrupt =
            CallWatch.interrupt(() -> giveUp(givenUp, interrupted(model), abort))) {
      return exchange.call();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abort.run();
      throw interrupted(model);
    } catch (Exception e) {
      ModelException why = givenUp.get();
      if (why == null && Thread.currentThread().isInterrupted()) {
        why = interrupted(model);
      }
      throw why == null ? translate.apply(e) : why;
    } finally {
      if (deadline != null) {
        deadline.close();
      }
    }
  }

  /**
   * Checks that a call is still wanted.
   *
   * @param model named in messages
   * @param context has the deadline and the token
   * @throws CancelledException if the token is cancelled or the thread is interrupted
   * @throws TimedOutException if the deadline has passed
   */
  public static void refuse(ModelId model, CallContext context) {
    if (context.cancelToken().cancelled()) {
      throw cancelled(model, context);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted(model);
    }
    if (context.remaining().filter(left -> left.isZero() || left.isNegative()).isPresent()) {
      throw timedOut(model);
    }
  }

  private static void giveUp(
      AtomicReference<@Nullable ModelException> givenUp, ModelException why, Runnable abort) {
    if (givenUp.compareAndSet(null, why)) {
      abort.run();
    }
  }

  private static CancelledException cancelled(ModelId model, CallContext context) {
    return new CancelledException(
        "the call of %s was cancelled: %s"
            .formatted(model, context.cancelToken().reason().orElse("")),
        ErrorDetails.of(model),
        null);
  }

  private static CancelledException interrupted(ModelId model) {
    return new CancelledException(
        "the thread that called " + model + " was interrupted", ErrorDetails.of(model), null);
  }

  private static TimedOutException timedOut(ModelId model) {
    return new TimedOutException(
        model + " did not answer before the call's deadline",
        TimedOutException.Limit.DEADLINE,
        ErrorDetails.of(model),
        null);
  }
}

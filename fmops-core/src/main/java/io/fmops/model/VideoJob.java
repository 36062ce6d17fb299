package io.fmops.model;

import io.fmops.model.spi.BlockingCall;
import io.fmops.model.spi.VideoEngine;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A video that is being made. Started by {@link VideoModel#start}. Thread-safe. */
public final class VideoJob {

  /** How often {@link #await(CallContext)} asks. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);

  private final ModelId model;
  private final String id;
  private final VideoEngine engine;

  VideoJob(ModelId model, String id, VideoEngine engine) {
    this.model = model;
    this.id = Objects.requireNonNull(id, "id");
    this.engine = engine;
  }

  /**
   * The provider's id of the job. Keep it to find the job again with {@link VideoModel#job}.
   *
   * @return the id
   */
  public String id() {
    return id;
  }

  /**
   * Asks how far the video is.
   *
   * @return how far it is
   * @throws ModelException if the call fails; the job goes on
   */
  public VideoStatus status() {
    return status(CallContext.create());
  }

  /**
   * Asks how far the video is, within a deadline and a cancellation.
   *
   * @param context what surrounds the call
   * @return how far it is
   * @throws ModelException if the call fails; the job goes on
   */
  public VideoStatus status(CallContext context) {
    return engine.status(id, context);
  }

  /**
   * Waits until the video is there, asking every {@link #DEFAULT_INTERVAL}.
   *
   * @param context bounds the wait; giving up the wait does not end the job
   * @return a status of {@link VideoStatus.State#COMPLETED}
   * @throws ModelException as {@link #await(Duration, CallContext)}
   */
  public VideoStatus await(CallContext context) {
    return await(DEFAULT_INTERVAL, context);
  }

  /**
   * Waits until the video is there. A failure to ask that may pass, such as a throttled request, is
   * met by asking again; any other one ends the wait.
   *
   * @param interval how long to wait between two questions, above zero
   * @param context bounds the wait; giving up the wait does not end the job
   * @return a status of {@link VideoStatus.State#COMPLETED}
   * @throws ProviderException if the job failed, with the provider's reason
   * @throws TimedOutException if the deadline passed
   * @throws CancelledException if the token was cancelled or the thread interrupted
   * @throws ModelException if the provider cannot be asked
   * @throws IllegalArgumentException if the interval is not above zero
   */
  public VideoStatus await(Duration interval, CallContext context) {
    if (interval.isZero() || interval.isNegative()) {
      throw new IllegalArgumentException("interval is " + interval + "; it must be above zero");
    }
    while (true) {
      Optional<VideoStatus> told = ask(context);
      if (told.isPresent() && told.get().state() != VideoStatus.State.RUNNING) {
        return completed(told.get());
      }
      pause(interval, context);
    }
  }

  private Optional<VideoStatus> ask(CallContext context) {
    try {
      return Optional.of(status(context));
    } catch (ModelException e) {
      BlockingCall.refuse(model, context);
      if (!e.retryable()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private VideoStatus completed(VideoStatus status) {
    if (status.state() == VideoStatus.State.FAILED) {
      throw new ProviderException(
          "%s made no video of the job %s: %s"
              .formatted(model, id, status.failure().orElse("no reason was told")),
          ErrorDetails.of(model),
          null);
    }
    return status;
  }

  /** Sleeps, but not beyond the moment in which nobody wants to wait any more. */
  private void pause(Duration interval, CallContext context) {
    CountDownLatch givenUp = new CountDownLatch(1);
    // A little longer than the deadline, so that it has passed for sure when it ends the sleep.
    Duration left = context.remaining().orElse(interval).plusMillis(1);
    Duration sleep = left.compareTo(interval) < 0 ? left : interval;
    try (CancelToken.Registration token = context.cancelToken().onCancel(givenUp::countDown)) {
      boolean unused = givenUp.await(sleep.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    BlockingCall.refuse(model, context);
  }

  @Override
  public String toString() {
    return "%s, job %s".formatted(model, id);
  }
}

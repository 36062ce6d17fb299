package io.fmops.model.spi;

import io.fmops.model.CallContext;
import io.fmops.model.ModelException;
import io.fmops.model.VideoRequest;
import io.fmops.model.VideoStatus;

/** What a video model needs to be able to do. Thread-safe. */
public interface VideoEngine extends AutoCloseable {

  /**
   * Has a video begun. See {@link BlockingCall} for the deadline and the cancellation.
   *
   * @param request what the video shall show
   * @param context the deadline and the cancellation of this exchange
   * @return the provider's id of the job, by which it is found again, also by another process
   * @throws ModelException if the call failed
   */
  String start(VideoRequest request, CallContext context);

  /**
   * Asks how far a video is.
   *
   * @param job the provider's id of the job
   * @param context the deadline and the cancellation of this exchange
   * @return how far it is
   * @throws ModelException if the call failed
   */
  VideoStatus status(String job, CallContext context);

  /** Gives back connections and threads that the engine owns. Default: nothing to give back. */
  @Override
  default void close() {}
}

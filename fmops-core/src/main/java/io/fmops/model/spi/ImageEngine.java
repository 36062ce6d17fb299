package io.fmops.model.spi;

import io.fmops.model.CallContext;
import io.fmops.model.ImageRequest;
import io.fmops.model.ImageResponse;
import io.fmops.model.ModelException;

/** What an image model needs to be able to do. Thread-safe. */
@FunctionalInterface
public interface ImageEngine extends AutoCloseable {

  /**
   * Makes images. See {@link BlockingCall} for the deadline and the cancellation.
   *
   * @param request what the images shall show
   * @param context the deadline and the cancellation
   * @return the images, and why others are missing
   * @throws ModelException if the call failed, or if every image was withheld
   */
  ImageResponse generate(ImageRequest request, CallContext context);

  /** Gives back connections and threads that the engine owns. Default: nothing to give back. */
  @Override
  default void close() {}
}

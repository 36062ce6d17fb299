package io.fmops.model.spi;

import io.fmops.model.ModelException;
import io.fmops.model.StreamEvent;

/**
 * One call's events, pulled one by one. {@link #next} is called by one thread at a time;
 * {@link #close} may come from any thread at any moment.
 */
public interface EventSource extends AutoCloseable {

  /**
   * Waits for the next event. The last one is a {@link StreamEvent.Completed}, after which this is
   * not called again. All content travels as content events; whatever content the response of the
   * last event has is replaced by what the events before it told, so a provider leaves it out.
   *
   * @return the next event, never null
   * @throws ModelException if the call failed; a provider never ends a stream in any other way
   *     before its {@code Completed}
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  StreamEvent next() throws InterruptedException;

  /**
   * Ends the call: the exchange is aborted if it still runs, a waiting {@link #next} returns with
   * an exception at once, and all that the call held is given back. Does nothing the second time.
   * Does not throw.
   */
  @Override
  void close();

  /**
   * Ends the call as {@link #close()} does, and tells why: the deadline passed, a token was
   * cancelled, a layer further out refused the answer. For layers that have to know how a call
   * ended; they pass it on. Default: {@link #close()}.
   *
   * @param why how the call ended
   */
  default void abort(ModelException why) {
    close();
  }

  /**
   * Whether a waiting {@link #next()} ends by itself when its thread is interrupted, with an
   * {@link InterruptedException}. The core watches the threads of all other sources, which costs a
   * little for each event. Default: false, as for whatever waits in a socket.
   *
   * @return the same for all of the source's life
   */
  default boolean endsOnInterrupt() {
    return false;
  }
}

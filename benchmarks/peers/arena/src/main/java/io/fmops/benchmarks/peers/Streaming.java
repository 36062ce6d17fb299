package io.fmops.benchmarks.peers;

/** One streamed answer. */
public interface Streaming {

  /**
   * Streams to the listener, on this thread where the library lets its user choose. Returns when
   * the library has nothing more to say, or at once if it calls back later.
   *
   * @param listener gets what the library tells its user
   * @param paced whether the listener is slow, so that a user of the library would ask for one
   *     chunk at a time, if the library has a way to ask so
   * @throws Exception what the library throws, if it does not tell the listener
   */
  void run(Listener listener, boolean paced) throws Exception;

  /**
   * Gives the answer up in the library's own way, from any thread.
   *
   * @throws UnsupportedOperationException if there is no way to do it now
   */
  void cancel();
}

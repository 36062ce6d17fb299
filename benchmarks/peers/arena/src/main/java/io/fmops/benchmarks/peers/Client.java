package io.fmops.benchmarks.peers;

/**
 * One library, used as its documentation says, behind the few things that are compared. The calls
 * may come from many threads at once.
 */
public interface Client extends AutoCloseable {

  /** Makes clients; found by {@link java.util.ServiceLoader} on the contestant's class path. */
  interface Factory {
    /**
     * Makes a client.
     *
     * @param setup where it calls and how
     * @return the client
     */
    Client open(Setup setup);
  }

  /**
   * A whole answer.
   *
   * @param prompt the user's text
   * @return the answer
   * @throws Exception what the library throws
   */
  Answer call(String prompt) throws Exception;

  /**
   * A streamed answer that has not begun.
   *
   * @param prompt the user's text
   * @return the stream
   */
  Streaming stream(String prompt);
}

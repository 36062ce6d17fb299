package io.fmops.benchmarks.peers;

/** What a library tells the user of a stream. */
public interface Listener {

  /**
   * Some text.
   *
   * @param text the next part
   */
  void text(String text);

  /**
   * The stream has come to its end.
   *
   * @param answer what is known of the whole
   */
  void completed(Answer answer);

  /**
   * The stream has failed.
   *
   * @param problem the error
   */
  void failed(Throwable problem);
}

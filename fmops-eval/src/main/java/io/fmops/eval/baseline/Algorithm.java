package io.fmops.eval.baseline;

/** What one of the models does with a prompt. Immutable and thread-safe; the same every time. */
@FunctionalInterface
interface Algorithm {

  /**
   * Answers.
   *
   * @param prompt what is asked
   * @param checkpoint looked at after every step whose time grows with the prompt
   * @return the whole answer, before any limit of the request
   * @throws InterruptedException if the thread was interrupted
   * @throws io.fmops.model.RejectedInputException if the prompt lacks what the model needs
   */
  String answer(Prompt prompt, Checkpoint checkpoint) throws InterruptedException;
}
